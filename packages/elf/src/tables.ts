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

/** Whether a section is one of the tables that the writer makes itself. */
export function isTable({ type, flags, name }: Section): boolean {
  if (type === SHT_NULL || type === SHT_SYMTAB) return true;
  if (type === SHT_RELA) return (flags & SHF_ALLOC) === 0;
  if (type !== SHT_STRTAB || flags & SHF_ALLOC) return false;
  return name === '.strtab' || name === '.shstrtab';
}

/**
 * `.symtab` for symbols of which the local ones stand first.
 * @param names offsets of their names in the string table, in the same order.
 * @param numbers section numbers.
 */
export function symbolTable(
  symbols: readonly ElfSymbol[],
  names: Uint32Array,
  numbers: ReadonlyMap<Section, number>,
  bits: Bits,
): Section {
  const { st_name, st_info, st_other, st_shndx, st_value, st_size } = placesOf(SYMBOL[bits], bits);
  const size = sizeOf(SYMBOL[bits], bits);
  // The null symbol comes first.
  const { made, view } = table('.symtab', SHT_SYMTAB, size, symbols.length + 1, bits);
  for (const [index, each] of symbols.entries()) {
    const start = (index + 1) * size;
    view.setUint32(start + st_name.at, names[index] ?? 0, true);
    view.setUint8(start + st_info.at, (each.binding << 4) | each.type);
    view.setUint8(start + st_other.at, each.visibility);
    view.setUint16(start + st_shndx.at, sectionNumber(each, numbers), true);
    writeNumber(view, start + st_value.at, st_value.size, each.value);
    writeNumber(view, start + st_size.at, st_size.size, each.size);
  }
  return made;
}

function sectionNumber(of: ElfSymbol, numbers: ReadonlyMap<Section, number>): number {
  if (of.section === 'undefined') return SHN_UNDEF;
  if (of.section === 'absolute') return SHN_ABS;
  if (of.section === 'common') return SHN_COMMON;
  const number = numbers.get(of.section);
  if (number === undefined)
    throw new Error(`${of.name} stands in section ${of.section.name}, which is not in the file`);
  return number;
}

/** `.rela.text` for `.text`: the relocations of a section. */
export function relocationTable(
  of: Section,
  symbolNumbers: ReadonlyMap<ElfSymbol, number>,
  bits: Bits,
): Section {
  const { relocations } = of;
  const { r_offset, r_type, r_sym, r_addend } = placesOf(RELA[bits], bits);
  const size = sizeOf(RELA[bits], bits);
  const { made, view } = table(`.rela${of.name}`, SHT_RELA, size, relocations.length, bits);
  for (let index = 0; index < relocations.length; index++) {
    const symbol = relocations.symbol(index);
    const number = symbol === undefined ? 0 : symbolNumbers.get(symbol);
    const addend = relocations.smallAddend(index);
    if (number === undefined)
      throw new Error(`a relocation of ${of.name} names a symbol that is not in the file`);
    const start = index * size;
    writeNumber(view, start + r_offset.at, r_offset.size, relocations.offset(index));
    writeNumber(view, start + r_type.at, r_type.size, relocations.type(index));
    writeNumber(view, start + r_sym.at, r_sym.size, number);
    const exact = Number.isNaN(addend) ? relocations.addend(index) : addend;
    writeNumber(view, start + r_addend.at, r_addend.size, exact);
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
