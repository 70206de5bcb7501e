import { MemoryDisk } from '@ireko/machine';
import { expect, test } from 'vitest';
import { slowDiskPoll, slowDiskWfi } from '../../src/images/examples.ts';
import { build } from '../../src/repository.ts';
import { runGuest } from '../guest.ts';
import { disk } from './expected.ts';

const run = (image: typeof slowDiskPoll) =>
  runGuest(build(image), { disk: new MemoryDisk(disk.slice()) }).machine;

test('a program that polls is never idle, and spends most of its instructions on waiting', () => {
  const [poll, wfi] = [run(slowDiskPoll), run(slowDiskWfi)];
  expect(poll.idleNs).toBe(0);
  expect(poll.instructions).toBeGreaterThan(3 * wfi.instructions);
});

test('a program that sleeps leaves the processor idle for most of the time', () => {
  const { idleNs, nowNs } = run(slowDiskWfi);
  expect(idleNs).toBeGreaterThan(0.5 * nowNs);
});

test('the disk decides how long it takes, not the way to wait for it', () => {
  const [poll, wfi] = [run(slowDiskPoll), run(slowDiskWfi)];
  expect(Math.abs(poll.nowNs - wfi.nowNs)).toBeLessThan(0.02 * poll.nowNs);
});

test('without a disk it says so and fails', () => {
  expect(runGuest(build(slowDiskWfi))).toMatchObject({
    status: 1,
    console: 'slow-disk: there is no disk\n',
  });
});
