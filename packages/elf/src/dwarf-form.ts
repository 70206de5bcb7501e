/**
 * Forms: how an attribute's value is written, and what the number written stands for
 * [DWARF 5 §7.5.5, §7.5.6]. Also those that GNU's compilers had before version 5.
 */

import type { DebugSections } from './debug-sections.ts';
import { DwarfReader } from './dwarf-reader.ts';
import { stringAt } from './strings.ts';

/** What a unit says about how its values are written. */
export interface Encoding {
  readonly version: number;
  /** Bytes of an address. */
  readonly addressSize: number;
  /** Bytes of an offset in a section of debug information. */
  readonly offsetSize: 4 | 8;
  readonly sections: DebugSections;
  /** Where the unit begins: its references count from there. */
  readonly start: number;
  /** Where its tables begin in the sections that are referred to by index. */
  readonly bases: { readonly strings: number; readonly addresses: number; readonly ranges: number };
}

/**
 * A text, an address, a block of bytes, or any other number: an offset in `.debug_info` if it refers
 * to an entry; undefined is what is not known or elsewhere.
 */
export type Value = string | bigint | Uint8Array | number | undefined;

/** Bytes of what is written; a number of LEB128, a text to its zero, a size that the unit tells. */
type Width = number | 'leb' | 'signed' | 'text' | 'address' | 'offset' | 'reference';

/** What the number written is. */
type Meaning =
  | 'number' // itself
  | 'text' // nothing: the text is in place
  | 'address' // itself
  | 'block' // how many bytes follow
  | 'string' // an offset in `.debug_str`
  | 'line string' // an offset in `.debug_line_str`
  | 'string index' // in the unit's part of `.debug_str_offsets`
  | 'address index' // in the unit's part of `.debug_addr`
  | 'ranges index' // in the unit's part of `.debug_rnglists`
  | 'entry' // an offset in the unit
  | 'any entry' // an offset in `.debug_info`
  | 'elsewhere' // something of another file, or a type by its signature
  | 'constant'; // nothing: the value is in the abbreviation

// biome-ignore format: columns are the point.
const FORMS: ReadonlyMap<number, readonly [Width, Meaning]> = new Map([
  [0x01, ['address',   'address']],       // DW_FORM_addr
  [0x03, [2,           'block']],         // DW_FORM_block2
  [0x04, [4,           'block']],         // DW_FORM_block4
  [0x05, [2,           'number']],        // DW_FORM_data2
  [0x06, [4,           'number']],        // DW_FORM_data4
  [0x07, [8,           'number']],        // DW_FORM_data8
  [0x08, ['text',      'text']],          // DW_FORM_string
  [0x09, ['leb',       'block']],         // DW_FORM_block
  [0x0a, [1,           'block']],         // DW_FORM_block1
  [0x0b, [1,           'number']],        // DW_FORM_data1
  [0x0c, [1,           'number']],        // DW_FORM_flag
  [0x0d, ['signed',    'number']],        // DW_FORM_sdata
  [0x0e, ['offset',    'string']],        // DW_FORM_strp
  [0x0f, ['leb',       'number']],        // DW_FORM_udata
  [0x10, ['reference', 'any entry']],     // DW_FORM_ref_addr
  [0x11, [1,           'entry']],         // DW_FORM_ref1
  [0x12, [2,           'entry']],         // DW_FORM_ref2
  [0x13, [4,           'entry']],         // DW_FORM_ref4
  [0x14, [8,           'entry']],         // DW_FORM_ref8
  [0x15, ['leb',       'entry']],         // DW_FORM_ref_udata
  [0x17, ['offset',    'number']],        // DW_FORM_sec_offset
  [0x18, ['leb',       'block']],         // DW_FORM_exprloc
  [0x19, [0,           'number']],        // DW_FORM_flag_present
  [0x1a, ['leb',       'string index']],  // DW_FORM_strx
  [0x1b, ['leb',       'address index']], // DW_FORM_addrx
  [0x1c, [4,           'elsewhere']],     // DW_FORM_ref_sup4
  [0x1d, ['offset',    'elsewhere']],     // DW_FORM_strp_sup
  [0x1e, [16,          'elsewhere']],     // DW_FORM_data16
  [0x1f, ['offset',    'line string']],   // DW_FORM_line_strp
  [0x20, [8,           'elsewhere']],     // DW_FORM_ref_sig8
  [0x21, [0,           'constant']],      // DW_FORM_implicit_const
  [0x22, ['leb',       'elsewhere']],     // DW_FORM_loclistx
  [0x23, ['leb',       'ranges index']],  // DW_FORM_rnglistx
  [0x24, [8,           'elsewhere']],     // DW_FORM_ref_sup8
  [0x25, [1,           'string index']],  // DW_FORM_strx1
  [0x26, [2,           'string index']],  // DW_FORM_strx2
  [0x27, [3,           'string index']],  // DW_FORM_strx3
  [0x28, [4,           'string index']],  // DW_FORM_strx4
  [0x29, [1,           'address index']], // DW_FORM_addrx1
  [0x2a, [2,           'address index']], // DW_FORM_addrx2
  [0x2b, [3,           'address index']], // DW_FORM_addrx3
  [0x2c, [4,           'address index']], // DW_FORM_addrx4
  [0x1f01, ['leb',     'address index']], // DW_FORM_GNU_addr_index
  [0x1f02, ['leb',     'string index']],  // DW_FORM_GNU_str_index
  [0x1f20, ['offset',  'elsewhere']],     // DW_FORM_GNU_ref_alt
  [0x1f21, ['offset',  'elsewhere']],     // DW_FORM_GNU_strp_alt
]);
const DW_FORM_indirect = 0x16;

