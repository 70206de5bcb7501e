/** As test/lockstep.test.ts, with whole systems. */
import { makeDisk, monitorCompute, monitorIo } from '@ireko/monitor';
import { techniques } from '@ireko/vmm';
import { expect, test } from 'vitest';
import { beside, guestOf } from '../test/beside.ts';
import { build, minimalOs } from '../test/build.ts';

const memoryBytes = 16 * 2 ** 20;

test.each(techniques)(
  'a guest with a timer goes by %s as on the bare machine, to its end',
  (by) => {
    expect(beside(build(minimalOs), by).run(Infinity)).toEqual({
      instructions: 401_297,
      end: 'finished',
    });
  },
);

test.each(techniques)('the monitor goes by %s as on the bare machine, to its end', (by) => {
  const { instructions, end } = beside(build(monitorCompute), by, { memoryBytes }).run(Infinity);
  expect(end).toBe('finished');
  expect(instructions).toBeGreaterThan(4_000_000);
});

test.each(techniques)('the monitor with a disk goes by %s as on the bare machine', (by) => {
  const disk = makeDisk();
  const { instructions, end } = beside(build(monitorIo), by, { memoryBytes, disk }).run(Infinity);
  expect(end).toBe('finished');
  expect(instructions).toBeGreaterThan(1_700_000);
});

test.each(techniques)('floating point goes by %s as on the bare machine, to its end', (by) => {
  expect(beside(guestOf('float'), by).run(Infinity).end).toBe('finished');
});
