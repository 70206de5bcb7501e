/**
 * `.debug_line`: which line of which source each address came from [DWARF 5 §6.2, and the versions
 * from 2 on]. Each unit is a program for a small machine that writes the rows of a table.
 *
 * Any bytes at all may come in: a unit that is damaged gives the rows before the damage.
 */

import { compilationFolders } from './compilation-folder.ts';
import { DwarfReader, type Strings } from './dwarf-reader.ts';
import type { ElfFile, Section } from './file.ts';
import { relocatedData } from './relocated.ts';

/** A line of a source file. */
export interface SourceLine {
  /** Its path, as far as the unit tells it. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Tells blocks of one line apart; 0 for the first. */
  readonly discriminator: number;
}

/** Which line the code from an address on came from. */
interface Row extends SourceLine {
  readonly address: bigint;
  /** Behind the last instruction of a run. */
  readonly isEnd: boolean;
}

/** The lines of a file's code. */
export interface LineTable {
  /**
   * The line that an address came from.
   * @param section where the address is an offset in a section of an object.
   */
  lineAt(address: bigint, section?: Section): SourceLine | undefined;
}

/** Runs of rows with ascending addresses, by the section that they are in; executables have none. */
type Runs = Map<Section | undefined, Row[][]>;

/** Reads a file's lines; a file without them has an empty table. */
export function readLines(file: ElfFile): LineTable {
  const table = file.sections.find(({ name }) => name === '.debug_line');
  const runs: Runs = new Map();
  if (table !== undefined) {
    const contents = (name: string) => {
      const found = file.sections.find((each) => each.name === name);
      return found === undefined ? new Uint8Array(0) : relocatedData(found);
    };
    const strings = { line: contents('.debug_line_str'), plain: contents('.debug_str') };
    const folders = compilationFolders(contents('.debug_info'), contents('.debug_abbrev'), strings);
    const data = relocatedData(table);
    const reader = new DwarfReader(data, 0, data.length);
    while (reader.left > 0 && !reader.isPastEnd)
      readUnit(reader, table, strings, folders.get(reader.at), runs);
  }
  for (const each of runs.values())
    each.sort((a, b) => compare(a[0]?.address ?? 0n, b[0]?.address ?? 0n));
  return { lineAt: (address, section) => find(runs.get(section) ?? [], address) };
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The run that begins nearest below an address, and in it the last row that does. */
function find(runs: readonly Row[][], address: bigint): SourceLine | undefined {
  for (let i = lastBelow(runs, address, (run) => run[0]?.address ?? 0n); i >= 0; i--) {
    const run = runs[i] ?? [];
    const row = run[lastBelow(run, address, (each) => each.address)];
    if (row !== undefined && !row.isEnd) return row.line === 0 ? undefined : row;
    if (run.length > 1) return undefined;
  }
  return undefined;
}

/** The position of the last item at or below an address; -1 if there is none. */
function lastBelow<T>(items: readonly T[], address: bigint, of: (item: T) => bigint): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(items[middle] as T) <= address) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** What a unit says before its program. */
interface Header {
  readonly version: number;
  readonly smallest: number;
  readonly lineBase: number;
  readonly lineRange: number;
  readonly opcodeBase: number;
  readonly operandCounts: readonly number[];
  readonly files: string[];
}

function readUnit(
  reader: DwarfReader,
  table: Section,
  strings: Strings,
  folder: string | undefined,
  runs: Runs,
): void {
  const length = reader.number(4);
  const end = Math.min(reader.at + length, reader.end);
  const unit = new DwarfReader(reader.bytes, reader.at, end);
  reader.at = length === 0xffff_ffff ? reader.end : end;
  const version = unit.number(2);
  if (version < 2 || version > 5) return;
  if (version === 5) unit.at += 2;
  const program = unit.number(4) + unit.at;
  const smallest = unit.number(1);
  if (version >= 4) unit.at += 1;
  unit.at += 1;
  const lineBase = (unit.number(1) << 24) >> 24;
  const lineRange = Math.max(1, unit.number(1));
  const opcodeBase = unit.number(1);
  const operandCounts = Array.from({ length: Math.max(0, opcodeBase - 1) }, () => unit.number(1));
  const files = version === 5 ? filesOfVersion5(unit, strings) : filesBefore(unit, folder);
  unit.at = program;
  const header = { version, smallest, lineBase, lineRange, opcodeBase, operandCounts, files };
  runProgram(unit, header, table, runs);
}

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
function filesOfVersion5(unit: DwarfReader, strings: Strings): string[] {
  const folders = entries(unit, strings).map(({ path }) => path);
  const absolute = folders.map((each, i) => (i === 0 ? each : inFolder(folders[0], each)));
  return entries(unit, strings).map(({ path, folder }) => inFolder(absolute[folder], path));
}

function entries(unit: DwarfReader, strings: Strings): { path: string; folder: number }[] {
  const formats = Array.from({ length: unit.number(1) }, () => [unit.leb(), unit.leb()] as const);
  const found: { path: string; folder: number }[] = [];
  for (let count = unit.leb(); count > 0 && !unit.isPastEnd; count--) {
    const entry = { path: '', folder: 0 };
    for (const [content, form] of formats) {
      const value = unit.form(form, strings);
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

function runProgram(unit: DwarfReader, header: Header, table: Section, runs: Runs): void {
  const { smallest, lineBase, lineRange, opcodeBase, operandCounts, files } = header;
  const sections = new Map(
    table.relocations.map(({ offset, symbol }) => [offset, symbol?.section]),
  );
  let rows: Row[] = [];
  let section: Section | undefined;
  let address = 0n;
  let file = 1;
  let line = 1;
  let discriminator = 0;
  const advance = (by: number) => {
    address += BigInt(by * smallest);
  };
  const addRow = (isEnd: boolean) => {
    const row = { address, file: files[file] ?? '', line, discriminator, isEnd };
    if (rows.at(-1)?.address === address && !isEnd) rows.pop();
    rows.push(row);
    discriminator = 0;
  };
  while (unit.left > 0) {
    const opcode = unit.number(1);
    if (opcode >= opcodeBase) {
      const special = opcode - opcodeBase;
      advance(Math.floor(special / lineRange));
      line += lineBase + (special % lineRange);
      addRow(false);
    } else if (opcode === 0) {
      const length = unit.leb();
      const next = unit.at + length;
      const extended = unit.number(1);
      if (extended === DW_LNE_set_address) {
        const place = sections.get(unit.at);
        section = typeof place === 'object' ? place : undefined;
        address = unit.address(length - 1);
      } else if (extended === DW_LNE_set_discriminator) {
        discriminator = unit.leb();
      } else if (extended === DW_LNE_end_sequence) {
        addRow(true);
        const known = runs.get(section) ?? [];
        runs.set(section, known);
        if (rows.length > 1) known.push(rows);
        rows = [];
        address = 0n;
        file = 1;
        line = 1;
      }
      unit.at = next;
    } else if (opcode === DW_LNS_copy) addRow(false);
    else if (opcode === DW_LNS_advance_pc) advance(unit.leb());
    else if (opcode === DW_LNS_advance_line) line += unit.signedLeb();
    else if (opcode === DW_LNS_set_file) file = unit.leb();
    else if (opcode === DW_LNS_const_add_pc) advance(Math.floor((255 - opcodeBase) / lineRange));
    else if (opcode === DW_LNS_fixed_advance_pc) address += BigInt(unit.number(2));
    else for (let i = operandCounts[opcode - 1] ?? 0; i > 0; i--) unit.leb();
  }
}
