/** The linker's switches as the linker's library takes them. */

import type { LinkOptions } from '@ireko/asm';
import { formatName } from '@ireko/asm/tools/text';
import type { Bits } from '@ireko/elf';
import { Mistake } from '../mistake.ts';
import { parseDefinitions } from '../options/symbols.ts';

/** The values of `ireko ld`'s options by their names. */
export interface Switches {
  readonly [name: string]: boolean | string | readonly string[] | undefined;
}

/**
 * What the switches of `ireko ld` ask for.
 * @throws {Mistake} at a value that means nothing.
 */
export function linkOptions(values: Switches): LinkOptions {
  const bits = width(values);
  const words = keywords(list(values['z']));
  const pageSize = words.get('max-page-size');
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
  const entry = text('entry');
  const unresolved = unresolvedHandling(values);
  return {
    ...(bits !== undefined && { bits }),
    ...(entry !== undefined && { entry }),
    ...(pageSize !== undefined && { pageSize: number('-z max-page-size', pageSize) }),
    ...stack(words),
    ...(values['nmagic'] && { magic: 'nmagic' }),
    ...(values['omagic'] && { magic: 'omagic' }),
    ...(values['strip-debug'] && { strip: 'debug' }),
    ...(values['strip-all'] && { strip: 'all' }),
    ...(values['discard-none'] && { discard: 'none' }),
    ...(values['discard-all'] && { discard: 'all' }),
    ...(unresolved !== undefined && { unresolved }),
    ...sortSections(text('sort-section')),
    ...orphanHandling(text('orphan-handling')),
    ...buildId(text('build-id')),
    pie: values['pie'] === true || values['pic-executable'] === true,
    crossReference: values['cref'] === true,
    relocatable: ['relocatable', 'i', 'Ur'].some((each) => values[each] === true),
    placeCommons: ['d', 'dc', 'dp'].some((each) => values[each] === true),
    emitRelocations: values['emit-relocs'] === true,
    relax: !values['no-relax'],
    checkSections: !values['no-check-sections'],
    gcSections: values['gc-sections'] === true,
    defsym: parseDefinitions(list(values['defsym'])),
    wanted: list(values['undefined']),
    required: list(values['require-defined']),
    wrap: list(values['wrap']),
    ignoredUnresolved: list(values['ignore-unresolved-symbol']),
    inhibits: values['noinhibit-exec'] !== true,
    unique: list(values['unique']).filter((each) => each !== ''),
    uniqueOrphans: list(values['unique']).includes(''),
    traced: list(values['trace-symbol']),
    sectionStarts: sectionStarts(values),
    multipleDefinitions: values['allow-multiple-definition'] === true || words.has('muldefs'),
  };
}

/** @throws {Mistake} when sections cannot be sorted so. */
function sortSections(key: string | undefined): Pick<LinkOptions, 'sortSections'> {
  if (key === undefined) return {};
  if (key !== 'name' && key !== 'alignment')
    throw new Mistake(`--sort-section: '${key}' is none of name, alignment`);
  return { sortSections: key };
}

/** Kinds of ELF file by their names, and how wide addresses are in them. */
export const elfFormats: ReadonlyMap<string, Bits> = new Map(
  ([64, 32] as const).map((bits) => [formatName(bits), bits]),
);

/** The linker's word for each. */
export const emulations: ReadonlyMap<string, Bits> = new Map([
  ['elf64lriscv', 64],
  ['elf32lriscv', 32],
]);

/** What `-m` or `--oformat` says. */
function width({ m, oformat }: Switches): Bits | undefined {
  const emulation = typeof m === 'string' ? emulations.get(m) : undefined;
  if (typeof m === 'string' && emulation === undefined)
    throw new Mistake(`-m: '${m}' is not supported; use ${[...emulations.keys()].join(' or ')}`);
  if (typeof oformat !== 'string') return emulation;
  const format = elfFormats.get(oformat);
  if (format === undefined)
    throw new Mistake(`--oformat: '${oformat}' is not supported; use ireko objcopy -O ${oformat}`);
  return format;
}

function list(value: boolean | string | readonly string[] | undefined): readonly string[] {
  return Array.isArray(value) ? value : [];
}

