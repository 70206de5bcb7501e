/**
 * A virtual board is a duplicate of the bare machine's: the same file does the same on both. What a
 * guest sees of its hart is compared in `virtual-hart.test.ts`.
 */
import { Hub, type SlotDevice } from '@ireko/machine';
import { expect, test } from 'vitest';
import { techniques } from '../src/index.ts';
import {
  build,
  buildVmm,
  guestImage,
  linesOf,
  linesOnBareMachine,
  makeDisk,
  minimalOs,
  run,
  vm,
} from '../test/boot.ts';

test.each(techniques)('an operating system prints by %s what it prints alone', (technique) => {
  const { console } = run(buildVmm([vm('a', minimalOs, { technique })]));
  expect(linesOf('a', console)).toEqual(linesOnBareMachine(minimalOs));
});

test.each(techniques)('by %s more is mapped than shadow tables hold at a time', (technique) => {
  const pool = guestImage('pool');
  const { console, outcome } = run(buildVmm([vm('pool', pool, { technique })]));
  expect(linesOf('pool', console)).toEqual(linesOnBareMachine(pool));
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});

test('a virtual board shows of itself what the bare one shows: registers, widths, interrupts', () => {
  const board = guestImage('board');
  const disks = [{ startSector: 0, sectors: 8 }];
  const { console, outcome } = run(buildVmm([vm('board', board, { disks })]));
  expect(linesOf('board', console)).toEqual(linesOnBareMachine(board));
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});

test.each([
  ['quantum', 'trap'],
  ['none', 'tvm'],
  ['io', 'h'],
] as const)(
  'by policy %s and %s a program without devices talks to its host through tohost',
  (policy, technique) => {
    const vms = ['a', 'b'].map((name) => vm(name, guestImage('htif'), { technique }));
    const { console, outcome } = run(buildVmm(vms, { policy }));
    const alone = linesOnBareMachine(guestImage('htif'));
    expect(alone).toEqual(['hi', expect.stringMatching(/^a line for the host, .{64,}$/)]);
    for (const { name } of vms) expect(linesOf(name, console)).toEqual(alone);
    expect(outcome).toEqual({ kind: 'finished', status: 7 });
  },
);

test('a disk that speaks as before the standard shows what it shows on the bare machine', () => {
  const legacy = guestImage('legacy');
  const disks = [{ startSector: 0, sectors: 8 }];
  const { console, outcome } = run(buildVmm([vm('a', legacy, { disks, virtio: 'legacy' })]));
  const alone = linesOnBareMachine(legacy, {
    hasLegacyVirtio: true,
    disks: [makeDisk().slice(0, 512 * 8)],
  });
  expect(alone).toContain('last sector 0000000000000007');
  expect(linesOf('a', console)).toEqual(alone);
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});

test.each([
  ['standard', 'as soon as', 0],
  ['legacy', 'even before', 1],
] as const)(
  'a %s disk serves what was queued before its driver was ready %s it is, as on the bare machine',
  (virtio, _, before) => {
    const early = guestImage('early');
    const { console, outcome } = run(buildVmm([vm('a', early, { disks: [{}], virtio })]));
    const alone = linesOnBareMachine(early, { hasLegacyVirtio: virtio === 'legacy' });
    expect(alone).toContain(`answers before 000000000000000${before}`);
    expect(alone).toContain('answers then 0000000000000001');
    expect(alone).toContain('answers of one that is again 0000000000000002');
    expect(linesOf('a', console)).toEqual(alone);
    expect(outcome).toEqual({ kind: 'finished', status: 0 });
  },
);

test('a card sends what was queued before its driver was ready when it is, as on the bare machine', () => {
  const early = guestImage('early-net');
  const { console, outcome } = run(buildVmm([vm('a', early, { cards: [{ network: 0 }] })]));
  const mac = Uint8Array.of(2, 0, 0, 0, 0, 1);
  const slots: SlotDevice[] = [{ kind: 'network', network: new Hub(), mac }];
  const alone = linesOnBareMachine(early, { disks: [], slots });
  expect(alone).toEqual(['sent before 0000000000000000', 'sent then 0000000000000001']);
  expect(linesOf('a', console)).toEqual(alone);
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});

test('a ring that goes over the end of RAM is used as far as its entries are there', () => {
  const edges = guestImage('edges');
  const { console, outcome } = run(buildVmm([vm('a', edges, { disks: [{}] })]));
  const alone = linesOnBareMachine(edges, { ramBytes: 2 * 2 ** 20 });
  const answered = 'status 0000000000000f00';
  const unanswered = 'status 0000000000004fff';
  const notGivenBack = 'status 0000000000004f00';
  expect(alone).toEqual([
    ...[answered, answered, unanswered, unanswered],
    ...[answered, notGivenBack, 'used 0000000000000001', notGivenBack],
  ]);
  expect(linesOf('a', console)).toEqual(alone);
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});

test('requests of many pieces, by tables of descriptors, are answered as on the bare machine', () => {
  const chains = guestImage('chains');
  const vms = ['a', 'b'].map((name) => vm(name, chains, { disks: [{}, { readOnly: true }] }));
  const { console, outcome } = run(buildVmm(vms));
  // A virtual disk takes half as many pieces and does not discard; the bare second can be written.
  const same = (lines: readonly string[]) =>
    lines.filter((line) => !/^(features|pieces|read-only)/.test(line));
  const bare = run(build(chains), { disks: [makeDisk(), makeDisk()] }).console.split('\n');
  for (const name of ['a', 'b']) {
    expect(same(linesOf(name, console))).toEqual(same(bare.slice(0, -1)));
    expect(linesOf(name, console)[3]).toBe('read-only 0000000000000020');
  }
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});

test('guests that together want more of a disk than it does at a time are served in turn', () => {
  const burst = guestImage('burst');
  const vms = ['a', 'b'].map((name) =>
    vm(name, burst, { disks: [{ startSector: 8, sectors: 8 }] }),
  );
  const { console, outcome } = run(buildVmm(vms));
  const alone = linesOnBareMachine(burst);
  expect(alone.at(-1)).toBe('burst: done');
  for (const name of ['a', 'b']) expect(linesOf(name, console)).toEqual(alone);
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});
