/**
 * A virtual board is a duplicate of the bare machine's: the same file does the same on both. What a
 * guest sees of its hart is compared in `conformance/virtual-hart.test.ts`.
 */
import { expect, test } from 'vitest';
import { techniques } from '../src/index.ts';
import {
  build,
  buildVmm,
  diskSectors,
  guestImage,
  linesOf,
  linesOnBareMachine,
  makeDisk,
  minimalOs,
  run,
  vm,
} from './boot.ts';

test('what is typed goes to the first VM, and wakes it', () => {
  const vmm = buildVmm([vm('first', guestImage('echo')), vm('other', minimalOs)]);
  const { console, outcome } = run(vmm, { typed: 'boxes that nest\n' });
  expect(linesOf('first', console)).toEqual(['echo: type a line', 'boxes that nest']);
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});

test('a VM whose trap handler cannot begin is told to be locked up, once, and the others run', () => {
  const vms = [vm('stuck', guestImage('lockup')), vm('other', minimalOs)];
  const { console } = run(buildVmm(vms), { maxInstructions: 20_000_000 });
  expect(console.split('\n').filter((line) => line.startsWith('vmm: '))).toEqual([
    'vmm: stuck is locked up: its trap handler faults at once, at 0000000000000000',
    'vmm: other ended, status 0',
  ]);
});

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

test.each(['standard', 'legacy'] as const)(
  'a %s disk serves what was queued before its driver was ready when it is, as on the bare machine',
  (virtio) => {
    const early = guestImage('early');
    const { console, outcome } = run(buildVmm([vm('a', early, { disks: [{}], virtio })]));
    const alone = linesOnBareMachine(early, { hasLegacyVirtio: virtio === 'legacy' });
    expect(alone).toContain('answers then 0000000000000001');
    expect(alone).toContain('answers of one that is again 0000000000000002');
    expect(linesOf('a', console)).toEqual(alone);
    expect(outcome).toEqual({ kind: 'finished', status: 0 });
  },
);

test('each VM sees its own slice of the disk, and writes nowhere else', () => {
  const disk = guestImage('disk');
  const vms = [8, 40].map((startSector) =>
    vm(`from-${startSector}`, disk, { disks: [{ startSector, sectors: 8 }] }),
  );
  const { console, disk: written, outcome } = run(buildVmm(vms));
  expect(linesOf('from-8', console)).toEqual([
    'first sector 0000000000000008',
    'last sector 000000000000000f',
    'disk: done',
  ]);
  expect(linesOf('from-40', console)[0]).toBe('first sector 0000000000000028');
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
  const changed = Array.from({ length: diskSectors }, (_, sector) => sector).filter((sector) =>
    written.subarray(sector * 512, (sector + 1) * 512).some((byte) => byte !== sector),
  );
  expect(changed).toEqual([8 + 3, 40 + 3]);
});

test('disks are parts of several real ones, whole ones, and read-only ones', () => {
  const other = makeDisk().map((byte) => byte ^ 0x80);
  const disk = guestImage('disk');
  const vms = [
    vm('first', disk, { disks: [{ startSector: 8, sectors: 8 }] }),
    vm('other', disk, { disks: [{ disk: 1, startSector: 24, sectors: 8 }] }),
    vm('whole', disk, { disks: [{ disk: 1 }] }),
    vm('locked', disk, { disks: [{ disk: 1, readOnly: true }] }),
  ];
  const { console, outcome } = run(buildVmm(vms), { disks: [makeDisk(), other] });
  expect(linesOf('first', console)[0]).toBe('first sector 0000000000000008');
  expect(linesOf('other', console)[0]).toBe('first sector 0000000000000098');
  expect(linesOf('whole', console)[1]).toBe('last sector 0000000000000087');
  expect(linesOf('locked', console).slice(2, 4)).toEqual([
    'expected OK in a0',
    'found 0000000000000001',
  ]);
  const changed = Array.from(other.keys()).filter((at) => other[at] !== ((at >> 9) ^ 0x80));
  expect([...new Set(changed.map((at) => at >> 9))]).toEqual([3, 24 + 3]); // where guests wrote
  expect(outcome).toEqual({ kind: 'finished', status: 1 });
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

test('guests of one network talk, by cards of either version, and those of another do not hear them', () => {
  const talk = guestImage('talk');
  const pair = (network: number) => [{ network }];
  const vms = [0, 1, 0, 1].map((network, at) =>
    vm(`g${at}`, talk, {
      cards: pair(network),
      virtio: at === 0 ? 'standard' : 'legacy',
      ...(at === 3 && { technique: 'tvm' as const }),
    }),
  );
  const { console, outcome } = run(buildVmm(vms));
  const said = (name: string) => linesOf(name, console).toSorted();
  for (const [name, other] of [
    ['g0', 2],
    ['g1', 3],
    ['g2', 0],
    ['g3', 1],
  ] as const)
    expect(said(name)).toEqual([
      `answered by 000000000000000${other}`,
      `called by 000000000000000${other}`,
      'talk: done',
    ]);
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});
