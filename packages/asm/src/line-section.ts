/**
 * Writes `.debug_line` [DWARF 5 §6.2.4], version 5 if the source has a file 0 and else version 3.
 *
 * As the linker may shorten code, addresses advance by differences that it computes, of 16 bits.
 */

import type { Bound } from './expression.ts';
import { sleb128, uleb128 } from './leb128.ts';
import { initialLocation, type LineEntry, type LineFile } from './line.ts';
import { utf8 } from './literal.ts';
import type { Section } from './section.ts';
import type { Unit } from './unit.ts';

/** `DW_LNS_…` and `DW_LNE_…` [DWARF 5 §7.22]. */
// biome-ignore format: columns are the point.
const OP = {
  extended: 0, copy: 1, advanceLine: 3, setFile: 4, setColumn: 5, negateStatement: 6,
  setBasicBlock: 7, fixedAdvance: 9, setPrologueEnd: 10, setEpilogueBegin: 11, setIsa: 12,
} as const;
const EXTENDED = { endSequence: 1, setAddress: 2, setDiscriminator: 4 } as const;

const LINE_BASE = -5;
const LINE_RANGE = 14;
/** Operands of each standard opcode, from 1 on. */
const OPERANDS = [0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1];
const OPCODE_BASE = OPERANDS.length + 1;
/** `DW_LNCT_path, DW_FORM_line_strp` and `DW_LNCT_directory_index, DW_FORM_udata`. */
const PATH = [0x01, 0x1f];
const FOLDER = [0x02, 0x0f];
const ADDRESS_SIZE = 8;

/** Makes the section, if there are lines or files. */
export function writeLines(unit: Unit): void {
  const { bySection, files } = unit.lines;
  if (bySection.size === 0 && files.length === 0) return;
  const ends = [...bySection.keys()].map((section) => [section, endOf(unit, section)] as const);
  const section = unit.sectionNamed('.debug_line', { type: 'progbits', flags: '', entrySize: 0 });
  unit.enter(section);
  const writer = new LineWriter(unit, section);
  writer.header();
  for (const [code, end] of ends) writer.sequence(bySection.get(code) ?? [], end);
  writer.finish();
}

function endOf(unit: Unit, { current: chunk, offset }: Section): Bound {
  const symbol = unit.symbols.anonymous(unit.start, { kind: 'label', chunk, offset });
  return { kind: 'symbol', symbol };
}

class LineWriter {
  readonly #unit: Unit;
  readonly #section: Section;
  #finishLength: () => void = () => {};

  constructor(unit: Unit, section: Section) {
    this.#unit = unit;
    this.#section = section;
  }

  header(): void {
    const { isVersion5, folders, files } = this.#unit.lines;
    this.#finishLength = this.#length();
    this.#section.number(isVersion5 ? 5 : 3, 2);
    if (isVersion5) this.#bytes([ADDRESS_SIZE, 0]);
    const finishHeader = this.#length();
    this.#bytes([1, ...(isVersion5 ? [1] : []), 1, LINE_BASE & 0xff, LINE_RANGE, OPCODE_BASE]);
    this.#bytes(OPERANDS);
    const named = files.map((file) => file ?? { name: '', folder: 0 });
    if (isVersion5) this.#tables(folders, named);
    else this.#oldTables(folders.slice(1), named.slice(1));
    finishHeader();
  }

