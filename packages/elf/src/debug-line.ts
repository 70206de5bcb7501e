/**
 * `.debug_line`: which line of which source each address came from [DWARF 5 §6.2, and the versions
 * from 2 on]. Each unit is a program for a small machine that writes the rows of a table.
 *
 * Any bytes at all may come in: a unit that is damaged gives the rows before the damage.
 */

import { lastBelow } from './address-order.ts';
import type { DebugSections } from './debug-sections.ts';
import { type Encoding, readForm } from './dwarf-form.ts';
import { DwarfReader } from './dwarf-reader.ts';
import { type OwnedRange, RangeIndex } from './range-index.ts';

/** A line of a source file. */
export interface SourceLine {
  /** Its path, as far as the unit tells it. */
  readonly file: string;
  /** Counted from 1; 0 if the code is from no line. */
  readonly line: number;
  /** Tells blocks of one line apart; 0 for the first. */
  readonly discriminator: number;
}

/** Which line the code from an address on came from. */
export interface LineStart extends SourceLine {
  readonly address: bigint;
}

/** Rows with ascending addresses. */
type Run = readonly LineStart[];

/** The lines of a file's code. */
export interface LineTable {
  /** The line that an address came from. */
  lineAt(address: bigint): SourceLine | undefined;
  /** All that is told, unit by unit; addresses ascend within a part of the code. */
  readonly rows: readonly LineStart[];
  /** The paths of files by their numbers, of the unit whose lines begin at an offset. */
  filesAt(offset: number): readonly string[];
}

/**
 * Reads a file's lines; a file without them has an empty table.
 * @param folders where the compiler ran, by where a unit's lines begin: before version 5 that is left
 * to `.debug_info` [DWARF 4 §3.1.1].
 */
export function readLines(
  sections: DebugSections,
  folders: ReadonlyMap<number, string>,
): LineTable {
  const reader = new DwarfReader(sections.contents('.debug_line'));
  const runs: OwnedRange<Run>[] = [];
  const files = new Map<number, readonly string[]>();
  while (reader.left > 0) {
    const start = reader.at;
    files.set(start, readUnit(reader, sections, folders.get(start), runs));
  }
  const index = new RangeIndex(runs);
  return {
    lineAt(address) {
      const run = index.containing(address)[0]?.owner ?? [];
      return run[lastBelow(run, address, (each) => each.address)];
    },
    rows: runs.flatMap(({ owner }) => owner),
    filesAt: (offset) => files.get(offset) ?? [],
  };
}

/** What a unit says before its program. */
interface Header {
  readonly smallest: number;
  readonly lineBase: number;
  readonly lineRange: number;
  readonly opcodeBase: number;
  readonly operandCounts: readonly number[];
  readonly files: readonly string[];
}

/** Reads the unit that a reader is at; returns the paths of its files. */
function readUnit(
  reader: DwarfReader,
  sections: DebugSections,
  folder: string | undefined,
  runs: OwnedRange<Run>[],
): readonly string[] {
  const { length, offsetSize } = reader.initialLength();
  const unit = new DwarfReader(reader.bytes, reader.at, Math.min(reader.at + length, reader.end));
  reader.at += length;
  const version = unit.number(2);
  if (version < 2 || version > 5) return [];
  const addressSize = version === 5 ? unit.number(1) : 8;
  if (version === 5) unit.at += 1;
  const program = unit.number(offsetSize) + unit.at;
  const smallest = unit.number(1);
  if (version >= 4) unit.at += 1;
  unit.at += 1;
  const lineBase = (unit.number(1) << 24) >> 24;
  const lineRange = Math.max(1, unit.number(1));
  const opcodeBase = unit.number(1);
  const operandCounts = Array.from({ length: Math.max(0, opcodeBase - 1) }, () => unit.number(1));
  const encoding = { version, addressSize, offsetSize, sections, start: 0, bases: NO_BASES };
  const files = version === 5 ? filesOfVersion5(unit, encoding) : filesBefore(unit, folder);
  unit.at = program;
  runProgram(unit, { smallest, lineBase, lineRange, opcodeBase, operandCounts, files }, runs);
  return files;
}

/** Nothing here is referred to by index. */
const NO_BASES = { strings: 0, addresses: 0, ranges: 0 };

