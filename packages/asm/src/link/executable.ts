/** Puts the output together: headers, sections, segments and symbols. */

import {
  type Bits,
  EF_RISCV_FLOAT_ABI,
  EF_RISCV_RVC,
  EF_RISCV_RVE,
  EM_RISCV,
  ET_DYN,
  ET_EXEC,
  ET_REL,
  type GivenFile,
  type Section,
  SHF_EXECINSTR,
  SHF_MERGE,
  SHF_STRINGS,
  SHT_DYNAMIC,
  SHT_FINI_ARRAY,
  SHT_INIT_ARRAY,
  SHT_PREINIT_ARRAY,
  section,
} from '@ireko/elf';
import { contentsOf } from './contents.ts';
import type { GlobalOffsetTable } from './got.ts';
import type { InputObject } from './input.ts';
import { keptRelocations } from './kept-relocations.ts';
import type { SettledOptions } from './options.ts';
import { flagsOf, inputsOf, isAllocated, type OutputSection, typeOf } from './output.ts';
import { OutputSymbols } from './output-symbols.ts';
import { DYNAMIC_NAMES } from './position-independent.ts';
import { GLOBAL_POINTER } from './relaxed.ts';
import { type Context, Hints } from './relocate.ts';
import type { Report } from './report.ts';
import { fillGroups, groupSections } from './section-groups.ts';
import type { FilePlan } from './segment.ts';
import { globalAddress, type SymbolTable } from './symbol.ts';
import { SymbolPlaces } from './symbol-places.ts';
import { tlsStart } from './tls.ts';

/** What an executable is made of, all of it laid out. */
export interface ExecutableInput {
  readonly objects: readonly InputObject[];
  readonly outputs: readonly OutputSection[];
  /** Those and, in their places, the ones that are empty and not in the file. */
  readonly planned: readonly OutputSection[];
  readonly symbols: SymbolTable;
  readonly got: GlobalOffsetTable;
  readonly plan: FilePlan;
  readonly entry: bigint;
  readonly report: Report;
  readonly options: SettledOptions;
}

/** Makes the executable; relocations that cannot be applied are reported. */
export function makeExecutable(input: ExecutableInput): GivenFile {
  const { objects, outputs, symbols, got, plan, entry, report, options } = input;
  const gp = symbols.get(GLOBAL_POINTER);
  const bases = { gp: (gp && globalAddress(gp)) ?? 0n, tls: tlsStart(outputs) };
  got.fill(symbols, bases.tls);
  const { relocatable: isObject = false } = options;
  const unresolved = isObject ? 'ignored' : (options.unresolved ?? 'error');
  const hints = new Hints(symbols);
  const places = new SymbolPlaces(symbols);
  const context: Context = {
    symbols,
    places,
    bases,
    got,
    hints,
    unresolved,
    ignored: new Set(options.ignoredUnresolved),
    inhibits: options.inhibits ?? true,
    report,
    applies: !isObject,
  };
  const sections = new Map<OutputSection, Section>();
  for (const output of outputs)
    sections.set(output, makeSection(output, plan.offsets.get(output) ?? 0, context, options.bits));
  linkNames([...sections.values()]);
  const groups = isObject ? groupSections(objects, sections) : new Map();
  const listed = new OutputSymbols({
    ...{ outputs, planned: input.planned, sections, groups, symbols, tls: bases.tls, options },
  });
  fillGroups(groups, objects, sections, listed);
  if (isObject || options.emitRelocations)
    for (const [output, section] of sections)
      Object.assign(section, {
        relocations: keptRelocations(output, { symbols: listed, gp: bases.gp, isObject }),
      });
  return {
    bits: options.bits,
    type: isObject ? ET_REL : options.pie ? ET_DYN : ET_EXEC,
    machine: EM_RISCV,
    flags: mergeFlags(objects, report),
    entry,
    sections: [...groups.values(), ...sections.values()],
    segments: plan.segments,
    symbols: listed.all,
  };
}

/** `.dynamic` says which section has its names. Only objects have sections, those of groups, before these. */
function linkNames(sections: readonly Section[]): void {
  const link = 1 + sections.findIndex(({ name }) => name === DYNAMIC_NAMES);
  for (const each of sections) if (each.type === SHT_DYNAMIC) Object.assign(each, { link });
}

/** Sections of addresses. */
const ARRAYS: ReadonlySet<number> = new Set([SHT_INIT_ARRAY, SHT_FINI_ARRAY, SHT_PREINIT_ARRAY]);

/** The alignment that a section tells of itself: none that its address, if a script gives it, lacks. */
function agreedAlign(align: number, address: bigint): number {
  const bits = BigInt(align) | address;
  return Number(bits & -bits);
}

function makeSection(output: OutputSection, offset: number, context: Context, bits: Bits): Section {
  const inputs = inputsOf(output).map((each) => each.section);
  const mergeable = SHF_MERGE | SHF_STRINGS;
  const [first] = inputs;
  const alike = inputs.every(
    (each) => each.flags === first?.flags && each.entrySize === first.entrySize,
  );
  const type = typeOf(output);
  const address = isAllocated(output) || output.statement ? output.address : 0n;
  return section({
    ...{ name: output.name, type, address, offset },
    flags: flagsOf(output) | (alike && first ? first.flags & mergeable : 0),
    size: output.size,
    align: agreedAlign(output.align, address),
    entrySize: ARRAYS.has(type) ? bits / 8 : alike ? (first?.entrySize ?? 0) : 0,
    data: contentsOf(output, context),
  });
}

/** What the flags of objects must agree on. */
const AGREED: readonly (readonly [bits: number, what: string])[] = [
  [EF_RISCV_FLOAT_ABI, 'floating-point ABI'],
  [EF_RISCV_RVE, 'number of registers (16 with rv32e)'],
];

/** The flags of all objects together; those that hold data alone, as of plain files, say nothing. */
function mergeFlags(objects: readonly InputObject[], report: Report): number {
  const withCode = objects.filter(({ file }) =>
    file.sections.some((each) => (each.flags & SHF_EXECINSTR) !== 0),
  );
  const [first] = withCode;
  let flags = first?.file.flags ?? 0;
  for (const { name, file } of withCode) {
    flags |= file.flags & EF_RISCV_RVC;
    for (const [bits, what] of AGREED) {
      if (first === undefined || ((file.flags ^ flags) & bits) === 0) continue;
      report.error(
        'abi',
        `${name}: its ${what} is not that of ${first.name}`,
        'assemble both with the same -march and -mabi',
      );
    }
  }
  return flags;
}
