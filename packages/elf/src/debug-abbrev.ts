/** `.debug_abbrev`: what the entries of `.debug_info` consist of [DWARF 5 §7.5.3]. */

import { DwarfReader } from './dwarf-reader.ts';

/** One attribute of an entry. */
export interface AttributeForm {
  readonly attribute: number;
  readonly form: number;
  /** The value itself with `DW_FORM_implicit_const`. */
  readonly constant: number;
}

/** The shape of entries. */
export interface Abbreviation {
  readonly tag: number;
  readonly hasChildren: boolean;
  readonly attributes: readonly AttributeForm[];
}

const DW_FORM_implicit_const = 0x21;

/** The table that begins at an offset, by the numbers that entries name abbreviations by. */
export function readAbbreviations(
  bytes: Uint8Array,
  offset: number,
): ReadonlyMap<number, Abbreviation> {
  const reader = new DwarfReader(bytes, offset);
  const table = new Map<number, Abbreviation>();
  while (reader.left > 0) {
    const code = reader.leb();
    if (code === 0) break;
    const tag = reader.leb();
    const hasChildren = reader.number(1) !== 0;
    table.set(code, { tag, hasChildren, attributes: readAttributeForms(reader) });
  }
  return table;
}

function readAttributeForms(reader: DwarfReader): AttributeForm[] {
  const attributes: AttributeForm[] = [];
  while (reader.left > 0) {
    const attribute = reader.leb();
    const form = reader.leb();
    const constant = form === DW_FORM_implicit_const ? reader.signedLeb() : 0;
    if (attribute === 0 && form === 0) break;
    attributes.push({ attribute, form, constant });
  }
  return attributes;
}
