/**
 * What compares a guest on the bare machine and on the VMM finds what differs. That nothing does:
 * `conformance/lockstep.test.ts`.
 */
import { expect, test } from 'vitest';
import { beside, guestOf } from './beside.ts';

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
