/**
 * Writes `.debug_line` [DWARF 5 §6.2.4]; versions before 3 write it as 3 does.
 *
 * As the linker may shorten code, addresses advance by differences that it computes, of 16 bits.
 */

import { sleb128, uleb128 } from '../object/leb128.ts';
import { utf8 } from '../text/literal.ts';
import type { Bound } from '../unit/expression.ts';
import type { Section } from '../unit/section.ts';
import type { Unit } from '../unit/unit.ts';
import { DebugSection, endOf, minus } from './debug-section.ts';
import { initialLocation, type LineEntry, type LineFile } from './line.ts';

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
/** `DW_LNCT_path, DW_FORM_line_strp`; `DW_LNCT_directory_index, DW_FORM_udata`. */
const PATH = [0x01, 0x1f];
const FOLDER = [0x02, 0x0f];
/** `DW_LNCT_MD5, DW_FORM_data16`. */
const MD5 = [0x05, 0x1e];
/** What stands for a number that no file has. */
const nameless: LineFile = { name: '', folder: 0, md5: undefined };
/** A linker may change an advance of 16 bits; beyond this the address is given anew. */
const FARTHEST = 50_000;

/** Makes the section. */
export function writeLines(unit: Unit): void {
  const { bySection, version } = unit.lines;
  const writer = new LineWriter(unit, Math.max(version, 3));
  numberSources(unit);
  const finish = writer.header();
  for (const [section, entries] of bySection) {
    writer.sequence(section, entries, endOf(unit, section));
  }
  finish();
}

/** Gives numbers to the assembly sources that lines come from, and puts subsections in order. */
function numberSources(unit: Unit): void {
  const { bySection } = unit.lines;
  for (const [section, entries] of bySection) {
    const numbered = entries.map((entry) =>
      entry.path === undefined ? entry : inFile(entry, unit.lines.numberOf(entry.path)),
    );
    bySection.set(
      section,
      numbered.sort((a, b) => partOf(a) - partOf(b)),
    );
  }
}

function inFile(entry: LineEntry, file: number): LineEntry {
  return { ...entry, location: { ...entry.location, file } };
}

function partOf({ label: { definition } }: LineEntry): number {
  return definition?.kind === 'label' ? definition.chunk.part : 0;
}

class LineWriter {
  readonly #unit: Unit;
  readonly #version: number;
  readonly #out: DebugSection;

  constructor(unit: Unit, version: number) {
    this.#unit = unit;
    this.#version = version;
    this.#out = new DebugSection(unit, '.debug_line');
  }

  /** @returns what says how long all of it is */
  header(): () => void {
    const { folders, files, workingFolder } = this.#unit.lines;
    const out = this.#out;
    const version = this.#version;
    const finish = out.length();
    out.number(version, 2);
    if (version >= 5) out.bytes([out.addressSize, 0]);
    const finishHeader = out.length();
    out.bytes([1, ...(version >= 4 ? [1] : []), 1, LINE_BASE & 0xff, LINE_RANGE, OPCODE_BASE]);
    out.bytes(OPERANDS);
    if (version >= 5) {
      const [own = '', ...others] = folders;
      const isNone = others.length === 0 && files.length === 0 && own === '';
      this.#folders(isNone ? [] : [own === '' ? workingFolder : own, ...others]);
      this.#files(files);
    } else this.#oldTables(folders.slice(1), files.slice(1));
    finishHeader();
    return finish;
  }

