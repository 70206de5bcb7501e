/** `--gc-sections`: finds the sections that the program can reach from its entry. */

import { SHF_ALLOC } from '@ireko/elf';
import { type InputSection, isGlobal } from './input.ts';
import type { SymbolTable } from './symbol.ts';

/**
 * The sections that must stay: those that hold a root or are kept by the script, everything their
 * relocations refer to, and everything that takes no memory at run time.
 * @param roots names of symbols: the entry, and what the script asks for.
 */
export function reachable(
  inputs: readonly InputSection[],
  symbols: SymbolTable,
  roots: readonly string[],
): Set<InputSection> {
  const reached = new Set<InputSection>();
  const waiting: InputSection[] = [];
  const visit = (input: InputSection | undefined) => {
    if (input === undefined || reached.has(input)) return;
    reached.add(input);
    waiting.push(input);
  };
  for (const name of roots) visit(symbols.get(name)?.definition?.section);
  for (const input of inputs) if (input.keep) visit(input);
  for (let input = waiting.pop(); input !== undefined; input = waiting.pop()) {
    for (const { symbol } of input.relocations) {
      if (symbol === undefined) continue;
      if (isGlobal(symbol)) visit(symbols.get(symbol.name)?.definition?.section);
      else if (typeof symbol.section !== 'string') visit(input.object.placed.get(symbol.section));
    }
  }
  for (const input of inputs) if ((input.section.flags & SHF_ALLOC) === 0) reached.add(input);
  return reached;
}
