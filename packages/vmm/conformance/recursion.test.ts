/**
 * Three VMMs in one another, around a guest that lives by its timer. What an instruction of the
 * innermost VMM costs would be more than the period of that timer, if its clock went on meanwhile:
 * so each VM has the clock `own`.
 */
import { expect, test } from 'vitest';
import type { Technique, VirtualMachine } from '../src/index.ts';
import { buildVmm, linesOf, minimalOs, run, vm } from '../test/boot.ts';

const mebibyte = 2 ** 20;
const clock = 'own';

const within = (kernel: Uint8Array, technique: Technique, mebibytes: number): VirtualMachine => ({
  ...{ name: 'in', kernel, file: 'vmm.elf', memoryBytes: mebibytes * mebibyte },
  ...{ technique, clock },
});

test.each<[string, readonly [Technique, Technique, Technique]]>([
  ['trap at each level', ['trap', 'trap', 'trap']],
  ['h, then tvm twice', ['h', 'tvm', 'tvm']],
])('a guest with a timer in three VMMs, by %s, does what it does alone', (_, [first, ...inner]) => {
  const [second, third] = inner;
  const innermost = buildVmm([vm('in', minimalOs, { technique: third, clock })]);
  const middle = buildVmm([within(innermost, second, 16)]);
  const { console, outcome } = run(buildVmm([within(middle, first, 32)]), {
    ramBytes: 64 * mebibyte,
  });
  const peeled = [1, 2].reduce((text) => linesOf('in', text).join('\n'), console);
  const alone = linesOf('a', run(buildVmm([vm('a', minimalOs)])).console);
  expect(alone.at(-1)).toBe('minimal-os: all tasks have ended');
  expect(linesOf('in', peeled)).toEqual(alone);
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});
