/**
 * A virtual hart is a duplicate of the bare machine's, by each technique: CSRs, timers, paging and
 * floating point are to a guest what they are to it there.
 */
import { expect, test } from 'vitest';
import { shadowPolicies, techniques } from '../src/index.ts';
import {
  buildVmm,
  guestImage,
  linesOf,
  linesOnBareMachine,
  minimalOs,
  run,
  vm,
} from '../test/boot.ts';

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

test('both engines run a VMM to the same letter and the same instruction', () => {
  const image = buildVmm([vm('a', minimalOs), vm('b', guestImage('outside'))]);
  const { console, outcome, instructions } = run(image);
  const reference = run(image, { engine: 'reference' });
  expect(reference.console).toBe(console);
  expect(reference.outcome).toEqual(outcome);
  expect(reference.instructions).toBe(instructions);
});