  /** Version 5: names stand in a section of their own. */
  #tables(folders: readonly string[], files: readonly LineFile[]): void {
    this.#bytes([1, ...PATH, ...uleb128(BigInt(folders.length))]);
    for (const folder of folders) this.#string(folder);
    this.#bytes([2, ...PATH, ...FOLDER, ...uleb128(BigInt(files.length))]);
    for (const { name, folder } of files) {
      this.#string(name);
      this.#bytes(uleb128(BigInt(folder)));
    }
  }

  #oldTables(folders: readonly string[], files: readonly LineFile[]): void {
    for (const folder of folders) this.#bytes([...utf8(folder), 0]);
    this.#bytes([0]);
    for (const { name, folder } of files) {
      this.#bytes([...utf8(name), 0, ...uleb128(BigInt(folder)), 0, 0]);
    }
    this.#bytes([0]);
  }

  /** The place of a text in `.debug_line_str`. */
  #string(text: string): void {
    const unit = this.#unit;
    const attributes = { type: 'progbits', flags: 'MS', entrySize: 1 };
    const strings = unit.sectionNamed('.debug_line_str', attributes);
    unit.section = strings;
    const value = this.#here();
    strings.append([...utf8(text), 0]);
    unit.section = this.#section;
    this.#value(value, 4);
  }

  sequence(entries: readonly LineEntry[], end: Bound): void {
    let before = { ...initialLocation };
    let last: Bound | undefined;
    for (const entry of entries) {
      const { file, column, discriminator, isa, isStatement, line } = entry;
      if (file !== before.file) this.#bytes([OP.setFile, ...uleb128(BigInt(file))]);
      if (column !== before.column) this.#bytes([OP.setColumn, ...uleb128(BigInt(column))]);
      if (discriminator > 0) {
        const number = uleb128(BigInt(discriminator));
        this.#bytes([OP.extended, 1 + number.length, EXTENDED.setDiscriminator, ...number]);
      }
      if (isa !== before.isa) this.#bytes([OP.setIsa, ...uleb128(BigInt(isa))]);
      if (isStatement !== before.isStatement) this.#bytes([OP.negateStatement]);
      if (entry.basicBlock) this.#bytes([OP.setBasicBlock]);
      if (entry.prologueEnd) this.#bytes([OP.setPrologueEnd]);
      if (entry.epilogueBegin) this.#bytes([OP.setEpilogueBegin]);
      const label: Bound = { kind: 'symbol', symbol: entry.label };
      if (last) {
        this.#bytes([OP.advanceLine, ...sleb128(BigInt(line - before.line))]);
        this.#advance(last, label);
        this.#bytes([OP.copy]);
      } else {
        this.#bytes([OP.extended, 1 + ADDRESS_SIZE, EXTENDED.setAddress]);
        this.#value(label, ADDRESS_SIZE);
        this.#bytes(firstLine(line - before.line));
      }
      before = { ...entry };
      last = label;
    }
    if (last) this.#advance(last, end);
    this.#bytes([OP.extended, 1, EXTENDED.endSequence]);
  }

  finish(): void {
    this.#finishLength();
  }

  #advance(from: Bound, to: Bound): void {
    this.#bytes([OP.fixedAdvance]);
    this.#value({ kind: 'binary', operator: '-', left: to, right: from }, 2);
  }

  /** Leaves room for a length; what it returns says how much followed. */
  #length(): () => void {
    const { current: chunk, offset } = this.#section;
    this.#section.number(0, 4);
    const start = this.#here();
    return () => {
      const value: Bound = { kind: 'binary', operator: '-', left: this.#here(), right: start };
      const how = { kind: 'data', size: 4 } as const;
      const place = this.#unit.start;
      this.#section.fixups.push({ chunk, offset, value, how, place, relax: false });
    };
  }

  #here(): Bound {
    return { kind: 'symbol', symbol: this.#unit.here(this.#unit.start) };
  }

  #value(value: Bound, size: 2 | 4 | 8): void {
    this.#unit.fixup(value, { kind: 'data', size }, this.#unit.start);
    this.#section.number(0, size);
  }

  #bytes(bytes: readonly number[]): void {
    this.#section.append(bytes);
  }
}

/** Moves to a sequence's first line: by one special opcode if it can. */
function firstLine(delta: number): number[] {
  const biased = delta - LINE_BASE;
  if (delta === 0) return [OP.copy];
  if (biased >= 0 && biased < LINE_RANGE) return [OPCODE_BASE + biased];
  return [OP.advanceLine, ...sleb128(BigInt(delta)), OP.copy];
}
