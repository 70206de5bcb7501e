/** Memory from a place on: sixteen bytes a line, and as characters. */

import type { Memory } from '../messages.ts';
import { make } from '../widgets/dom.ts';
import { hex } from './hex.ts';

const perLine = 16;

/** Shows this. @param before what was shown before: bytes that are others now are marked */
export function showMemory(panel: HTMLElement, memory: Memory, before: Memory | undefined): void {
  const { place, address, target, bytes } = memory;
  if (bytes.length === 0) {
    panel.replaceChildren(
      target === undefined
        ? `${place} is no number, no register, and no symbol of what executes.`
        : `There is no RAM at ${hex(target)}, as what executes sees it.`,
    );
    return;
  }
  const lines = Array.from({ length: Math.ceil(bytes.length / perLine) }, (_, index) => {
    const start = index * perLine;
    const shown = [...bytes.subarray(start, start + perLine)];
    const cells = shown.map((byte, offset) => {
      const at = start + offset;
      const isChanged = before?.address === address && before.bytes[at] !== byte;
      const isTarget = address + BigInt(at) === target;
      const className = [isChanged && 'changed', isTarget && 'target'].filter(Boolean).join(' ');
      return make('span', { className }, hex(byte, 2));
    });
    const text = shown.map((byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·',
    );
    const place = make('span', { className: 'address' }, hex(address + BigInt(start), 8));
    return make('div', {}, place, ...cells, make('span', { className: 'text' }, text.join('')));
  });
  panel.replaceChildren(...lines);
}
