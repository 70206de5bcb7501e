/** Memory from a place on: sixteen bytes a line, and as characters. */

import type { Memory } from '../messages.ts';
import { make, makePlace } from '../widgets/dom.ts';
import { hex } from './hex.ts';

const perLine = 16;

/** What there is to show. @param before what was shown before: bytes that are others now are marked */
export function memoryView(memory: Memory, before: Memory | undefined): readonly HTMLElement[] {
  const { place, address, target, bytes, watched } = memory;
  if (bytes.length === 0) {
    const why =
      target === undefined
        ? `${place} is no number, no register, and no symbol of what executes.`
        : `There is no RAM at ${hex(target)}, as what executes sees it.`;
    return [make('p', { className: 'hint' }, why)];
  }
  return Array.from({ length: Math.ceil(bytes.length / perLine) }, (_, index) => {
    const start = index * perLine;
    const shown = [...bytes.subarray(start, start + perLine)];
    const cells = shown.map((byte, offset) => {
      const at = start + offset;
      const isChanged = before?.address === address && before.bytes[at] !== byte;
      const isTarget = address + BigInt(at) === target;
      const className = [isChanged && 'changed', isTarget && 'target', watched.has(at) && 'watched']
        .filter(Boolean)
        .join(' ');
      const edited: [string, string] = [`@${hex(address + BigInt(at))}`, hex(byte, 2)];
      return makePlace('span', edited, { className }, hex(byte, 2));
    });
    const text = shown.map((byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·',
    );
    const place = make('span', { className: 'address' }, hex(address + BigInt(start), 8));
    return make('div', {}, place, ...cells, make('span', { className: 'text' }, text.join('')));
  });
}
