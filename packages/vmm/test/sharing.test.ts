/** How virtual machines share the processor: policies, slices and weights. */
import { expect, test } from 'vitest';
import { policies } from '../src/index.ts';
import { buildVmm, guestImage, linesOf, minimalOs, run, vm } from './boot.ts';

const float = guestImage('float');
const disks = [{ startSector: 8, sectors: 8 }];

/** Where in a console a VM ended. */
const endOf = (name: string, console: string): number =>
  console.indexOf(`vmm: ${name} ended, status 0\n`);

test('by the policy none one runs after the other, by quantum in turn', () => {
  const vms = [vm('a', float), vm('b', float)];
  const one = run(buildVmm(vms, { policy: 'none' })).console;
  const turns = run(buildVmm(vms, { policy: 'quantum' })).console;
  expect(one.indexOf('b| ')).toBeGreaterThan(endOf('a', one));
  expect(turns.indexOf('b| ')).toBeLessThan(endOf('a', turns));
});

test('by the policy none the processor waits with the one that waits', () => {
  const typed = 'nested\n';
  const vms = [vm('first', guestImage('echo')), vm('other', minimalOs)];
  const { console, outcome } = run(buildVmm(vms, { policy: 'none' }), { typed });
  expect(console.indexOf('other| ')).toBeGreaterThan(endOf('first', console));
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});

test('by the policy io a guest that starts a disk request gives up its slice', () => {
  const vms = [vm('disk', guestImage('disk'), { disks }), vm('other', minimalOs)];
  const slices = run(buildVmm(vms, { policy: 'quantum' })).console;
  const yields = run(buildVmm(vms, { policy: 'io' })).console;
  expect(slices.indexOf('other| ')).toBeGreaterThan(slices.indexOf('disk| '));
  expect(yields.indexOf('other| ')).toBeLessThan(yields.indexOf('disk| '));
});

test.each(policies)('by the policy %s guests print what they print by the others', (policy) => {
  const vms = [vm('disk', guestImage('disk'), { disks }), vm('float', float), vm('os', minimalOs)];
  const here = run(buildVmm(vms, { policy }));
  const usual = run(buildVmm(vms));
  expect(here.outcome).toEqual({ kind: 'finished', status: 0 });
  for (const { name } of vms)
    expect(linesOf(name, here.console)).toEqual(linesOf(name, usual.console));
});

test('a weight of three gives three times the slice', () => {
  const sharing = { sliceMs: 1 };
  const equal = run(buildVmm([vm('a', float), vm('b', float)], sharing)).console;
  const heavy = run(buildVmm([vm('a', float), vm('b', float, { weight: 3 })], sharing)).console;
  expect(endOf('a', equal)).toBeLessThan(endOf('b', equal));
  expect(endOf('b', heavy)).toBeLessThan(endOf('a', heavy));
  expect(endOf('a', heavy)).toBeGreaterThan(-1);
});

test('a clock of running time stands while others run, and goes on while its guest waits', () => {
  const clock = guestImage('clock');
  const vms = [vm('elapsed', clock), vm('running', clock, { clock: 'running' }), vm('busy', clock)];
  const { console, outcome } = run(buildVmm(vms, { sliceMs: 1 }));
  const alone = linesOf('a', run(buildVmm([vm('a', clock)])).console);
  expect(alone).toEqual(['work 000000000000000a', 'sleep 0000000000000003', 'clock: done']);
  expect(linesOf('running', console)).toEqual(alone);
  const [work = ''] = linesOf('elapsed', console);
  expect(Number.parseInt(work.slice('work '.length), 16)).toBeGreaterThan(25);
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});

test('a clock of a guest’s own time counts neither others nor what the VMM does', () => {
  const clock = guestImage('clock');
  const vms = [vm('own', clock, { clock: 'own' }), vm('busy', clock), vm('other', clock)];
  const { console, outcome } = run(buildVmm(vms, { sliceMs: 1 }));
  expect(linesOf('own', console)).toEqual([
    'work 000000000000000a',
    'sleep 0000000000000003',
    'clock: done',
  ]);
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});