  /** Version 5: names stand in a section of their own. */
  #folders(folders: readonly string[]): void {
    this.#out.bytes([1, ...PATH, ...uleb128(folders.length)]);
    for (const folder of folders) this.#out.value(this.#string(folder), 4);
  }

  /** Version 5: if the source names no file 0, that is its file 1. */
  #files(files: readonly (LineFile | undefined)[]): void {
    const out = this.#out;
    const hasSums = files.some((file) => file?.md5);
    const columns = [...PATH, ...FOLDER, ...(hasSums ? MD5 : [])];
    out.bytes([columns.length / 2, ...columns, ...uleb128(files.length)]);
    let place: Bound | undefined;
    for (const [number, given] of files.entries()) {
      const file = given ?? (number === 0 ? files[1] : undefined) ?? nameless;
      const isFirstAgain = number === 1 && files[0] === undefined;
      place = isFirstAgain && place ? place : this.#string(file.name);
      out.value(place, 4);
      out.uleb128(file.folder);
      if (hasSums) out.bytes(file.md5 ?? new Array(16).fill(0));
    }
  }

  #oldTables(folders: readonly string[], files: readonly (LineFile | undefined)[]): void {
    for (const folder of folders) this.#out.bytes([...utf8(folder), 0]);
    this.#out.bytes([0]);
    for (const { name, folder } of Array.from(files, (file) => file ?? nameless)) {
      this.#out.bytes([...utf8(name), 0, ...uleb128(folder), 0, 0]);
    }
    this.#out.bytes([0]);
  }

  /** A text in `.debug_line_str`. */
  #string(text: string): Bound {
    return new DebugSection(this.#unit, '.debug_line_str', 'MS').text(text);
  }

  sequence(section: Section, entries: readonly LineEntry[], end: Bound): void {
    let before = initialLocation;
    let last: Bound | undefined;
    for (const { location, label } of entries) {
      const { file, column, discriminator, isa, isStatement, line } = location;
      if (file !== before.file) this.#out.bytes([OP.setFile, ...uleb128(file)]);
      if (column !== before.column) this.#out.bytes([OP.setColumn, ...uleb128(column)]);
      if (discriminator > 0) {
        const number = uleb128(discriminator);
        this.#out.bytes([OP.extended, 1 + number.length, EXTENDED.setDiscriminator, ...number]);
      }
      if (isa !== before.isa) this.#out.bytes([OP.setIsa, ...uleb128(isa)]);
      if (isStatement !== before.isStatement) this.#out.bytes([OP.negateStatement]);
      if (location.basicBlock) this.#out.bytes([OP.setBasicBlock]);
      if (location.prologueEnd) this.#out.bytes([OP.setPrologueEnd]);
      if (location.epilogueBegin) this.#out.bytes([OP.setEpilogueBegin]);
      if (last) {
        this.#out.bytes([OP.advanceLine, ...sleb128(line - before.line)]);
        this.#advance(section, last, label);
        this.#out.bytes([OP.copy]);
      } else {
        this.#setAddress(label);
        this.#out.bytes(firstLine(line - before.line));
      }
      before = location;
      last = label;
    }
    if (last) this.#advance(section, last, end);
    this.#out.bytes([OP.extended, 1, EXTENDED.endSequence]);
  }

  #advance(section: Section, from: Bound, to: Bound): void {
    if (isFar(section, from, to)) {
      this.#setAddress(to);
      return;
    }
    this.#out.bytes([OP.fixedAdvance]);
    this.#out.value(minus(to, from), 2);
  }

  #setAddress(to: Bound): void {
    this.#out.bytes([OP.extended, 1 + this.#out.addressSize, EXTENDED.setAddress]);
    this.#out.value(to, this.#out.addressSize);
  }
}

/** Whether so many bytes are between two labels, without what depends on addresses. */
function isFar(section: Section, from: Bound, to: Bound): boolean {
  return offsetIn(section, to) - offsetIn(section, from) > FARTHEST;
}

function offsetIn(section: Section, bound: Bound): number {
  const definition = bound.kind === 'symbol' ? bound.definition : undefined;
  if (definition?.kind !== 'label' || definition.chunk.section !== section) return 0;
  return definition.chunk.start + definition.offset;
}

/** Moves to a sequence's first line: by one special opcode if it can. */
function firstLine(delta: number): number[] {
  const biased = delta - LINE_BASE;
  if (delta === 0) return [OP.copy];
  if (biased >= 0 && biased < LINE_RANGE) return [OPCODE_BASE + biased];
  return [OP.advanceLine, ...sleb128(delta), OP.copy];
}
