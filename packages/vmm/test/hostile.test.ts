/**
 * A hostile guest hurts only itself. Beside each runs a witness, examples/minimal-os, whose
 * console must be what it is when nobody disturbs it.
 */
import { expect, test } from 'vitest';
import type { VirtualMachine } from '../src/index.ts';
import { buildVmm, guestImage, linesOf, minimalOs, run, vm } from './boot.ts';

const witness = vm('witness', minimalOs);
const undisturbed = linesOf('witness', run(buildVmm([witness])).console);

/** Enough for the witness, even when another takes every second slice. */
const enough = 8_000_000;

/** What a guest says and how it ends, beside the witness. */
function beside(name: string, more: Partial<VirtualMachine> = {}) {
  const hostile = vm(name, guestImage(name), more);
  const { console } = run(buildVmm([hostile, witness]), { maxInstructions: enough });
  expect(linesOf('witness', console)).toEqual(undisturbed);
  expect(console).toContain('vmm: witness ended, status 0\n');
  return { lines: linesOf(name, console), console };
}

test('the witness has something to say', () => {
  expect(undisturbed.at(-1)).toBe('minimal-os: all tasks have ended');
});

test('accesses outside of its memory are access faults, whatever way it tries', () => {
  expect(beside('outside').lines).toEqual(['outside: all refused']);
});

test('garbage as instructions, and no trap handler: it only burns its own slices', () => {
  const { lines, console } = beside('garbage');
  expect(lines).toEqual(['garbage: done; now without a handler']);
  expect(console).not.toContain('garbage ended');
});

test('a loop with all interrupts masked is preempted', () => {
  const { lines, console } = beside('spin');
  expect(lines).toEqual(['spin: for ever']);
  expect(console).not.toContain('spin ended');
});

test('a console flooded without line ends comes in lines of its own', () => {
  const lines = beside('flood').lines.slice(0, -1); // the end of the run may cut the last one
  expect(lines.length).toBeGreaterThan(10);
  expect(new Set(lines)).toEqual(new Set(['x'.repeat(256)]));
});

test('wrong requests and broken queues are refused, right ones still served', () => {
  expect(beside('rings', { disks: [{ startSector: 8, sectors: 8 }] }).lines).toEqual([
    'rings: all refused',
  ]);
});

test('wrong frames and broken queues of a network card are refused, and others not disturbed', () => {
  const cards = [{ network: 0 }];
  expect(beside('frames', { cards }).lines).toEqual(['frames: all refused']);
  const vms = ['frames', 'talk', 'talk'].map((name, at) =>
    vm(`g${at}`, guestImage(name), { cards }),
  );
  const { console, outcome } = run(buildVmm(vms));
  expect(linesOf('g1', console).at(-1)).toBe('talk: done');
  expect(linesOf('g2', console).at(-1)).toBe('talk: done');
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});

test('a disk that the machine does not have is reported, and the others run', () => {
  const greedy = vm('greedy', minimalOs, { disks: [{ disk: 1 }] });
  const { console, outcome } = run(buildVmm([greedy, witness]));
  expect(console).toContain('vmm: greedy: the machine has no such disk\n');
  expect(linesOf('witness', console)).toEqual(undisturbed);
  expect(outcome).toEqual({ kind: 'finished', status: 1 });
});

test('the exit status of the first that fails is that of the machine', () => {
  // Without a disk, the guest of the disk complains and ends with status 1.
  const { console, outcome } = run(buildVmm([vm('disk', guestImage('disk')), witness]));
  expect(console).toContain('vmm: disk ended, status 1\n');
  expect(linesOf('witness', console)).toEqual(undisturbed);
  expect(outcome).toEqual({ kind: 'finished', status: 1 });
});

test('a slice beyond the end of the real disk is reported, and the others run', () => {
  const greedy = vm('greedy', minimalOs, { disks: [{ startSector: 60, sectors: 8 }] });
  const { console, outcome } = run(buildVmm([greedy, witness]));
  expect(console).toContain('vmm: greedy: its part of the disk lies beyond the end of the disk\n');
  expect(linesOf('witness', console)).toEqual(undisturbed);
  expect(outcome).toEqual({ kind: 'finished', status: 1 });
});

test('more memory than the machine has is reported, and the others run', () => {
  const greedy = vm('greedy', minimalOs, { memoryBytes: 512 * 2 ** 20 });
  const { console, outcome } = run(buildVmm([greedy, witness]));
  expect(console).toContain('vmm: greedy: the machine has not enough memory for it\n');
  expect(linesOf('witness', console)).toEqual(undisturbed);
  expect(outcome).toEqual({ kind: 'finished', status: 1 });
});
