/**
 * Equivalence: in a virtual machine a guest goes through the very states that it goes through on
 * the bare machine, instruction by instruction, with all registers, at the same times.
 */
import { makeDisk, monitorCompute, monitorIo } from '@ireko/monitor';
import { techniques } from '@ireko/vmm';
import { expect, test } from 'vitest';
import { beside, guestOf } from '../test/beside.ts';
import { build, minimalOs } from '../test/build.ts';

const memoryBytes = 16 * 2 ** 20;

test.each(techniques)(
  'a guest with page tables goes by %s as on the bare machine, to its end',
  (by) => {
    const { instructions, end } = beside(guestOf('paging'), by).run(Infinity);
    expect(end).toBe('finished');
    expect(instructions).toBeGreaterThan(4_000);
  },
);

test.each(techniques)('so does by %s one that waits for what is typed', (by) => {
  const lockstep = beside(guestOf('echo'), by);
  expect(lockstep.run(Infinity).end).toBe('waiting');
  lockstep.receive(new TextEncoder().encode('ab'));
  expect(lockstep.run(Infinity).difference).toBeUndefined();
});

test.each(techniques)('so does by %s one that empties the FIFO of what is typed', (by) => {
  const lockstep = beside(guestOf('flush'), by);
  expect(lockstep.run(Infinity).end).toBe('waiting');
  lockstep.receive(new TextEncoder().encode('r0123456789abcdefthe rest\n'));
  expect(lockstep.run(Infinity).end).toBe('finished');
});

test.each(techniques)('so does by %s one whose PMP divides a page', (by) => {
  expect(beside(guestOf('pmp'), by).run(Infinity).end).toBe('finished');
});

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
