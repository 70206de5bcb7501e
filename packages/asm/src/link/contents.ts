/** The bytes of an output section: its inputs, relocated, its data statements, and its gaps filled. */

import { SHT_NOBITS } from '@ireko/elf';
import { type InputSection, sizeOf } from './input.ts';
import { type Content, fillBytes, type OutputSection, type Placement, typeOf } from './output.ts';
import { type Context, relocate } from './relocate.ts';

/** The bytes of a section; none if it is stored as zeros. */
export function contentsOf(output: OutputSection, context: Context): Uint8Array {
  if (typeOf(output) === SHT_NOBITS) return new Uint8Array(0);
  const bytes = new Uint8Array(output.size);
  let filled = 0;
  let fill = output.fill;
  output.contents.forEach((content, i) => {
    const placement = output.placements[i] as Placement;
    fillGap(bytes, filled, placement.offset, fill);
    filled = placement.offset + put(bytes, content, placement, context);
    if (content.kind === 'fill')
      fill = content.fill.kind === 'bytes' ? content.fill.bytes : fillBytes(placement.value);
  });
  fillGap(bytes, filled, bytes.length, fill);
  return bytes;
}

/** Writes one piece of the contents and returns its size. */
function put(
  bytes: Uint8Array,
  content: Content,
  { offset, value }: Placement,
  context: Context,
): number {
  if (content.kind === 'section') {
    const { input } = content;
    const size = sizeOf(input);
    const place = bytes.subarray(offset, offset + size);
    place.set(input.cuts.apply(input.data));
    relocate(input, place, context);
    putDistances(input, place);
    return size;
  }
  if (content.kind !== 'data') return 0;
  for (let i = 0; i < content.size; i++)
    bytes[offset + i] = Number((value >> BigInt(8 * i)) & 0xffn);
  return content.size;
}

function putDistances({ distances, address }: InputSection, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { offset, from } of distances) {
    const distance = address + BigInt(offset) - from.input.address - BigInt(from.offset);
    view.setUint32(offset, Number(BigInt.asUintN(32, distance)), true);
  }
}

/** The pattern starts anew at each gap. */
function fillGap(bytes: Uint8Array, start: number, end: number, fill: readonly number[]): void {
  if (fill.length === 0) return;
  for (let at = start; at < end; at++) bytes[at] = fill[(at - start) % fill.length] ?? 0;
}
