/**
 * Where the compiler ran for each unit of a program, by where the unit's lines begin in
 * `.debug_line`: before version 5 that table leaves it to `.debug_info` [DWARF 4 §3.1.1].
 */

import { DwarfReader, type Strings } from './dwarf-reader.ts';

const DW_AT_stmt_list = 0x10;
const DW_AT_comp_dir = 0x1b;
const DW_FORM_implicit_const = 0x21;

/** Reads the first entry of each unit, in which both stand. */
export function compilationFolders(
  info: Uint8Array,
  abbreviations: Uint8Array,
  strings: Strings,
): ReadonlyMap<number, string> {
  const folders = new Map<number, string>();
  for (let at = 0; at + 4 <= info.length; ) {
    const unit = new DwarfReader(info, at, info.length);
    const length = unit.number(4);
    at += 4 + length;
    const version = unit.number(2);
    const isNew = version >= 5;
    if (length >= 0xffff_fff0 || version < 2 || version > 5) break;
    if (isNew) unit.at += 2;
    const table = unit.number(4);
    if (!isNew) unit.at += 1;
    let lines: number | undefined;
    let folder: string | undefined;
    for (const { attribute, form } of attributesOf(unit.leb(), abbreviations, table)) {
      const value = unit.form(form, strings);
      if (attribute === DW_AT_stmt_list) lines = Number(value);
      if (attribute === DW_AT_comp_dir) folder = String(value);
      if (unit.isPastEnd) break;
    }
    if (lines !== undefined && folder !== undefined) folders.set(lines, folder);
  }
  return folders;
}

/** What an entry with an abbreviation has, in order. */
function attributesOf(code: number, abbreviations: Uint8Array, start: number) {
  const table = new DwarfReader(abbreviations, start, abbreviations.length);
  while (table.left > 0) {
    const found = table.leb();
    if (found === 0) return [];
    table.leb();
    table.at += 1;
    const attributes: { readonly attribute: number; readonly form: number }[] = [];
    while (table.left > 0) {
      const attribute = table.leb();
      const form = table.leb();
      if (form === DW_FORM_implicit_const) table.signedLeb();
      if (attribute === 0 && form === 0) break;
      if (form !== DW_FORM_implicit_const) attributes.push({ attribute, form });
    }
    if (found === code) return attributes;
  }
  return [];
}
