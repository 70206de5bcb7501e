/** Puts the executable together: headers, sections, segments and symbols. */

import {
  EF_RISCV_FLOAT_ABI,
  EF_RISCV_RVC,
  type ElfFile,
  type ElfSymbol,
  EM_RISCV,
  ET_DYN,
  ET_EXEC,
  type Section,
  SHF_MERGE,
  SHF_STRINGS,
  STB_GLOBAL,
  STB_LOCAL,
  STT_FILE,
  STT_SECTION,
  STT_TLS,
  section,
  symbol,
} from '@ireko/elf';
import { contentsOf } from './contents.ts';
import type { GlobalOffsetTable } from './got.ts';
import { inHashOrder } from './hash-order.ts';
import { addressAt, type InputObject, type InputSection, isGlobal } from './input.ts';
import type { LinkOptions } from './options.ts';
import { flagsOf, inputsOf, isAllocated, type OutputSection, typeOf } from './output.ts';
import { GLOBAL_POINTER } from './relaxed.ts';
import type { Context } from './relocate.ts';
import type { Report } from './report.ts';
import type { FilePlan } from './segment.ts';
import { type GlobalSymbol, globalAddress, type SymbolTable } from './symbol.ts';
import { isDiscarded } from './target.ts';
import { tlsStart } from './tls.ts';

/** What an executable is made of, all of it laid out. */
export interface ExecutableInput {
  readonly objects: readonly InputObject[];
  readonly outputs: readonly OutputSection[];
  readonly symbols: SymbolTable;
  readonly got: GlobalOffsetTable;
  readonly plan: FilePlan;
  readonly entry: bigint;
  readonly report: Report;
  readonly options: Pick<LinkOptions, 'strip' | 'discard' | 'unresolved' | 'pie'>;
}

/** Makes the executable; relocations that cannot be applied are reported. */
export function makeExecutable(input: ExecutableInput): ElfFile {
  const { objects, outputs, symbols, got, plan, entry, report, options } = input;
  const gp = symbols.get(GLOBAL_POINTER);
  const { unresolved = 'error' } = options;
  const bases = { gp: (gp && globalAddress(gp)) ?? 0n, tls: tlsStart(outputs) };
  got.fill(symbols, bases.tls);
  const context: Context = { symbols, bases, got, unresolved, report };
  const fromTemplate = (each: ElfSymbol): ElfSymbol =>
    each.type === STT_TLS ? { ...each, value: each.value - bases.tls } : each;
  const sections = new Map<OutputSection, Section>();
  for (const output of outputs)
    sections.set(output, makeSection(output, plan.offsets.get(output) ?? 0, context));
  const own = inPlaces(outputs)
    .flatMap((each) => localSymbols(each, sections, options))
    .map(fromTemplate);
  const globals = inHashOrder(symbols.values())
    .flatMap((each) => outputSymbol(each, sections))
    .map(fromTemplate);
  return {
    ...{
      type: options.pie ? ET_DYN : ET_EXEC,
      machine: EM_RISCV,
      flags: mergeFlags(objects, report),
      entry,
    },
    sections: [...sections.values()],
    segments: plan.segments,
    symbols:
      options.strip === 'all'
        ? []
        : [...[...sections.values()].map(sectionSymbol), ...closed(own, globals), ...globals],
  };
}

/** Where hidden symbols of the script follow those of several files, a file without a name ends these. */
function closed(own: readonly ElfSymbol[], globals: readonly ElfSymbol[]): readonly ElfSymbol[] {
  const files = own.filter(({ type }) => type === STT_FILE);
  if (files.length < 2 || !globals.some(({ binding }) => binding === STB_LOCAL)) return own;
  return [...own, symbol({ name: '', type: STT_FILE, section: 'absolute' })];
}

