/**
 * Which extensions a program may use: `-march` strings and `.option arch` [ISA manual, "naming
 * conventions"; RISC-V Assembly Programmer's Manual, ".option arch"].
 */

/**
 * Extensions in canonical order, with the versions that GNU as 2.40 writes into an object's
 * attributes; it does not know Zicond, which is 1.0 as ratified.
 */
// biome-ignore format: columns are the point.
const versions: Readonly<Record<string, string>> = {
  i: '2p1', m: '2p0', a: '2p1', f: '2p2', d: '2p2', c: '2p0', h: '1p0',
  zicbom: '1p0', zicboz: '1p0', zicond: '1p0', zicsr: '2p0', zifencei: '2p0', zihintpause: '2p0',
  zmmul: '1p0', zawrs: '1p0', zba: '1p0', zbb: '1p0', zbs: '1p0',
  svinval: '1p0',
};

/** Extensions that another one brings with it. */
const implied: Readonly<Record<string, readonly string[]>> = {
  d: ['f', 'zicsr'],
  f: ['zicsr'],
  m: ['zmmul'],
};

/** What `g` stands for. */
const general = ['i', 'm', 'a', 'f', 'd', 'zicsr', 'zifencei'];

/** Calling conventions, by what they pass floating-point numbers in [psABI §2]. */
export type Abi = 'lp64' | 'lp64f' | 'lp64d';

/** Extensions by name: `i`, `m`, `zicsr`. */
export type Extensions = ReadonlySet<string>;

/** The extensions of `rv64imac_zicsr`, or what is wrong with the string. */
export function parseArchitecture(text: string): Extensions | string {
  const match = /^rv64([a-z0-9]*)((?:_[a-z0-9]+)*)$/.exec(text.toLowerCase());
  if (!match) return `\`${text}\` is no 64-bit architecture: it should look like rv64imac_zicsr`;
  const [, letters = '', rest = ''] = match;
  const names = [
    ...(letters.replace(/\d+p\d+/g, '').match(/z[a-z0-9]+|[a-y]/g) ?? []),
    ...rest.split('_').filter((name) => name !== ''),
  ].map((name) => name.replace(/\d+p\d+$/, ''));
  const unknown = names.find((name) => name !== 'g' && !(name in versions));
  if (unknown !== undefined) {
    return `extension \`${unknown}\` is not known; known are ${Object.keys(versions).join(', ')}`;
  }
  const extensions = withImplied(names.flatMap((name) => (name === 'g' ? general : [name])));
  return extensions.has('i') ? extensions : 'the base i is missing';
}

/** With all that these bring with them. */
function withImplied(names: Iterable<string>): Extensions {
  return new Set([...names].flatMap((name) => [name, ...(implied[name] ?? [])]));
}

/** `.option arch, +c, -m` or `.option arch, rv64i`: the extensions afterwards, or what is wrong. */
export function changeArchitecture(before: Extensions, changes: string): Extensions | string {
  const now = new Set(before);
  for (const change of changes.split(',').map((part) => part.trim())) {
    const [, sign, name = ''] = /^([+-]?)(.*)$/.exec(change) ?? [];
    if (!sign) return parseArchitecture(change);
    const plain = name.replace(/\d+p\d+$/, '');
    if (!(plain in versions)) return `extension \`${name}\` is not known`;
    if (sign === '-') now.delete(plain);
    else for (const each of withImplied([plain])) now.add(each);
  }
  return now;
}

/** The string that an object's attributes hold: `rv64i2p1_m2p0_…`. */
export function architectureAttribute(extensions: Extensions): string {
  const ordered = Object.keys(versions).filter((name) => extensions.has(name));
  return `rv64${ordered.map((name) => `${name}${versions[name]}`).join('_')}`;
}