/** Passes over a value; to behind the end of everything if the form is not known. */
export function skipForm(reader: DwarfReader, form: number, encoding: Encoding): void {
  const [width, meaning] = FORMS.get(direct(reader, form)) ?? [];
  if (width === undefined) reader.at = reader.end + 1;
  else if (width === 'text') reader.skipText();
  else if (width === 'address') reader.at += encoding.addressSize;
  else {
    const number = written(reader, width, encoding);
    if (meaning === 'block') reader.at += number;
  }
}

/**
 * Reads a value.
 * @param constant the value that stands in the abbreviation.
 */
export function readForm(
  reader: DwarfReader,
  form: number,
  encoding: Encoding,
  constant = 0,
): Value {
  const [width, meaning] = FORMS.get(direct(reader, form)) ?? [];
  if (width === undefined) {
    reader.at = reader.end + 1;
    return undefined;
  }
  if (width === 'text') return reader.text();
  if (width === 'address') return reader.address(encoding.addressSize);
  const number = written(reader, width, encoding);
  const { sections, start, bases, offsetSize } = encoding;
  const offsetIn = (section: string, at: number) =>
    new DwarfReader(sections.contents(section), at).number(offsetSize);
  switch (meaning) {
    case 'number':
    case 'any entry':
      return number;
    case 'constant':
      return constant;
    case 'entry':
      return start + number;
    case 'string':
      return stringAt(sections.contents('.debug_str'), number);
    case 'line string':
      return stringAt(sections.contents('.debug_line_str'), number);
    case 'string index': {
      const offset = offsetIn('.debug_str_offsets', bases.strings + number * offsetSize);
      return stringAt(sections.contents('.debug_str'), offset);
    }
    case 'address index':
      return indexedAddress(number, encoding);
    case 'ranges index':
      return bases.ranges + offsetIn('.debug_rnglists', bases.ranges + number * offsetSize);
    case 'block':
      reader.at += number;
      return reader.bytes.subarray(reader.at - number, Math.min(reader.at, reader.end));
  }
  return undefined;
}

/** An address by its number in the unit's part of `.debug_addr` [DWARF 5 §7.27]. */
export function indexedAddress(index: number, encoding: Encoding): bigint {
  const { sections, bases, addressSize } = encoding;
  const table = sections.contents('.debug_addr');
  return new DwarfReader(table, bases.addresses + index * addressSize).address(addressSize);
}

/** The form that is written before the value, if this one says so. */
function direct(reader: DwarfReader, form: number): number {
  let found = form;
  while (found === DW_FORM_indirect) found = reader.leb();
  return found;
}

function written(
  reader: DwarfReader,
  width: Exclude<Width, 'text' | 'address'>,
  { version, addressSize, offsetSize }: Encoding,
): number {
  if (typeof width === 'number') return reader.number(width);
  if (width === 'leb') return reader.leb();
  if (width === 'signed') return reader.signedLeb();
  // A reference to another unit is as long as an address in version 2 [DWARF 2 §7.5.4].
  return reader.number(width === 'reference' && version === 2 ? addressSize : offsetSize);
}
