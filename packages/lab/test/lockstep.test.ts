/**
 * Equivalence: in a virtual machine a guest goes through the very states that it goes through on
 * the bare machine, instruction by instruction, with all registers, at the same times.
 */
import { techniques } from '@ireko/vmm';
import { expect, test } from 'vitest';
import { beside, guestOf } from './beside.ts';

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

test('a disk that is another is found out, at the instruction that reads what is on it', () => {
  const disk = Uint8Array.from({ length: 512 * 64 }, (_, at) => at >> 9);
  const bareDisk = disk.map((byte) => byte ^ 1);
  expect(beside(guestOf('disk'), 'h', { disk }).run(Infinity).end).toBe('finished');
  const { difference } = beside(guestOf('disk'), 'h', { disk, bareDisk }).run(Infinity);
  expect(difference?.within).toBe(1);
  expect(difference?.instruction).toMatch(/^l(b|bu|d|w) /);
  expect(difference?.unequal.map(({ bare, virtual }) => bare ^ virtual)).not.toContain(0n);
});

test('memory that is another is found out, although no register ever was', () => {
  const lockstep = beside(guestOf('spin'), 'trap');
  lockstep.run(100);
  lockstep.bare.hart.ram[0x10_0000] = 1;
  const { end, difference } = lockstep.run(1000);
  expect(end).toBe('different');
  expect(difference?.unequal).toEqual([{ name: '0x80100000', bare: 1n, virtual: 0n }]);
});