function makeSection(output: OutputSection, offset: number, context: Context): Section {
  const inputs = inputsOf(output).map((each) => each.section);
  const mergeable = SHF_MERGE | SHF_STRINGS;
  const [first] = inputs;
  const alike = inputs.every(
    (each) => each.flags === first?.flags && each.entrySize === first.entrySize,
  );
  return section({
    name: output.name,
    type: typeOf(output),
    flags: flagsOf(output) | (alike && first ? first.flags & mergeable : 0),
    address: isAllocated(output) || output.statement ? output.address : 0n,
    offset,
    size: output.size,
    align: output.align,
    entrySize: alike ? (first?.entrySize ?? 0) : 0,
    data: contentsOf(output, context),
  });
}

function sectionSymbol(of: Section): ElfSymbol {
  return symbol({ name: '', type: STT_SECTION, section: of, value: of.address });
}

/** The objects in the order in which the executable first holds something of them. */
function inPlaces(outputs: readonly OutputSection[]): readonly InputObject[] {
  return [...new Set(outputs.flatMap((each) => inputsOf(each).map(({ object }) => object)))];
}

/** An object's own symbols behind one that names the object; `.L` labels are dropped unless asked for. */
function localSymbols(
  object: InputObject,
  sections: ReadonlyMap<OutputSection, Section>,
  { strip, discard }: ExecutableInput['options'],
): ElfSymbol[] {
  const found: ElfSymbol[] = [];
  let named = false;
  if (discard === 'all' || strip === 'all') return found;
  for (const each of object.symbols) {
    if (each.section === 'undefined' || isGlobal(each) || each.type === STT_SECTION) continue;
    if (discard !== 'none' && each.name.startsWith('.L')) continue;
    if (each.type === STT_FILE) named = true;
    if (typeof each.section === 'string') {
      found.push(each);
      continue;
    }
    const input = object.placed.get(each.section);
    const owner = input?.output && sections.get(input.output);
    if (input === undefined || owner === undefined) continue;
    const value = addressAt(input, each.value);
    found.push({ ...each, section: owner, value, size: extent(input, each) });
  }
  if (named || found.length === 0) return found;
  const member = /\(([^()]*)\)$/.exec(object.name)?.[1] ?? object.name;
  const name = member.slice(member.lastIndexOf('/') + 1);
  return [symbol({ name, type: STT_FILE, section: 'absolute' }), ...found];
}

function outputSymbol(
  global: GlobalSymbol,
  sections: ReadonlyMap<OutputSection, Section>,
): ElfSymbol[] {
  const { name, script, definition, visibility } = global;
  const value = globalAddress(global);
  if (value === undefined) return [];
  if (script === undefined && definition?.section && isDiscarded(definition.section)) return [];
  const owner = script ? script.output : definition?.section?.output;
  const place = (owner && sections.get(owner)) ?? 'absolute';
  const from = script === undefined ? definition?.symbol : undefined;
  return [
    symbol({
      ...{ name, value, visibility, section: place },
      binding: script?.hidden ? STB_LOCAL : (from?.binding ?? STB_GLOBAL),
      type: from?.type ?? 0,
      size: from === undefined ? 0 : extent(definition?.section, from),
    }),
  ];
}

/** A symbol's size, less what was taken out of it. */
function extent(input: InputSection | undefined, { value, size }: ElfSymbol): number {
  if (input === undefined || input.cuts.total === 0) return size;
  return Number(addressAt(input, value + BigInt(size)) - addressAt(input, value));
}

/** Objects must agree on how floating-point arguments are passed. */
function mergeFlags(objects: readonly InputObject[], report: Report): number {
  const [first] = objects;
  let flags = first?.file.flags ?? 0;
  for (const { name, file } of objects) {
    flags |= file.flags & EF_RISCV_RVC;
    if (first === undefined || ((file.flags ^ flags) & EF_RISCV_FLOAT_ABI) === 0) continue;
    report.error(
      'abi',
      `${name}: its floating-point ABI is not that of ${first.name}`,
      'assemble both with the same -mabi',
    );
  }
  return flags;
}
