/**
 * Which extensions a program may use: `-march` strings and `.option arch` [ISA manual, "naming
 * conventions"; RISC-V Assembly Programmer's Manual, ".option arch"].
 */

import type { Xlen } from '@ireko/isa';
import { didYouMean } from './suggest.ts';

/** Names in groups by the version that GNU as 2.40 writes into an object's attributes. */
// biome-ignore format: by groups.
const byVersion: Readonly<Record<string, string>> = {
  '2p2': 'f d q',
  '2p1': 'i a',
  '2p0': 'm c zicsr zifencei zihintpause',
  '1p9': 'e',
  '1p0': `v h zmmul zawrs zicbom zicbop zicboz
          zfh zfhmin zfinx zdinx zqinx zhinx zhinxmin
          zba zbb zbc zbs zbkb zbkc zbkx zk zkn zknd zkne zknh zkr zks zksed zksh zkt
          zve32x zve32f zve64x zve64f zve64d
          zvl32b zvl64b zvl128b zvl256b zvl512b zvl1024b zvl2048b zvl4096b zvl8192b zvl16384b zvl32768b zvl65536b
          smaia smepmp smstateen ssaia sscofpmf ssstateen sstc svinval svnapot svpbmt
          xtheadba xtheadbb xtheadbs xtheadcmo xtheadcondmov xtheadfmemidx xtheadfmv xtheadint
          xtheadmac xtheadmemidx xtheadmempair xtheadsync
          zicond`, // GNU as knows Zicond from 2.41 on
  '0p1': 'ztso',
};

const versions: ReadonlyMap<string, string> = new Map(
  Object.entries(byVersion).flatMap(([version, names]) =>
    names.split(/\s+/).map((name): [string, string] => [name, version]),
  ),
);

/**
 * Versions of an older ISA specification, as `-misa-spec` names it; those not here have not changed, and
 * an empty one says that the extension had no name of its own yet, so that objects do not tell of it.
 */
// biome-ignore format: columns are the point.
const olderVersions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '2.2':      { i: '2p0', a: '2p0', f: '2p0', d: '2p0', q: '2p0', zicsr: '', zifencei: '' },
  '20190608': { a: '2p0' },
  '20191213': {},
};

/** The specifications that `-misa-spec` may name. */
export const isaSpecs: readonly string[] = Object.keys(olderVersions);

/** Extensions that another one brings with it. */
// biome-ignore format: columns are the point.
const implied: Readonly<Record<string, string>> = {
  g: 'i m a f d zicsr zifencei', e: 'i',
  m: 'zmmul', q: 'd', d: 'f', f: 'zicsr', h: 'zicsr',
  v: 'd zve64d zvl128b', zve64d: 'd zve64f', zve64f: 'zve32f zve64x zvl64b',
  zve32f: 'f zvl32b zve32x', zve64x: 'zve32x zvl64b', zve32x: 'zvl32b',
  zvl64b: 'zvl32b', zvl128b: 'zvl64b', zvl256b: 'zvl128b', zvl512b: 'zvl256b', zvl1024b: 'zvl512b',
  zvl2048b: 'zvl1024b', zvl4096b: 'zvl2048b', zvl8192b: 'zvl4096b', zvl16384b: 'zvl8192b',
  zvl32768b: 'zvl16384b', zvl65536b: 'zvl32768b',
  zfh: 'zfhmin', zfhmin: 'f',
  zfinx: 'zicsr', zdinx: 'zfinx', zqinx: 'zdinx', zhinx: 'zhinxmin', zhinxmin: 'zfinx',
  zk: 'zkn zkr zkt', zkn: 'zbkb zbkc zbkx zkne zknd zknh', zks: 'zbkb zbkc zbkx zksed zksh',
  smaia: 'ssaia', ssaia: 'zicsr', smstateen: 'ssstateen', ssstateen: 'zicsr',
  smepmp: 'zicsr', sscofpmf: 'zicsr', sstc: 'zicsr',
};

