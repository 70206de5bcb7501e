import { expect, test } from 'vitest';
import { complaintsOf, hexOf } from '../assembling.ts';

const sizeOf = (statement: string) => hexOf(`${statement}\n`).length / 2;

test.each([
  ['addi a0, zero, 5', 2],
  ['add a0, zero, 5', 4],
  ['li zero, 0', 4],
  ['nop', 2],
  ['mv a0, zero', 4],
  ['mv zero, a0', 4],
  ['addi a0, a1, 0', 2],
  ['add a0, a1, 0', 4],
  ['add a0, a0, 0', 2],
  ['add a0, a1, a0', 2],
  ['add a0, a1, zero', 4],
  ['jalr zero, 0(ra)', 4],
  ['jr ra', 2],
  ['1: jal zero, 1b', 4],
  ['1: j 1b', 2],
  ['lw a0, 124(a1)', 2],
  ['lw a0, 126(a1)', 4],
  ['lw t0, 4(a1)', 4],
])('%s takes %d bytes, as with GNU as', (statement, size) => {
  expect(sizeOf(statement)).toBe(size);
});

test('nothing is compressed under .option norvc', () => {
  expect(sizeOf('.option norvc\nnop\nret\nmv a0, a1')).toBe(12);
});

test('a compressed instruction may be a HINT if it is written as such', () => {
  expect(hexOf('c.mv zero, a0\nc.addi a0, 0\n')).toBe('2a800105');
});

test('zero may not be written where another name is for it', () => {
  expect(complaintsOf('c.nop 0\nc.slli a0, 0\nc.srai a0, 0\nc.nop\nc.slli64 a0\n')).toEqual([
    '1:7 c.nop cannot hold 0 here',
    '2:12 c.slli cannot hold 0 here',
    '3:12 c.srai cannot hold 0 here',
  ]);
});
