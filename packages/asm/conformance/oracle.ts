/**
 * GNU as 2.40 as an oracle, and the view of an object in which it is compared with ours: every
 * section with its attributes and bytes, every relocation, every symbol.
 *
 * Deliberate differences, which the view leaves out: the order of symbols; the names of temporary
 * labels (`.L…`), which stand for their places, as section symbols do in relocations.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElfSymbol, readElf, relocationName, STT_FILE, STT_SECTION } from '@ireko/elf';
import type { DwarfVersion } from '../src/assemble.ts';
import { type Abi, assemble, defaultArchitecture, formatDiagnostic } from '../src/index.ts';

/** How both assemblers are called. */
export interface AsOptions {
  readonly includePaths?: readonly string[];
  /** `defaultArchitecture` by default. */
  readonly architecture?: string;
  /** What both derive from the architecture by default. */
  readonly abi?: Abi;
  /** Leave the linker the freedom to shorten code; false by default. */
  readonly relax?: boolean;
  /** `-g`, and the folder in which it is called. */
  readonly debug?: DwarfVersion;
  readonly folder?: string;
}

function readIfThere(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** GNU's object for a file; throws with its messages if it finds mistakes. */
export function gnuObject(file: string, options: AsOptions = {}): Uint8Array {
  const { includePaths = [], architecture = defaultArchitecture, abi, relax, debug } = options;
  const folder = mkdtempSync(join(tmpdir(), 'as-'));
  try {
    const object = join(folder, 'a.o');
    const includes = includePaths.map((path) => `-I${path}`);
    const modes = [relax ? '-mrelax' : '-mno-relax', ...(abi ? [`-mabi=${abi}`] : [])];
    if (debug) modes.push(`-gdwarf-${debug}`);
    const march = `-march=${architecture}`;
    execFileSync('riscv64-unknown-elf-as', [march, ...modes, ...includes, file, '-o', object]);
    return readFileSync(object);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Our object for a file; throws with its messages if it finds mistakes. */
export function ourObject(file: string, options: AsOptions = {}): Uint8Array {
  const { object, diagnostics } = assemble(file, readIfThere, { relax: false, ...options });
  if (!object) throw new Error(diagnostics.map((each) => formatDiagnostic(each)).join('\n'));
  return object;
}

/** Both objects of a source text. */
export function bothObjects(
  source: string,
  options: AsOptions = {},
): { ours: Uint8Array; gnu: Uint8Array } {
  const folder = mkdtempSync(join(tmpdir(), 'as-'));
  try {
    const file = join(folder, 'a.s');
    writeFileSync(file, source);
    return { ours: ourObject(file, options), gnu: gnuObject(file, options) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** An object as lines of text, in which two that mean the same are equal. */
export function view(object: Uint8Array): string[] {
  const file = readElf(object);
  if ('problem' in file) throw new Error(file.problem);
  const lines = [`${file.bits} bits, flags ${file.flags}`];
  for (const each of file.sections) {
    if (/^\.(symtab|strtab|shstrtab|rela.*)$/.test(each.name)) continue;
    const { name, type, flags, align, entrySize, size, data, relocations } = each;
    lines.push(`section ${name} ${type} ${flags} align ${align} entries ${entrySize} size ${size}`);
    lines.push(...rows(data).map((row) => `${name} ${row}`));
    for (const { offset, type: kind, symbol, addend } of relocations) {
      const target = symbol ? nameOf(symbol) : '*ABS*';
      lines.push(`${name} ${offset.toString(16)} ${relocationName(kind)} ${target} + ${addend}`);
    }
  }
  const symbols = file.symbols.filter(({ name, type }) => {
    return type === STT_SECTION || !(/^(\.L|$)/.test(name) || type === STT_FILE);
  });
  return [...lines, ...symbols.map(symbolLine).sort()];
}

function rows(data: Uint8Array): string[] {
  const ROW = 16;
  return Array.from({ length: Math.ceil(data.length / ROW) }, (_, row) => {
    const bytes = data.subarray(row * ROW, (row + 1) * ROW);
    return `${(row * ROW).toString(16)}: ${Buffer.from(bytes).toString('hex')}`;
  });
}

function placeOf({ section }: ElfSymbol): string {
  return typeof section === 'string' ? section : section.name;
}

function nameOf(symbol: ElfSymbol): string {
  const isPlace = symbol.name.startsWith('.L') || symbol.type === STT_SECTION;
  return isPlace ? `${placeOf(symbol)}+${symbol.value}` : symbol.name;
}

function symbolLine(symbol: ElfSymbol): string {
  const { name, value, size, type, binding } = symbol;
  const other = symbol.visibility | symbol.attributes;
  return `symbol ${name} ${placeOf(symbol)}+${value} size ${size} ${type} ${binding} ${other}`;
}
