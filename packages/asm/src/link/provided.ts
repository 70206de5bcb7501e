/**
 * Symbols that the linker makes where something refers to them and nothing defines them: where a
 * section begins and ends whose name could be one of C, as tables made of many files need
 * [ld §3.6.4.1], and where the ELF header is in memory.
 */

import { PT_LOAD, STV_DEFAULT, STV_PROTECTED } from '@ireko/elf';
import { type Item, inputsOf, isAllocated, isPresent, type OutputSection } from './output.ts';
import type { FilePlan } from './segment.ts';
import type { GlobalSymbol, SymbolTable } from './symbol.ts';

const BOUND = /^__(?<end>start|stop)_(?<section>\w+)$/;

/** A symbol that is the beginning or the end of the sections of a name. */
export interface Bound {
  readonly global: GlobalSymbol;
  readonly section: string;
  readonly isEnd: boolean;
}

/** `__start_NAME` and `__stop_NAME`, as far as they are asked for and neither an object nor the script has them. */
export function wantedBounds(
  items: readonly Item[],
  symbols: SymbolTable,
): ReadonlyMap<string, Bound> {
  const wanted = new Map<string, Bound>();
  for (const global of symbols.values()) {
    const found = global.definition === undefined ? BOUND.exec(global.name)?.groups : undefined;
    if (found?.['section'] === undefined || !global.referenced) continue;
    const { section } = found;
    wanted.set(global.name, { global, section, isEnd: found['end'] === 'stop' });
  }
  for (const name of wanted.size > 0 ? assignedNames(items) : []) wanted.delete(name);
  return wanted;
}

function assignedNames(items: readonly Item[]): string[] {
  return items
    .flatMap((each) => (each.kind === 'section' ? each.contents : [each]))
    .flatMap((each) => (each.kind === 'assignment' ? [each.name] : []));
}

/** Defines the bounds of sections that are in the program under the name that they have in its objects. */
export function defineBounds(bounds: Iterable<Bound>, outputs: readonly OutputSection[]): void {
  for (const { global, section: name, isEnd } of bounds) {
    const output = outputs.find((each) => each.name === name && isPresent(each));
    if (!output || !inputsOf(output).some(({ section }) => section.name === name)) continue;
    if (global.visibility === STV_DEFAULT) global.visibility = STV_PROTECTED;
    global.script = {
      get address() {
        return output.address + (isEnd ? BigInt(output.size) : 0n);
      },
      ...{ output, base: output, hidden: false },
    };
  }
}

/** Defines `__ehdr_start` if the header is loaded; it belongs to the section behind it. */
export function defineHeader(
  symbols: SymbolTable,
  outputs: readonly OutputSection[],
  { segments }: FilePlan,
): void {
  const global = symbols.get('__ehdr_start');
  const holder = segments.find(({ type, offset }) => type === PT_LOAD && offset === 0);
  if (!global || global.definition || global.script || !holder) return;
  const output = outputs.find(isAllocated);
  global.script = { address: holder.address, output, base: output, hidden: true };
}
