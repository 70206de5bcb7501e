/** Tables that the linker itself adds to the program: sections of words, and hidden names for them. */

import { type Section, STT_OBJECT, STV_HIDDEN, section, symbol } from '@ireko/elf';
import { type InputObject, type InputSection, inputSection } from './input.ts';
import { globalSymbol, type SymbolTable } from './symbol.ts';

/** Adds a table to an object, as if it had come with it, aligned to words; nothing leaves it out. */
export function linkerTable(
  object: InputObject,
  given: Partial<Section> & { readonly name: string },
): InputSection {
  const input = inputSection(object, section({ align: object.bits / 8, ...given }));
  input.keep = true;
  (object.sections as InputSection[]).push(input);
  return input;
}

/** Names a table, unless an object defines the name. */
export function nameTable(symbols: SymbolTable, name: string, table: InputSection): void {
  const hidden = { name, type: STT_OBJECT, visibility: STV_HIDDEN, section: table.section };
  globalSymbol(symbols, name).definition ??= {
    object: table.object,
    symbol: symbol(hidden),
    section: table,
  };
}

/** Gives a table another size, and zeros. */
export function resizeTable(table: InputSection, size: number): void {
  table.data = new Uint8Array(size);
  (table.section as { -readonly [K in keyof Section]: Section[K] }).size = size;
}
