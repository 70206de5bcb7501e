/** VMMs in VMs: a guest does in them what it does alone. */
import type { Image } from '@ireko/asm';
import { describe, expect, test } from 'vitest';
import { type Technique, techniques, type VirtualMachine } from '../src/index.ts';
import {
  buildVmm,
  guestImage,
  linesOf,
  linesOnBareMachine,
  minimalOs,
  run,
  vm,
} from '../test/boot.ts';

const mebibyte = 2 ** 20;

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

/**
 * What an instruction of the innermost of three VMMs costs would be more than the period of a
 * guest's timer, if its clock went on meanwhile: so each VM has the clock `own`.
 */
const clock = 'own';

const within = (kernel: Uint8Array, technique: Technique, mebibytes: number): VirtualMachine => ({
  ...{ name: 'in', kernel, file: 'vmm.elf', memoryBytes: mebibytes * mebibyte },
  ...{ technique, clock },
});

describe.each<[string, readonly [Technique, Technique, Technique]]>([
  ['trap at each level', ['trap', 'trap', 'trap']],
  ['h, then tvm twice', ['h', 'tvm', 'tvm']],
])('in three VMMs in one another, by %s,', (_, [first, second, third]) => {
  test.each<[string, Image]>([
    ['that lives by its timer', minimalOs],
    ['that reaches for what is not its own', guestImage('outside')],
  ])('a guest %s does what it does in one', (_, guest) => {
    const innermost = buildVmm([vm('in', guest, { technique: third, clock })]);
    const middle = buildVmm([within(innermost, second, 16)]);
    const { console, outcome } = run(buildVmm([within(middle, first, 32)]), {
      ramBytes: 64 * mebibyte,
    });
    const peeled = [1, 2].reduce((text) => linesOf('in', text).join('\n'), console);
    const inOne = run(buildVmm([vm('in', guest)]));
    expect(inOne.outcome).toEqual({ kind: 'finished', status: 0 });
    expect(linesOf('in', peeled)).toEqual(linesOf('in', inOne.console));
    expect(outcome).toEqual({ kind: 'finished', status: 0 });
  });
});