/** `-z` keywords in the order in which each was given last; those for dynamic executables change nothing in a static one. */
function keywords(given: readonly string[]): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const each of given) {
    const [name = '', value = ''] = each.split('=');
    words.delete(name);
    words.set(name, value);
  }
  return words;
}

/** What the program's stack is to be. */
function stack(words: ReadonlyMap<string, string>): LinkOptions {
  const size = words.get('stack-size');
  const last = [...words.keys()].findLast((each) => /^(no)?execstack$/.test(each));
  return {
    ...(last !== undefined && { executableStack: last === 'execstack' }),
    ...(size !== undefined && { stackSize: Number(number('-z stack-size', size)) }),
  };
}

/** Keywords of `-z` that GNU ld has a meaning for in static executables. */
const meaningful: ReadonlySet<string> = new Set([
  ...['max-page-size', 'common-page-size', 'stack-size', 'muldefs', 'defs', 'undefs'],
  ...['execstack', 'noexecstack', 'globalaudit', 'start-stop-gc', 'nostart-stop-gc'],
  'start-stop-visibility',
]);

/** Warnings, as GNU ld gives them, of `-z` keywords that are for nothing here. */
export function ignoredKeywords(values: Switches): readonly string[] {
  const given = list(values['z']).filter((each) => !meaningful.has(each.split('=')[0] ?? ''));
  return given.map((each) => `warning: -z ${each} ignored`);
}

/** @throws {Mistake} when it is not a number; addresses are hexadecimal, with or without `0x`. */
function number(option: string, text: string, isAddress = false): bigint {
  const digits = isAddress && /^[\da-f]+$/i.test(text) ? `0x${text}` : text;
  if (!/^(0x[\da-f]+|\d+)$/i.test(digits)) throw new Mistake(`${option}: '${text}' is no number`);
  return BigInt(digits);
}

function sectionStarts(values: Switches): Record<string, bigint> {
  const starts: Record<string, bigint> = {};
  for (const each of list(values['section-start'])) {
    const [name = '', address = ''] = each.split('=');
    starts[name] = number('--section-start', address, true);
  }
  for (const [option, name] of Object.entries(STARTS)) {
    const address = values[option];
    if (typeof address === 'string') starts[name] = number(`-${option}`, address, true);
  }
  return starts;
}

const STARTS = {
  ...{ Ttext: '.text', Tdata: '.data', Tbss: '.bss', 'Ttext-segment': 'text-segment' },
};

function unresolvedHandling(values: Switches): LinkOptions['unresolved'] {
  if (values['warn-unresolved-symbols']) return 'warning';
  const how = values['unresolved-symbols'];
  if (how === undefined || how === 'report-all') return undefined;
  if (how === 'ignore-all' || how === 'ignore-in-object-files') return 'ignored';
  throw new Mistake(`--unresolved-symbols: '${how}' is none of report-all, ignore-all`);
}

/** Node needs 10 ms to load its cryptography, and few links want an identity. */
function digest(style: string, file: Uint8Array): Uint8Array {
  return process.getBuiltinModule('node:crypto').createHash(style).update(file).digest();
}

function buildId(style = 'none'): Pick<LinkOptions, 'buildId'> {
  if (style === 'none') return {};
  const size = HASHES[style];
  if (size !== undefined) return { buildId: { size, of: (file) => digest(style, file) } };
  const digits = style.replace(/^0x/i, '').replaceAll(/[-:]/g, '');
  const isHex = /^0x/i.test(style) && /^([\da-f]{2})+$/i.test(digits);
  if (isHex) return { buildId: { size: digits.length / 2, of: () => Buffer.from(digits, 'hex') } };
  const why = style === 'uuid' ? 'would be another one in each link' : 'is not supported';
  throw new Mistake(
    `--build-id: '${style}' ${why}; use sha1, md5, none, or 0x and pairs of hexadecimal digits`,
  );
}

/** Bytes of the hashes that identify a build. */
const HASHES: Readonly<Record<string, number>> = { md5: 16, sha1: 20 };

function orphanHandling(how: string | undefined): Pick<LinkOptions, 'orphans'> {
  if (how === undefined) return {};
  if (how === 'place' || how === 'discard' || how === 'warn' || how === 'error')
    return { orphans: how };
  throw new Mistake(`--orphan-handling: '${how}' is none of place, discard, warn, error`);
}