/** Calling conventions: how wide a pointer is, and what floating-point numbers are passed in [psABI §2]. */
// biome-ignore format: by widths.
export const abis = [
  'ilp32', 'ilp32e', 'ilp32f', 'ilp32d', 'ilp32q',
  'lp64',            'lp64f',  'lp64d',  'lp64q',
] as const;

/** A calling convention by its name in `-mabi`. */
export type Abi = (typeof abis)[number];

/** An ISA: extensions by name, each with its version (`zicsr` and `2p0`), beside the base. */
export interface Extensions extends ReadonlyMap<string, string> {
  /** Bits of the registers, and of addresses. */
  readonly xlen: Xlen;
  /** The specification from which versions come that are not written. */
  readonly isaSpec: string;
}

class ExtensionMap extends Map<string, string> implements Extensions {
  readonly xlen: Xlen;
  readonly isaSpec: string;
  constructor(xlen: Xlen, isaSpec: string, entries: Iterable<readonly [string, string]> = []) {
    super(entries);
    this.xlen = xlen;
    this.isaSpec = isaSpec;
  }
}

/** The convention for programs with these extensions, if none is chosen; as in GNU as, F alone changes nothing. */
export function usualAbi(extensions: Extensions): Abi {
  const letter = ['q', 'd'].find((each) => extensions.has(each)) ?? '';
  if (extensions.xlen === 64) return `lp64${letter}` as Abi;
  return letter === '' && extensions.has('e') ? 'ilp32e' : (`ilp32${letter}` as Abi);
}

/** What is wrong with a calling convention for a program with these extensions, if anything is. */
export function abiProblem(abi: Abi, extensions: Extensions): string | undefined {
  const { xlen } = extensions;
  const [, width = '', letter = ''] = /^i?lp(\d+)([efdq]?)$/.exec(abi) ?? [];
  if (Number(width) !== xlen)
    return `the calling convention ${abi} is for ${width} bits, and the architecture has ${xlen}`;
  if (extensions.has('e') && letter !== 'e')
    return `the calling convention ${abi} needs 32 registers; with e it is ilp32e`;
  if (letter !== '' && letter !== 'e' && !extensions.has(letter))
    return `the calling convention ${abi} needs the extension ${letter}`;
  return undefined;
}

/**
 * The extensions of `rv64imac_zicsr`, or what is wrong with the string.
 * @param isaSpec the specification from which versions come that are not written
 */
export function parseArchitecture(text: string, isaSpec = '20191213'): Extensions | string {
  const match = /^rv(32|64)([a-z0-9]*)((?:_[a-z0-9]*)*)$/.exec(text);
  if (!match) return `\`${text}\` is no architecture: ${shape}`;
  const [, width, letters = '', rest = ''] = match;
  const xlen = width === '32' ? 32 : 64;
  const parts = [
    ...(letters.match(/(?:[zsx][a-z0-9]+|[a-y])(?:\d+p\d+|\d+(?![a-z]))?/g) ?? []),
    ...rest.split('_').filter((part) => part !== ''),
  ];
  const extensions = new ExtensionMap(xlen, isaSpec);
  for (const part of parts) {
    const problem = add(extensions, part, isaSpec);
    if (problem !== undefined) return problem;
  }
  if (!extensions.has('i')) return 'the base i is missing';
  if (extensions.has('e') && xlen === 64) return 'the base e has 32 bits: rv32e';
  const lengths = [...extensions.keys()].some((name) => name.startsWith('zvl'));
  if (lengths && !extensions.has('zve32x')) return 'zvl…b needs v or one of the zve… as well';
  if (extensions.has('zfinx') && extensions.has('f')) return 'zfinx cannot go with f';
  return extensions;
}

const shape = 'it should look like rv64imac_zicsr or rv32imc';

