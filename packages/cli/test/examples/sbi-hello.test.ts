import { Machine } from '@ireko/machine';
import { expect, test } from 'vitest';
import { sbiFirmware, sbiHello } from '../../src/images/examples.ts';
import { build } from '../../src/repository.ts';

/** What the program says on our firmware, and how the run ends. */
function boot(program: Uint8Array) {
  let console = '';
  const machine = new Machine({
    console: (byte) => {
      console += String.fromCharCode(byte);
    },
  });
  expect(machine.boot({ firmware: build(sbiFirmware), kernel: program })).toBeUndefined();
  const outcome = machine.run({ maxInstructions: 100_000 });
  return { ...outcome, console };
}

test('the program speaks through the firmware, and shuts down', () => {
  expect(boot(build(sbiHello))).toMatchObject({
    kind: 'finished',
    status: 0,
    console: 'hello from S-mode, through the firmware\n',
  });
});

test('a program that does what only M-mode may ends, and the run fails', () => {
  const source = 'examples/sbi-hello/sbi-hello.s';
  const text = '.globl _start\n_start: csrr t0, mstatus\n';
  const program = build(sbiHello, new Map([[source, new TextEncoder().encode(text)]]));
  expect(boot(program)).toMatchObject({ kind: 'finished', status: 1, console: '' });
});
