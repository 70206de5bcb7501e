/** `--gc-sections`: finds the sections that the program can reach from its entry. */

import {
  type ElfSymbol,
  type Relocation,
  SHF_ALLOC,
  SHF_GNU_RETAIN,
  SHF_GROUP,
  SHT_NOTE,
  SHT_RISCV_ATTRIBUTES,
} from '@ireko/elf';
import { framesOf, functionOf } from './frame-reader.ts';
import { type InputSection, isGlobal } from './input.ts';
import type { Bound } from './provided.ts';
import type { SymbolTable } from './symbol.ts';

/**
 * The sections that must stay: those that hold a root or are kept by the script, everything their
 * relocations refer to, and what takes no memory at run time in objects of which anything stays.
 * @param bounds symbols that stand for all sections of a name.
 * @param roots names of symbols: the entry, and what the script asks for.
 */
export function reachable(
  inputs: readonly InputSection[],
  symbols: SymbolTable,
  bounds: ReadonlyMap<string, Bound>,
  roots: readonly string[],
): Set<InputSection> {
  const reached = new Set<InputSection>();
  const frames = frameReferences(inputs, symbols);
  const waiting: InputSection[] = [];
  const named = bounds.size > 0 ? Map.groupBy(inputs, ({ section }) => section.name) : new Map();
  const visit = (input: InputSection | undefined) => {
    if (input === undefined || reached.has(input)) return;
    reached.add(input);
    waiting.push(input);
  };
  for (const name of roots) visit(symbols.get(name)?.definition?.section);
  for (const input of inputs) if (input.keep || isRoot(input)) visit(input);
  for (let input = waiting.pop(); input !== undefined; input = waiting.pop()) {
    // How to unwind a function is needed if the function is, and not the other way round.
    const { relocations } = input;
    const need = (symbol: ElfSymbol | undefined) => {
      const bound = symbol && bounds.get(symbol.name);
      if (bound) for (const each of named.get(bound.section) ?? []) visit(each);
      else visit(symbol && definingSection(symbol, input, symbols));
    };
    if (framesOf(input) === undefined)
      for (let at = 0; at < relocations.length; at++) need(relocations.symbol(at));
    for (const { symbol } of frames.get(input) ?? []) need(symbol);
  }
  const used = new Set([...reached].filter(isOfUse).map(({ object }) => object));
  for (const input of inputs) {
    const { flags, type } = input.section;
    const describes = (flags & SHF_ALLOC) === 0 && used.has(input.object);
    // What the code is for is a matter of all objects together.
    if (describes || (type === SHT_RISCV_ATTRIBUTES && used.size > 0)) reached.add(input);
  }
  return reached;
}

/** Notes are for those who load the program, and some sections say of themselves that they stay. */
function isRoot({ section: { type, flags } }: InputSection): boolean {
  return (type === SHT_NOTE && (flags & SHF_GROUP) === 0) || (flags & SHF_GNU_RETAIN) !== 0;
}

/** Whether a section is of the program itself: an object of which nothing else stays is not described. */
function isOfUse({ section: { type, flags } }: InputSection): boolean {
  return (flags & SHF_ALLOC) !== 0 && type !== SHT_NOTE;
}

function definingSection(
  symbol: ElfSymbol,
  user: InputSection,
  symbols: SymbolTable,
): InputSection | undefined {
  if (isGlobal(symbol)) return symbols.get(symbol.name)?.definition?.section;
  return typeof symbol.section === 'string' ? undefined : user.object.placed.get(symbol.section);
}

/** What the unwinding of the functions in each section refers to: tables, personality routines. */
function frameReferences(
  inputs: readonly InputSection[],
  symbols: SymbolTable,
): ReadonlyMap<InputSection, readonly Relocation[]> {
  const found = new Map<InputSection, Relocation[]>();
  for (const input of inputs) {
    for (const frame of framesOf(input) ?? []) {
      const symbol = functionOf(frame);
      const code = symbol && definingSection(symbol, input, symbols);
      if (code === undefined) continue;
      const known = found.get(code) ?? [];
      found.set(code, known);
      known.push(...frame.relocations, ...(frame.cie?.relocations ?? []));
    }
  }
  return found;
}
