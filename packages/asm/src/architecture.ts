/**
 * Which extensions a program may use: `-march` strings and `.option arch` [ISA manual, "naming
 * conventions"; RISC-V Assembly Programmer's Manual, ".option arch"].
 */

import type { Xlen } from '@ireko/isa';
import { didYouMean } from './advice/suggest.ts';

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

/** What an architecture's text says. */
export interface Reading {
  /** The extensions; where something is wrong, those that stand before it, without what they bring. */
  readonly extensions: Extensions;
  /** What is wrong with the text, if anything is. */
  readonly problem: string | undefined;
}

/**
 * Reads `rv64imac_zicsr`.
 * @param isaSpec the specification from which versions come that are not written
 */
export function parseArchitecture(text: string, isaSpec = '20191213'): Reading {
  const [, width, names = ''] = /^rv(32|64)([a-z0-9_]*)$/.exec(text) ?? [];
  const extensions = new ExtensionMap(width === '32' ? 32 : 64, isaSpec);
  if (width === undefined)
    return { extensions, problem: `\`${text}\` is no architecture: ${shape}` };
  if (!/^[ieg]/.test(names)) return { extensions, problem: 'the base i is missing' };
  let problem: string | undefined;
  // A single letter, or what begins with z, s or x up to the next underscore.
  for (const [, written = ''] of names.matchAll(/([zsx][a-z0-9]*|[a-y](?:\d+(?:p\d+)?)?)|_/g)) {
    if (written === '') continue;
    const fault = add(extensions, written);
    if (fault?.isEnd) return broken(extensions, problem ?? fault.problem);
    problem ??= fault?.problem;
  }
  addBrought(extensions);
  return { extensions, problem: problem ?? conflictIn(extensions) };
}

const shape = 'it should look like rv64imac_zicsr or rv32imc';

/** What comes of a text with a mistake: of all that is brought only the parts of V are there. */
function broken(extensions: ExtensionMap, problem: string): Reading {
  addBrought(extensions, (name) => name.startsWith('zve'));
  return { extensions, problem };
}

/** What is wrong with a name of an extension. */
interface Fault {
  readonly problem: string;
  /** Nothing behind it is read. */
  readonly isEnd: boolean;
}

/** Adds an extension, perhaps with its version. */
function add(extensions: ExtensionMap, written: string): Fault | undefined {
  const { name, version } = partsOf(written);
  const known = usualVersion(name, extensions.isaSpec);
  const isVendors = /^x./.test(name);
  if (!isVendors && known === undefined && !isLetter(name)) {
    const meant = didYouMean(name, versions.keys());
    const help = meant === undefined ? '' : `; ${meant}`;
    return { problem: `extension \`${name || written}\` is not known${help}`, isEnd: true };
  }
  if (/\dp$/.test(name))
    return { problem: `the version of \`${name}\` ends with p: write ${name}0`, isEnd: true };
  const added = name === 'g' ? '' : (version ?? known);
  if (added !== undefined) {
    if (!extensions.has(name)) extensions.set(name, added);
    return undefined;
  }
  const problem = isVendors
    ? `the vendor's extension \`${name}\` must have a version: ${name}1p0`
    : `the extension \`${name}\` has no usual version, so that one must be written: ${name}1p0`;
  return { problem, isEnd: false };
}

/** An extension's name, and the version behind it: `2p0` of `c2` and `c2p0`. */
function partsOf(written: string): { readonly name: string; readonly version?: string } {
  const [, name = '', version] =
    /^([a-z][a-z0-9]*?)(\d+p\d+|(?<![0-9]|[a-z0-9]p)\d+)?$/.exec(written) ?? [];
  if (version === undefined) return { name };
  return { name, version: version.includes('p') ? version : `${version}p0` };
}

function usualVersion(name: string, isaSpec: string): string | undefined {
  return olderVersions[isaSpec]?.[name] ?? versions.get(name);
}

/** Adds what is brought by what is there, in its usual versions. */
function addBrought(extensions: ExtensionMap, isWanted = (_name: string) => true): void {
  // What is added is iterated over too.
  for (const name of extensions.keys()) {
    const brought = implied[name]?.split(' ') ?? [];
    if (name === 'i' && olderThan(extensions.get('i') ?? '', 2, 1))
      brought.push('zicsr', 'zifencei');
    for (const each of brought) {
      if (isWanted(each) && !extensions.has(each))
        extensions.set(each, usualVersion(each, extensions.isaSpec) ?? '');
    }
  }
  extensions.delete('g');
}

/** Which of the extensions cannot go together, if any. */
function conflictIn(extensions: Extensions): string | undefined {
  if (extensions.has('e') && extensions.xlen === 64) return 'the base e has 32 bits: rv32e';
  const q = extensions.get('q');
  if (q !== undefined && extensions.xlen === 32 && olderThan(q, 2, 2))
    return 'the extension q has 64 bits before version 2.2: rv64…q';
  const lengths = [...extensions.keys()].some((name) => name.startsWith('zvl'));
  if (lengths && !extensions.has('zve32x')) return 'zvl…b needs v or one of the zve… as well';
  if (extensions.has('zfinx') && extensions.has('f')) return 'zfinx cannot go with f';
  return undefined;
}

function olderThan(version: string, major: number, minor: number): boolean {
  const [first = 0, second = 0] = version.split('p').map(Number);
  return first < major || (first === major && second < minor);
}

/** `.option arch, +c, -m` or `.option arch, rv64i`: the extensions afterwards. */
export function changeArchitecture(before: Extensions, changes: string): Reading {
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
const changed = new WeakMap<Extensions, Map<string, Reading>>();

function changedBy(before: Extensions, changes: string): Reading {
  const { xlen, isaSpec } = before;
  const extensions = new ExtensionMap(xlen, isaSpec, before);
  for (const change of changes.split(',').map((part) => part.trim())) {
    const [, sign, written = ''] = /^([+-]?)(.*)$/.exec(change) ?? [];
    if (!sign) return parseArchitecture(change, isaSpec);
    const problem = changeOne(extensions, sign === '-', written);
    if (problem !== undefined) return broken(extensions, problem);
  }
  addBrought(extensions);
  return { extensions, problem: conflictIn(extensions) };
}

/** Adds or takes away one extension; returns what is wrong. */
function changeOne(
  extensions: ExtensionMap,
  isTaken: boolean,
  written: string,
): string | undefined {
  const { name } = partsOf(written);
  if (name === 'i' || name === 'g' || name === 'e')
    return `the base ${name} cannot be added or taken away`;
  if (isTaken) {
    if (!versions.has(name) && !/^x./.test(name) && !isLetter(name))
      return `extension \`${name}\` is not known`;
    extensions.delete(name);
    return undefined;
  }
  const fault = add(extensions, written);
  if (fault && !fault.isEnd && !extensions.has(name)) extensions.set(name, '');
  return fault?.isEnd ? fault.problem : undefined;
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
const LETTERS = 'eigmafdqlcbkjtpvnh';

/** Whether a name is one letter that the manual sets aside, `g` among them. */
function isLetter(name: string): boolean {
  return name.length === 1 && LETTERS.includes(name);
}

/** Compares two extensions' names by their places in an ISA string. */
export function inCanonicalOrder(a: string, b: string): number {
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

function rank(name: string): number {
  if (name.length === 1) return LETTERS.indexOf(name);
  const category = { z: 100, s: 200, x: 300 }[name.charAt(0)] ?? 400;
  return name.startsWith('z') ? category + LETTERS.indexOf(name.charAt(1)) : category;
}
