/**
 * A virtual machine is a duplicate of the bare machine: the same file does the same on both.
 */
import { expect, test } from 'vitest';
import { shadowPolicies, type Technique, techniques, type VirtualMachine } from '../src/index.ts';
import {
  build,
  buildVmm,
  diskSectors,
  guestImage,
  linesOf,
  makeDisk,
  minimalOs,
  run,
  vm,
} from './boot.ts';

const linesOnBareMachine = (image: Parameters<typeof build>[0]): readonly string[] =>
  run(build(image), { ramBytes: 4 * 2 ** 20 })
    .console.split('\n')
    .slice(0, -1);

test.each(techniques)(
  'a virtual hart by %s shows of itself what the bare one shows',
  (technique) => {
    const hart = guestImage('hart');
    const { console, outcome } = run(buildVmm([vm('hart', hart, { technique })]));
    expect(linesOf('hart', console)).toEqual(linesOnBareMachine(hart));
    expect(outcome).toEqual({ kind: 'finished', status: 0 });
  },
);

test('the CSRs of a virtual hart keep of all values what the real ones keep, by each technique', () => {
  const csrs = guestImage('csrs');
  const vms = techniques.map((technique) => vm(technique, csrs, { technique }));
  const { console, outcome } = run(buildVmm(vms));
  const expected = linesOnBareMachine(csrs);
  expect(expected.at(-1)).toBe('csrs: done');
  for (const technique of techniques) expect(linesOf(technique, console)).toEqual(expected);
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});

test.each(techniques)(
  'the timer of S-mode by %s interrupts as on the bare machine',
  (technique) => {
    const sstc = guestImage('sstc');
    const { console, outcome } = run(buildVmm([vm('sstc', sstc, { technique })]));
    expect(linesOf('sstc', console)).toEqual(linesOnBareMachine(sstc));
    expect(outcome).toEqual({ kind: 'finished', status: 0 });
  },
);

test.each(techniques)('what the timer of S-mode costs by %s', (technique) => {
  const script = 'wait 100\naccount\n';
  const vmm = buildVmm([vm('alarms', guestImage('alarms'), { technique })], { script });
  const { console } = run(vmm);
  expect(linesOf('alarms', console)).toEqual(['alarms: all have come']);
  const exits = (cause: string): number =>
    Number(console.match(new RegExp(`(\\d+) exits: ${cause}`))?.[1] ?? 0);
  const simulated = exits('privileged or illegal instruction');
  const interrupts = exits('interrupt of the real machine');
  // 200 alarms: each is set, and comes, without the VMM, where the hart has a timer to lend.
  if (technique === 'trap') expect(simulated).toBeGreaterThan(800);
  else expect(simulated).toBeLessThan(40);
  // Time slices of 5 ms, and the script's end, are all that is left.
  if (technique === 'trap') expect(interrupts).toBeGreaterThan(200);
  else expect(interrupts).toBeLessThan(12);
});

test('a virtual board shows of itself what the bare one shows: registers, widths, interrupts', () => {
  const board = guestImage('board');
  const disks = [{ startSector: 0, sectors: 8 }];
  const { console, outcome } = run(buildVmm([vm('board', board, { disks })]));
  expect(linesOf('board', console)).toEqual(linesOnBareMachine(board));
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});

test.each(techniques)(
  'a system with paging by %s sees what it sees on the bare machine',
  (technique) => {
    const paging = guestImage('paging');
    const { console, outcome } = run(buildVmm([vm('a', paging, { technique }), vm('b', paging)]));
    const expected = linesOnBareMachine(paging);
    expect(expected.at(-1)).toBe('paging: done');
    expect(linesOf('a', console)).toEqual(expected);
    expect(linesOf('b', console)).toEqual(expected);
    expect(outcome).toEqual({ kind: 'finished', status: 0 });
  },
);

test.each(shadowPolicies)('and so it does with shadow tables by the policy %s', (shadows) => {
  const paging = guestImage('paging');
  const vms = (['trap', 'tvm'] as const).map((technique) =>
    vm(technique, paging, { technique, shadows }),
  );
  const { console, outcome } = run(buildVmm(vms));
  for (const technique of ['trap', 'tvm'])
    expect(linesOf(technique, console)).toEqual(linesOnBareMachine(paging));
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});

