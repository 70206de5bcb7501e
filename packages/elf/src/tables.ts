/**
 * The sections that describe other sections: symbol table, string tables, relocation tables. A
 * reader makes lists of them; the writer makes them anew from those lists.
 */

import {
  GRP_COMDAT,
  SHF_ALLOC,
  SHF_GROUP,
  SHF_INFO_LINK,
  SHN_ABS,
  SHN_COMMON,
  SHN_UNDEF,
  SHT_NULL,
  SHT_RELA,
  SHT_STRTAB,
  SHT_SYMTAB,
} from './constants.ts';
import { type ElfSymbol, type Section, type SectionGroup, section } from './file.ts';
import { type Bits, placesOf, RELA, SYMBOL, sizeOf, writeNumber } from './layout.ts';
import type { Symbols } from './symbols.ts';

/** Whether a section is one of the tables that the writer makes itself. */
export function isTable({ type, flags, name }: Section): boolean {
  if (type === SHT_NULL || type === SHT_SYMTAB) return true;
  if (type === SHT_RELA) return (flags & SHF_ALLOC) === 0;
  if (type !== SHT_STRTAB || flags & SHF_ALLOC) return false;
  return name === '.strtab' || name === '.shstrtab';
}

/** Where the symbols of a list go in the file. */
export interface SymbolOrder {
  /** Their places in the list, in the order of the file: the local ones stand first. */
  readonly places: Uint32Array;
  /** Their numbers in the file by their places in the list, from 1 on; the null symbol is 0 in both. */
  readonly numbers: Uint32Array;
  /** How many are local. */
  readonly localCount: number;
}

/** Local symbols stand before the others [gABI §4 Symbol Table]. */
export function orderOf(symbols: Symbols): SymbolOrder {
  const { length } = symbols;
  const places = new Uint32Array(length);
  const numbers = new Uint32Array(length + 1);
  let localCount = 0;
  for (let place = 0; place < length; place++) if (symbols.isLocal(place)) localCount++;
  for (let place = 0, local = 0, other = localCount; place < length; place++) {
    const index = symbols.isLocal(place) ? local++ : other++;
    places[index] = place;
    numbers[place + 1] = index + 1;
  }
  return { places, numbers, localCount };
}

/**
 * `.symtab`.
 * @param names offsets of their names in the string table, in the order of the file
 * @param numbers section numbers
 */
export function symbolTable(
  symbols: Symbols,
  { places }: SymbolOrder,
  names: Uint32Array,
  numbers: ReadonlyMap<Section, number>,
  bits: Bits,
): Section {
  const { st_name, st_info, st_other, st_shndx, st_value, st_size } = placesOf(SYMBOL[bits], bits);
  const size = sizeOf(SYMBOL[bits], bits);
  // The null symbol comes first.
  const { made, view } = table('.symtab', SHT_SYMTAB, size, symbols.length + 1, bits);
  for (let index = 0; index < places.length; index++) {
    const place = places[index] as number;
    const start = (index + 1) * size;
    view.setUint32(start + st_name.at, names[index] as number, true);
    view.setUint8(start + st_info.at, symbols.info(place));
    view.setUint8(start + st_other.at, symbols.other(place));
    view.setUint16(start + st_shndx.at, sectionNumber(symbols, place, numbers), true);
    writeNumber(view, start + st_value.at, st_value.size, symbols.value(place));
    writeNumber(view, start + st_size.at, st_size.size, symbols.size(place));
  }
  return made;
}

function sectionNumber(
  symbols: Symbols,
  place: number,
  numbers: ReadonlyMap<Section, number>,
): number {
  const section = symbols.section(place);
  if (section === 'undefined') return SHN_UNDEF;
  if (section === 'absolute') return SHN_ABS;
  if (section === 'common') return SHN_COMMON;
  const number = numbers.get(section);
  if (number === undefined)
    throw new Error(
      `${symbols.name(place)} stands in section ${section.name}, which is not in the file`,
    );
  return number;
}

/** Stands for the number of a symbol that is not in the file. */
const NOWHERE = 0xffff_ffff;

/** The number of a symbol in the file; undefined if it is not there. */
export function symbolNumber(
  symbol: ElfSymbol,
  symbols: Symbols,
  { numbers }: SymbolOrder,
): number | undefined {
  const place = symbols.placeOf(symbol);
  return place === undefined ? undefined : numbers[place + 1];
}

/** The numbers of what relocations may name, by their places there: the file's own list, or one with some of these. */
function numbersWithin(list: Symbols, symbols: Symbols, order: SymbolOrder): Uint32Array {
  if (list === symbols) return order.numbers;
  const numbers = new Uint32Array(list.length + 1);
  for (let place = 0; place < list.length; place++) {
    const symbol = list.at(place);
    numbers[place + 1] = (symbol && symbolNumber(symbol, symbols, order)) ?? NOWHERE;
  }
  return numbers;
}

/** `.rela.text` for `.text`: the relocations of a section. */
export function relocationTable(
  of: Section,
  symbols: Symbols,
  order: SymbolOrder,
  bits: Bits,
): Section {
  const { relocations } = of;
  const { r_offset, r_type, r_sym, r_addend } = placesOf(RELA[bits], bits);
  const size = sizeOf(RELA[bits], bits);
  const numbers = numbersWithin(relocations.symbols, symbols, order);
  const { made, view } = table(`.rela${of.name}`, SHT_RELA, size, relocations.length, bits);
  for (let index = 0; index < relocations.length; index++) {
    const number = numbers[relocations.place(index)] as number;
    if (number === NOWHERE)
      throw new Error(`a relocation of ${of.name} names a symbol that is not in the file`);
    const start = index * size;
    writeNumber(view, start + r_offset.at, r_offset.size, relocations.offset(index));
    writeNumber(view, start + r_type.at, r_type.size, relocations.type(index));
    writeNumber(view, start + r_sym.at, r_sym.size, number);
    writeNumber(view, start + r_addend.at, r_addend.size, relocations.exactAddend(index));
  }
  return { ...made, flags: SHF_INFO_LINK | (of.flags & SHF_GROUP) };
}

/** What a section group's section holds: flags, and the numbers of its sections and their tables. */
export function groupData(
  { comdat, members }: SectionGroup,
  numbers: ReadonlyMap<Section, number>,
): Uint8Array {
  const words = members.flatMap((each) => {
    const number = numbers.get(each) ?? 0;
    return each.relocations.length > 0 ? [number, number + 1] : [number];
  });
  const data = new DataView(new ArrayBuffer(4 * (words.length + 1)));
  data.setUint32(0, comdat ? GRP_COMDAT : 0, true);
  for (const [i, word] of words.entries()) data.setUint32(4 * (i + 1), word, true);
  return new Uint8Array(data.buffer);
}

/** A section that is an array of structures. They are long, and written without an object for each. */
function table(
  name: string,
  type: number,
  entrySize: number,
  count: number,
  bits: Bits,
): { readonly made: Section; readonly view: DataView } {
  const data = new Uint8Array(count * entrySize);
  const made = section({ name, type, data, align: bits / 8, entrySize });
  return { made, view: new DataView(data.buffer) };
}