/** A path in a folder; paths from the root stand for themselves. */
function inFolder(folder: string | undefined, path: string): string {
  return path.startsWith('/') || !folder ? path : `${folder}/${path}`;
}

/** Files are counted from 1, folders too: folder 0 is where the compiler ran. */
function filesBefore(unit: DwarfReader, folder: string | undefined): string[] {
  const folders = [folder ?? ''];
  for (let name = unit.text(); name !== '' && !unit.isPastEnd; name = unit.text())
    folders.push(inFolder(folder, name));
  const files = [''];
  for (let name = unit.text(); name !== '' && !unit.isPastEnd; name = unit.text()) {
    files.push(inFolder(folders[unit.leb()], name));
    unit.leb();
    unit.leb();
  }
  return files;
}

const DW_LNCT_path = 1;
const DW_LNCT_directory_index = 2;

/** Folder 0 is where the compiler ran; others may be relative to it. */
function filesOfVersion5(unit: DwarfReader, encoding: Encoding): string[] {
  const folders = entries(unit, encoding).map(({ path }) => path);
  const absolute = folders.map((each, i) => (i === 0 ? each : inFolder(folders[0], each)));
  return entries(unit, encoding).map(({ path, folder }) => inFolder(absolute[folder], path));
}

function entries(unit: DwarfReader, encoding: Encoding): { path: string; folder: number }[] {
  const formats = Array.from({ length: unit.number(1) }, () => [unit.leb(), unit.leb()] as const);
  const found: { path: string; folder: number }[] = [];
  for (let count = unit.leb(); count > 0 && formats.length > 0 && unit.left > 0; count--) {
    const entry = { path: '', folder: 0 };
    for (const [content, form] of formats) {
      const value = readForm(unit, form, encoding);
      if (content === DW_LNCT_path) entry.path = String(value);
      if (content === DW_LNCT_directory_index) entry.folder = Number(value);
    }
    found.push(entry);
  }
  return found;
}

// Opcodes by their names in the specification.
const DW_LNS_copy = 1;
const DW_LNS_advance_pc = 2;
const DW_LNS_advance_line = 3;
const DW_LNS_set_file = 4;
const DW_LNS_const_add_pc = 8;
const DW_LNS_fixed_advance_pc = 9;
const DW_LNE_end_sequence = 1;
const DW_LNE_set_address = 2;
const DW_LNE_set_discriminator = 4;

function runProgram(unit: DwarfReader, header: Header, runs: OwnedRange<Run>[]): void {
  const { smallest, lineBase, lineRange, opcodeBase, operandCounts, files } = header;
  let rows: LineStart[] = [];
  let address = 0n;
  let file = 1;
  let line = 1;
  let discriminator = 0;
  const advance = (by: number) => {
    address += BigInt(by * smallest);
  };
  const addRow = () => {
    if (rows.at(-1)?.address === address) rows.pop();
    rows.push({ address, file: files[file] ?? '', line, discriminator });
    discriminator = 0;
  };
  while (unit.left > 0) {
    const opcode = unit.number(1);
    if (opcode >= opcodeBase) {
      const special = opcode - opcodeBase;
      advance(Math.floor(special / lineRange));
      line += lineBase + (special % lineRange);
      addRow();
    } else if (opcode === 0) {
      const length = unit.leb();
      const next = unit.at + length;
      const extended = unit.number(1);
      if (extended === DW_LNE_set_address) {
        address = unit.address(length - 1);
      } else if (extended === DW_LNE_set_discriminator) {
        discriminator = unit.leb();
      } else if (extended === DW_LNE_end_sequence) {
        runs.push({ start: rows[0]?.address ?? address, end: address, owner: rows });
        rows = [];
        address = 0n;
        file = 1;
        line = 1;
      }
      unit.at = next;
    } else if (opcode === DW_LNS_copy) addRow();
    else if (opcode === DW_LNS_advance_pc) advance(unit.leb());
    else if (opcode === DW_LNS_advance_line) line += unit.signedLeb();
    else if (opcode === DW_LNS_set_file) file = unit.leb();
    else if (opcode === DW_LNS_const_add_pc) advance(Math.floor((255 - opcodeBase) / lineRange));
    else if (opcode === DW_LNS_fixed_advance_pc) address += BigInt(unit.number(2));
    else for (let i = operandCounts[opcode - 1] ?? 0; i > 0; i--) unit.leb();
  }
}
