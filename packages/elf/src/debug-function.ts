/**
 * The functions of a program, and those that were inlined into them: whose code an address is
 * [DWARF 5 §3.3.1, §3.3.8].
 */

import { AT, type DebugInfo, type Entry, type InfoUnit, TAG } from './debug-info.ts';
import { rangesOf } from './debug-ranges.ts';
import { byLength, type OwnedRange, RangeIndex } from './range-index.ts';

/** A function whose code an address belongs to. */
export interface FunctionFrame {
  /** Undefined if it has none. */
  readonly name: string | undefined;
  /** The name is that of its symbol, as in C: in C++ it is so only if the entry tells that name. */
  readonly isSymbolName: boolean;
  /** Where it was inlined, if it was. */
  readonly call?: {
    /** Undefined if it is not known. */
    readonly file: string | undefined;
    /** Counted from 1; 0 if it is not known. */
    readonly line: number;
  };
}

/** The functions of a file; a unit's are read when an address of it is asked for. */
export class FunctionIndex {
  readonly #units: RangeIndex<InfoUnit>;
  readonly #functions = new Map<InfoUnit, RangeIndex<Entry>>();
  readonly #frames = new Map<Entry, readonly FunctionFrame[]>();
  readonly #filesOf: (unit: InfoUnit) => readonly string[];

  /** @param filesOf the names of a unit's files by their numbers. */
  constructor(info: DebugInfo, filesOf: (unit: InfoUnit) => readonly string[]) {
    this.#filesOf = filesOf;
    const ranges: OwnedRange<InfoUnit>[] = [];
    for (const unit of info.units) {
      const own = unit.root ? rangesOf(unit.root) : [];
      const all = own.length > 0 ? own : functionRanges(unit);
      for (const { start, end } of all) ranges.push({ start, end, owner: unit });
    }
    this.#units = new RangeIndex(ranges);
  }

  /** Whose code an address is: the innermost function first, each inlined into the next. */
  framesAt(address: bigint): readonly FunctionFrame[] {
    const [innermost] = this.entriesAt(address);
    return innermost === undefined ? [] : this.#framesOf(innermost);
  }

  /** The entries of all functions that an address is code of, the shortest code first. */
  entriesAt(address: bigint): Entry[] {
    return this.#units
      .containing(address)
      .flatMap(({ owner }) => this.#functionsOf(owner).containing(address))
      .sort(byLength)
      .map(({ owner }) => owner);
  }

  #framesOf(innermost: Entry): readonly FunctionFrame[] {
    const known = this.#frames.get(innermost);
    if (known !== undefined) return known;
    const frames: FunctionFrame[] = [];
    for (let each: Entry | undefined = innermost; each; each = callerOf(each))
      frames.push(this.#frame(each));
    this.#frames.set(innermost, frames);
    return frames;
  }

  #functionsOf(unit: InfoUnit): RangeIndex<Entry> {
    const known = this.#functions.get(unit) ?? new RangeIndex(functionRanges(unit));
    this.#functions.set(unit, known);
    return known;
  }

  #frame(entry: Entry): FunctionFrame {
    const file = entry.number(AT.call_file);
    const line = entry.number(AT.call_line) ?? 0;
    return {
      ...nameOf(entry),
      ...(callerOf(entry) && {
        call: { file: file === undefined ? undefined : this.#filesOf(entry.unit)[file], line },
      }),
    };
  }
}

const FUNCTIONS: ReadonlySet<number> = new Set([
  TAG.entry_point,
  TAG.inlined_subroutine,
  TAG.subprogram,
]);

/** The ranges of a unit's functions, each before those that were inlined into it. */
function functionRanges(unit: InfoUnit): OwnedRange<Entry>[] {
  const ranges: OwnedRange<Entry>[] = [];
  for (const entry of unit.entries(FUNCTIONS))
    for (const { start, end } of rangesOf(entry)) ranges.push({ start, end, owner: entry });
  return ranges;
}

/** What a function was inlined into. */
function callerOf(entry: Entry): Entry | undefined {
  return entry.tag === TAG.inlined_subroutine ? entry.outer : undefined;
}

/** A function is described where it is declared, and each copy of it refers to that. */
export function nameOf(entry: Entry): { name: string | undefined; isSymbolName: boolean } {
  let name: string | undefined;
  let isSymbolName = false;
  for (const each of entry.origins()) {
    const linkName = each.text(AT.linkage_name) ?? each.text(AT.MIPS_linkage_name);
    if (linkName !== undefined) return { name: linkName, isSymbolName: true };
    const own = each.text(AT.name);
    if (name !== undefined || own === undefined) continue;
    name = own;
    isSymbolName = PLAIN_LANGUAGES.has(each.unit.root?.number(AT.language) ?? 0);
  }
  return { name, isSymbolName };
}

/** Languages in which a function's symbol has the function's name [DWARF 5 §7.12]. */
const PLAIN_LANGUAGES: ReadonlySet<number> = new Set([
  ...[0x01, 0x02, 0x0c, 0x1d], // DW_LANG_C89, C, C99, C11
  ...[0x05, 0x06, 0x07, 0x09, 0x0f], // Cobol74, Cobol85, Fortran77, Pascal83, PLI
  ...[0x12, 0x8001, 0x8765], // UPC, Mips_Assembler, Upc
]);
