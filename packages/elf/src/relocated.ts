/**
 * A section of an object with its data patched as if every section stood at 0: what readers of
 * debug information need [psABI Relocations]. Instructions are left as they are.
 */

import type { Relocation, Section } from './file.ts';
import { relocationName } from './relocation.ts';

/** The bytes; those of the section itself if nothing is to be patched. */
export function relocatedData({ data, relocations }: Section): Uint8Array {
  if (relocations.length === 0) return data;
  const bytes = new Uint8Array(data);
  const view = new DataView(bytes.buffer);
  for (const each of relocations) patch(view, each);
  return bytes;
}

/** `R_RISCV_64`, `R_RISCV_ADD16`, `R_RISCV_SET8` and their like. */
const DATUM = /^R_RISCV_(ADD|SUB|SET|)(8|16|32|64)$/;

function patch(view: DataView, { offset, type, symbol, addend }: Relocation): void {
  const [, action, bits] = DATUM.exec(relocationName(type) ?? '') ?? [];
  const size = Number(bits) / 8;
  if (action === undefined || offset + size > view.byteLength) return;
  const value = (symbol?.value ?? 0n) + addend;
  let old = 0n;
  for (let i = size - 1; i >= 0; i--) old = (old << 8n) | BigInt(view.getUint8(offset + i));
  let result = action === 'ADD' ? old + value : action === 'SUB' ? old - value : value;
  for (let i = 0; i < size; i++, result >>= 8n)
    view.setUint8(offset + i, Number(BigInt.asUintN(8, result)));
}