test('virtual harts compute with floating point at the same time, each as if alone', () => {
  const float = guestImage('float');
  const { console, outcome } = run(
    buildVmm([
      vm('a', float),
      vm('b', float, { technique: 'tvm' }),
      vm('h', float, { technique: 'h' }),
      vm('c', minimalOs),
    ]),
  );
  const expected = linesOnBareMachine(float);
  expect(expected.at(-1)).toBe('float: done');
  expect(linesOf('a', console)).toEqual(expected);
  expect(linesOf('b', console)).toEqual(expected);
  expect(linesOf('h', console)).toEqual(expected);
  expect(linesOf('c', console)).toEqual(linesOnBareMachine(minimalOs));
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});

test('what is typed goes to the first VM, and wakes it', () => {
  const vmm = buildVmm([vm('first', guestImage('echo')), vm('other', minimalOs)]);
  const { console, outcome } = run(vmm, { typed: 'boxes that nest\n' });
  expect(linesOf('first', console)).toEqual(['echo: type a line', 'boxes that nest']);
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});

test.each(techniques)('an operating system prints by %s what it prints alone', (technique) => {
  const { console } = run(buildVmm([vm('a', minimalOs, { technique })]));
  expect(linesOf('a', console)).toEqual(linesOnBareMachine(minimalOs));
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

test('guests of one network talk, and those of another do not hear them', () => {
  const talk = guestImage('talk');
  const pair = (network: number) => [{ network }];
  const vms = [0, 1, 0, 1].map((network, at) =>
    vm(`g${at}`, talk, { cards: pair(network), ...(at === 3 && { technique: 'tvm' as const }) }),
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

test.each(techniques)('a VMM runs in a VM by %s, and its guests in its VMs', (technique) => {
  // A virtual hart has no hypervisor extension, so h ends at the first level.
  const within = technique === 'h' ? 'tvm' : technique;
  const inner = buildVmm([vm('a', minimalOs, { technique: within }), vm('b', minimalOs)]);
  const outer = buildVmm([
    { name: 'inner', kernel: inner, file: 'inner.elf', memoryBytes: 16 * 2 ** 20, technique },
    vm('c', minimalOs),
  ]);
  const { console, outcome } = run(outer);
  const expected = linesOnBareMachine(minimalOs);
  const innerConsole = linesOf('inner', console).join('\n');
  expect(linesOf('a', innerConsole)).toEqual(expected);
  expect(linesOf('b', innerConsole)).toEqual(expected);
  expect(linesOf('c', console)).toEqual(expected);
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});

test.each<[string, readonly [Technique, Technique, Technique]]>([
  ['trap at each level', ['trap', 'trap', 'trap']],
  ['h, then tvm twice', ['h', 'tvm', 'tvm']],
])('three VMMs in one another, by %s, run a guest as if it were alone', (_, techniques) => {
  const [outermost, middle, innermost] = techniques;
  const mebibyte = 2 ** 20;
  const within = (kernel: Uint8Array, technique: Technique, mebibytes: number): VirtualMachine => ({
    name: 'in',
    kernel,
    file: 'vmm.elf',
    memoryBytes: mebibytes * mebibyte,
    technique,
  });
  const guest = guestImage('outside');
  const third = buildVmm([vm('in', guest, { technique: innermost })]);
  const second = buildVmm([within(third, middle, 8)]);
  const first = buildVmm([within(second, outermost, 16)]);
  const { console, outcome } = run(first);
  const peeled = [1, 2].reduce((text) => linesOf('in', text).join('\n'), console);
  expect(linesOf('in', peeled)).toEqual(['outside: all refused']);
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});

test('both engines run a VMM to the same letter and the same instruction', () => {
  const image = buildVmm([vm('a', minimalOs), vm('b', guestImage('outside'))]);
  const { console, outcome, instructions } = run(image);
  const reference = run(image, { engine: 'reference' });
  expect(reference.console).toBe(console);
  expect(reference.outcome).toEqual(outcome);
  expect(reference.instructions).toBe(instructions);
});
