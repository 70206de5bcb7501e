/**
 * The addresses that an entry of `.debug_info` is about: one range, or a list of them in
 * `.debug_ranges` [DWARF 4 §2.17.3], since version 5 in `.debug_rnglists` [DWARF 5 §2.17.3, §7.25].
 */

import { AT, type Entry, type InfoUnit } from './debug-info.ts';
import { indexedAddress } from './dwarf-form.ts';
import { DwarfReader } from './dwarf-reader.ts';
import type { AddressRange } from './range-index.ts';

/** An entry's ranges; none if it is not about code, or about code that is not there. */
export function rangesOf(entry: Entry): readonly AddressRange[] {
  const { unit } = entry;
  const start = entry.address(AT.low_pc);
  const end = entry.value(AT.high_pc);
  const list = entry.number(AT.ranges);
  const ranges: AddressRange[] = [];
  if (start !== undefined && typeof end === 'bigint') ranges.push({ start, end });
  if (start !== undefined && typeof end === 'number')
    ranges.push({ start, end: start + BigInt(end) });
  if (list !== undefined)
    for (const range of (unit.version < 5 ? pairs : entries)(unit, list)) ranges.push(range);
  return ranges;
}

/** Pairs of addresses above a base, up to a pair of zeros. */
function* pairs(unit: InfoUnit, offset: number): Generator<AddressRange> {
  const { addressSize } = unit;
  const reader = new DwarfReader(unit.sections.contents('.debug_ranges'), offset);
  const newBase = BigInt.asUintN(8 * addressSize, -1n);
  let base = unit.root?.address(AT.low_pc) ?? 0n;
  while (reader.left > 0) {
    const start = reader.address(addressSize);
    const end = reader.address(addressSize);
    if (start === 0n && end === 0n) return;
    if (start === newBase) base = end;
    else yield { start: base + start, end: base + end };
  }
}

// Kinds of entries of a list by their names in the standard.
const DW_RLE_base_addressx = 1;
const DW_RLE_startx_endx = 2;
const DW_RLE_startx_length = 3;
const DW_RLE_offset_pair = 4;
const DW_RLE_base_address = 5;
const DW_RLE_start_end = 6;
const DW_RLE_start_length = 7;

/** Entries that begin with their kind, up to kind 0. */
function* entries(unit: InfoUnit, offset: number): Generator<AddressRange> {
  const reader = new DwarfReader(unit.sections.contents('.debug_rnglists'), offset);
  const address = () => reader.address(unit.addressSize);
  const indexed = () => indexedAddress(reader.leb(), unit);
  const number = () => BigInt(reader.leb());
  const withLength = (start: bigint) => ({ start, end: start + number() });
  let base = unit.root?.address(AT.low_pc) ?? 0n;
  while (reader.left > 0)
    switch (reader.number(1)) {
      case DW_RLE_base_addressx:
        base = indexed();
        break;
      case DW_RLE_base_address:
        base = address();
        break;
      case DW_RLE_startx_endx:
        yield { start: indexed(), end: indexed() };
        break;
      case DW_RLE_startx_length:
        yield withLength(indexed());
        break;
      case DW_RLE_offset_pair:
        yield { start: base + number(), end: base + number() };
        break;
      case DW_RLE_start_end:
        yield { start: address(), end: address() };
        break;
      case DW_RLE_start_length:
        yield withLength(address());
        break;
      default:
        return;
    }
}
