/** Firmware that others wrote: OpenSBI, as QEMU brings it, boots here as it does there. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Machine } from '@ireko/machine';
import { expect, test } from 'vitest';
import { sbiHello } from '../src/images/examples.ts';
import { build } from '../src/repository.ts';
import { folder, run } from '../test/command-line.ts';

const openSbi = '/usr/share/qemu/opensbi-riscv64-generic-fw_dynamic';
const kernel = build(sbiHello);

/** Through a file, for QEMU drops characters that a pipe does not take at once. */
const quiet = ['-display', 'none', '-monitor', 'none', '-serial', 'file:console'];

function boot(firmware: Uint8Array, engine: 'interpreter' | 'translator', harts = 1) {
  let console = '';
  const machine = new Machine({
    engine,
    harts,
    console: (byte) => {
      console += String.fromCharCode(byte);
    },
  });
  expect(machine.boot({ firmware, kernel })).toBeUndefined();
  const outcome = machine.run({ maxInstructions: 100_000_000 });
  const { instructions } = machine;
  return { outcome, console, instructions, hash: machine.stateHash() };
}

/** What a computer is said to be: QEMU's has more counters, another name, and any hart may be first. */
const lines = (console: string): readonly string[] =>
  console
    .replaceAll('\r', '')
    .split('\n')
    .filter(
      (line) => !/^(Platform Name|Boot HART|Domain0 (Boot HART|Region|Next Arg1))/.test(line),
    );

test.each([
  ['bin', 1],
  ['elf', 1],
  ['bin', 3],
] as const)(
  'OpenSBI as %s on %d harts says of the board what it says on QEMU, and starts a program',
  async (form, harts) => {
    const cwd = folder({ 'kernel.elf': kernel });
    const bios = `${openSbi}.${form}`;
    const qemu = await run(
      'qemu-system-riscv64',
      [
        ...['-M', 'virt', '-m', '128M', '-smp', String(harts), ...quiet],
        ...['-bios', bios, '-kernel', 'kernel.elf'],
      ],
      { cwd },
    );
    const here = boot(readFileSync(bios), 'interpreter', harts);
    expect(here.outcome).toEqual({ kind: 'finished', status: 0 });
    expect(qemu.status).toBe(0);
    expect(here.console).toContain('OpenSBI');
    expect(here.console).toMatch(/hello from S-mode, through the firmware\r?\n$/);
    expect(lines(here.console)).toEqual(lines(readFileSync(join(cwd, 'console'), 'latin1')));
  },
);

test.each([1, 2])('with %d harts it is the same run on the translator', (harts) => {
  const firmware = readFileSync(`${openSbi}.bin`);
  expect(boot(firmware, 'translator', harts)).toEqual(boot(firmware, 'interpreter', harts));
});