/** Adds an extension, perhaps with its version, and all that it brings; returns what is wrong. */
function add(
  extensions: Map<string, string>,
  written: string,
  isaSpec: string,
): string | undefined {
  const [, name = '', version] = /^([a-z][a-z0-9]*?)(\d+p\d+|(?<![0-9p])\d+)?$/.exec(written) ?? [];
  const known = olderVersions[isaSpec]?.[name] ?? versions.get(name);
  if (name.startsWith('x') && known === undefined) {
    if (version === undefined)
      return `the vendor's extension \`${name}\` must have a version: ${name}1p0`;
  } else if (known === undefined && name !== 'g') {
    const meant = didYouMean(name, versions.keys());
    return `extension \`${name}\` is not known${meant === undefined ? '' : `; ${meant}`}`;
  }
  // `g` has no version of its own, and what an extension brings has the usual one.
  if (name !== 'g' && !extensions.has(name)) {
    extensions.set(
      name,
      (version?.includes('p') ? version : version && `${version}p0`) ?? known ?? '',
    );
  }
  const brought = implied[name]?.split(' ') ?? [];
  if (name === 'i' && olderThan(extensions.get('i') ?? '', 2, 1)) brought.push('zicsr', 'zifencei');
  for (const each of brought) if (!extensions.has(each)) add(extensions, each, isaSpec);
  return undefined;
}

function olderThan(version: string, major: number, minor: number): boolean {
  const [first = 0, second = 0] = version.split('p').map(Number);
  return first < major || (first === major && second < minor);
}

/** `.option arch, +c, -m` or `.option arch, rv64i`: the extensions afterwards, or what is wrong. */
export function changeArchitecture(before: Extensions, changes: string): Extensions | string {
  let known = changed.get(before);
  if (!known) {
    known = new Map();
    changed.set(before, known);
  }
  const after = known.get(changes) ?? changedBy(before, changes);
  known.set(changes, after);
  return after;
}

/** What changes made of extensions, so that the same changes give the same extensions again. */
const changed = new WeakMap<Extensions, Map<string, Extensions | string>>();

function changedBy(before: Extensions, changes: string): Extensions | string {
  const { xlen, isaSpec } = before;
  const now = new ExtensionMap(xlen, isaSpec, before);
  for (const change of changes.split(',').map((part) => part.trim())) {
    const [, sign, written = ''] = /^([+-]?)(.*)$/.exec(change) ?? [];
    if (!sign) return parseArchitecture(change, isaSpec);
    const name = written.replace(/(?<=[a-z])\d+p\d+$/, '');
    if (name === 'i' || name === 'g' || name === 'e')
      return `the base ${name} cannot be added or taken away`;
    if (sign === '-') {
      if (!versions.has(name) && !name.startsWith('x')) return `extension \`${name}\` is not known`;
      now.delete(name);
    } else {
      if (written !== name) now.delete(name);
      const problem = add(now, written, isaSpec);
      if (problem !== undefined) return problem;
    }
  }
  return now;
}

/** The string that an object's attributes hold: `rv64i2p1_m2p0_…`. */
export function architectureAttribute(extensions: Extensions): string {
  const known = attributes.get(extensions) ?? attributeOf(extensions);
  attributes.set(extensions, known);
  return known;
}

const attributes = new WeakMap<Extensions, string>();

function attributeOf(extensions: Extensions): string {
  const isTold = (name: string) => {
    return extensions.get(name) !== '' && (name !== 'i' || !extensions.has('e'));
  };
  const names = [...extensions.keys()].filter(isTold).sort(inCanonicalOrder);
  return `rv${extensions.xlen}${names.map((name) => `${name}${extensions.get(name)}`).join('_')}`;
}

/** Single letters in the order of the manual [unpriv §27.11]; longer names follow by category. */
const LETTERS = 'iemafdqlcbkjtpvnh';

/** Compares two extensions' names by their places in an ISA string. */
export function inCanonicalOrder(a: string, b: string): number {
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

function rank(name: string): number {
  if (name.length === 1) return LETTERS.indexOf(name);
  const category = { z: 100, s: 200, x: 300 }[name.charAt(0)] ?? 400;
  return name.startsWith('z') ? category + LETTERS.indexOf(name.charAt(1)) : category;
}
