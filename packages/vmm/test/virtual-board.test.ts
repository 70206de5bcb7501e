/**
 * Virtual boards have their parts of what is real: input, disks, a network. That they are duplicates
 * of the bare one: `conformance/virtual-board.test.ts`.
 */
import { PT_LOAD, readElf } from '@ireko/elf';
import { ramBase } from '@ireko/machine';
import { expect, test } from 'vitest';
import { techniques } from '../src/index.ts';
import {
  buildVmm,
  diskSectors,
  guestImage,
  linesOf,
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

test('a kernel of raw bytes begins at the start of RAM, without firmware as well', () => {
  const whole = vm('whole', minimalOs);
  const elf = readElf(whole.kernel);
  if ('problem' in elf) throw new Error(elf.problem);
  const loaded = elf.segments.filter(({ type }) => type === PT_LOAD);
  const raw = new Uint8Array(
    Math.max(...loaded.map(({ physicalAddress, fileSize }) => offset(physicalAddress) + fileSize)),
  );
  for (const { physicalAddress, offset: from, fileSize } of loaded)
    raw.set(whole.kernel.subarray(from, from + fileSize), offset(physicalAddress));
  const { console } = run(buildVmm([whole, { ...whole, name: 'raw', kernel: raw }]));
  expect(linesOf('raw', console)).toEqual(linesOf('whole', console));
  expect(linesOf('raw', console)).not.toEqual([]);
});

const offset = (physicalAddress: bigint): number => Number(physicalAddress) - ramBase;

test('a VM whose trap handler cannot begin is told to be locked up, once, and the others run', () => {
  const vms = [vm('stuck', guestImage('lockup')), vm('other', minimalOs)];
  const { console } = run(buildVmm(vms), { maxInstructions: 20_000_000 });
  expect(console.split('\n').filter((line) => line.startsWith('vmm: '))).toEqual([
    'vmm: stuck is locked up: its trap handler faults at once, at 0000000000000000',
    'vmm: other ended, status 0',
  ]);
});

test('so is one by each technique whose S-mode takes its exceptions without the VMM', () => {
  const vms = techniques.map((technique) => vm(technique, guestImage('lockup-s'), { technique }));
  const { console } = run(buildVmm(vms), { maxInstructions: 4_000_000 });
  const told = console.split('\n').filter((line) => line.startsWith('vmm: '));
  expect(told).toEqual(
    techniques.map((technique) => expect.stringMatching(`^vmm: ${technique} is locked up: `)),
  );
});

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
