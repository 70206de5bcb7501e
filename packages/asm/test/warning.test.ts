/** Warnings: they never keep a program from being assembled. */

import { describe, expect, test } from 'vitest';
import { complaintsOf, diagnosticsOf, objectOf } from './assembling.ts';

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

test('what is not supported is refused by its name', () => {
  expect(complaintsOf('.symver f, f@V1')).toEqual(['1:1 .symver is not supported']);
});
