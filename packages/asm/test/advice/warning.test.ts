/** Warnings: they never keep a program from being assembled. */

import { describe, expect, test } from 'vitest';
import { complaintsOf, diagnosticsOf, hexOf, objectOf } from '../assembling.ts';

describe('writing a read-only CSR', () => {
  const warning = '1:1 this CSR is read-only: writing it is an illegal instruction';

  test.each(['csrw mhartid, a0', 'csrwi cycle, 1', 'csrrs a0, 0xf14, a1', 'csrsi time, 3'])(
    '%s is warned of',
    (source) => {
      expect(complaintsOf(source)).toEqual([warning]);
      expect(diagnosticsOf(source)[0]?.severity).toBe('warning');
      expect(objectOf(source)).toBeDefined();
    },
  );

  test.each(['csrr a0, mhartid', 'rdcycle a0', 'csrrs a0, time, zero', 'csrw mscratch, a0'])(
    '%s is not',
    (source) => {
      expect(complaintsOf(source)).toEqual([]);
    },
  );
});

test('a branch to an odd address is warned of', () => {
  expect(complaintsOf('x: nop\nj x\nbeqz a0, y\n.byte 1\ny:\n')).toEqual([
    '3:10 the target is at an odd distance, where no instruction can be',
  ]);
  expect(complaintsOf('x: nop\nj x\ncall x\n')).toEqual([]);
});

test('.align of what is surely a number of bytes is warned of', () => {
  expect(complaintsOf('.data\n.align 16\n')).toEqual([
    '2:8 .align 16 aligns to 65536 bytes here: it takes a power of two',
  ]);
  expect(complaintsOf('.data\n.align 12\n.p2align 16\n.balign 16\n')).toEqual([]);
});

test('a jump without a target goes to address 0, as with GNU as, and is warned of', () => {
  expect(hexOf('j\nbeq a0, a1,\ncall\n')).toHaveLength(2 * (4 + 8 + 8));
  expect(complaintsOf('j\nbeq a0, a1,\ncall t0,\n')).toEqual([
    '1:1 j has no target, and goes to address 0',
    '2:1 beq has no target, and goes to address 0',
    '3:1 call has no target, and goes to address 0',
  ]);
  expect(complaintsOf('beqz a0\n')).toEqual(['1:1 beqz takes 2 operands, not 1']);
});
