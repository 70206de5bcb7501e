import { PF_R, PF_W, PF_X, PT_GNU_STACK } from '@ireko/elf';
import { expect, test } from 'vitest';
import type { LinkOptions } from '../../src/link/options.ts';
import { address, linked, object } from './linking.ts';

const plain = object('plain', '.globl _start\n_start: nop\n');
const noted = object('noted', '.section .note.GNU-stack, "", @progbits\n');
const executing = object('executing', '.section .note.GNU-stack, "x", @progbits\n');

const SCRIPT = 'SECTIONS { . = SIZEOF_HEADERS; headers = .; .text : { *(.text) } }';

/** Flags, size and alignment of the segment, and the size of all headers. */
function stackOf(objects: readonly Parameters<typeof linked>[0][number][], options?: LinkOptions) {
  const file = linked([plain, ...objects], SCRIPT, options);
  const found = file.segments.find(({ type }) => type === PT_GNU_STACK);
  const { flags, memorySize, align } = found ?? {};
  return [flags, memorySize, align, address(file, 'headers')];
}

test('what objects say of the stack becomes a segment', () => {
  expect(stackOf([])).toEqual([undefined, undefined, undefined, 176n]);
  expect(stackOf([noted])).toEqual([PF_R | PF_W, 0, 16, 232n]);
  expect(stackOf([noted, executing])).toEqual([PF_R | PF_W | PF_X, 0, 16, 232n]);
});

test('an option decides before objects do, and sets a size', () => {
  expect(stackOf([], { executableStack: false })[0]).toBe(PF_R | PF_W);
  expect(stackOf([noted], { executableStack: true })[0]).toBe(PF_R | PF_W | PF_X);
  expect(stackOf([executing], { executableStack: false })[0]).toBe(PF_R | PF_W);
  expect(stackOf([], { stackSize: 0 })[0]).toBeUndefined();
  expect(stackOf([], { stackSize: 4096 })).toEqual([PF_R | PF_W, 4096, 16, 232n]);
});
