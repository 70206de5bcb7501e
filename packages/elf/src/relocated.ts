/**
 * A section of an object with its data patched as if the object were linked: what readers of debug
 * information need [psABI Relocations]. Instructions are left as they are.
 */

import type { Relocation, Section } from './file.ts';
import { relocationName } from './relocation.ts';

/** Where sections stand; those that are not there stand at 0. */
export type Places = ReadonlyMap<Section, bigint>;

/** The bytes; those of the section itself if nothing is to be patched. */
export function relocatedData(section: Section, places: Places = new Map()): Uint8Array {
  const { data, relocations } = section;
  if (relocations.length === 0) return data;
  const bytes = new Uint8Array(data);
  const view = new DataView(bytes.buffer);
  for (const each of relocations) patch(view, each, places);
  return bytes;
}

/** `R_RISCV_64`, `R_RISCV_ADD16`, `R_RISCV_SET8` and their like. */
const DATUM = /^R_RISCV_(ADD|SUB|SET|)(8|16|32|64)$/;

function patch(view: DataView, { offset, type, symbol, addend }: Relocation, places: Places): void {
  const [, action, bits] = DATUM.exec(relocationName(type) ?? '') ?? [];
  const size = Number(bits) / 8;
  if (action === undefined || offset + size > view.byteLength) return;
  const within = symbol?.section;
  const place = (typeof within === 'object' && places.get(within)) || 0n;
  const value = place + (symbol?.value ?? 0n) + addend;
  let old = 0n;
  for (let i = size - 1; i >= 0; i--) old = (old << 8n) | BigInt(view.getUint8(offset + i));
  let result = action === 'ADD' ? old + value : action === 'SUB' ? old - value : value;
  for (let i = 0; i < size; i++, result >>= 8n)
    view.setUint8(offset + i, Number(BigInt.asUintN(8, result)));
}
