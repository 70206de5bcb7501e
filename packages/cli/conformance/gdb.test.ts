/**
 * gdb with the computer: an assembly program with line numbers, looked at forwards in a run and backwards
 * in a replay; and registers, all of them, as QEMU shows them to gdb. Needs gdb-multiarch and qemu-system-riscv64.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { folder, ireko, launcher, run } from '../test/command-line.ts';

const source = `
        .globl _start
_start: la      sp, stack_top
        li      a0, 6
        call    factorial
        la      t0, result
        sd      a0, 0(t0)
        li      t0, 0x100000            # the finisher
        li      t1, 0x5555
        sw      t1, 0(t0)
1:      j       1b

        .globl factorial
factorial:
        li      t0, 1
        mv      t1, a0
multiply:
        mul     t0, t0, t1
        addi    t1, t1, -1
        bnez    t1, multiply
        mv      a0, t0
        ret

        .bss
        .globl result
        .balign 8
result: .dword  0
        .space  1024
stack_top:
`;
const script =
  'ENTRY(_start) SECTIONS { . = 0x80000000; .text : { *(.text) } .bss : { *(.bss) } }\n';

async function program(): Promise<string> {
  const cwd = folder({ 'a.s': source, 'a.ld': script });
  const built = [
    await ireko(['as', '-g', '-o', 'a.o', 'a.s'], { cwd }),
    await ireko(['ld', '-T', 'a.ld', '-o', 'a.elf', 'a.o'], { cwd }),
  ];
  for (const { status, stderr } of built)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return cwd;
}

let used = 0;

/** What gdb says to these commands while `command PORT` runs, and that command's own end. */
async function session(
  cwd: string,
  command: (port: string) => readonly [string, ...string[]],
  commands: readonly string[],
): Promise<{ readonly said: string; readonly status: number }> {
  const port = 21_000 + (process.pid % 20_000) + used++;
  const [name, ...args] = command(`tcp::${port}`);
  const computer = spawn(name, args, { cwd, stdio: 'ignore' });
  onTestFinished(() => void computer.kill());
  const ended = once(computer, 'exit');
  const before = ['set pagination off', 'set confirm off', 'set tcp connect-timeout 90'];
  const all = [...before, `target remote localhost:${port}`, ...commands];
  const { stdout, stderr } = await run(
    'gdb-multiarch',
    ['-nx', '-batch', ...all.flatMap((each) => ['-ex', each]), 'a.elf'],
    { cwd },
  );
  const [status] = await ended;
  return { said: stdout + stderr, status };
}

test('a program is stopped, stepped, watched, changed and let go', async () => {
  const cwd = await program();
  const { said, status } = await session(
    cwd,
    (port) => [launcher, 'run', '-S', '-gdb', port, 'a.elf'],
    [
      'break factorial',
      'continue',
      'p $a0',
      'backtrace',
      'break multiply if $t1 == 3',
      'continue',
      'p $t0',
      'stepi',
      'info registers t0 pc priv mhartid',
      'delete',
      'watch *(long *)&result',
      'continue',
      'set var *(long *)&result = 42',
      'p *(long *)&result',
      'p $mscratch = 5',
      'info registers mscratch',
      'info threads',
      'monitor info cpus',
      'delete',
      'continue',
    ],
  );
  const lines = said.split('\n').map((line) => line.trim());
  expect(status).toBe(0);
  for (const line of [
    'Breakpoint 1, factorial () at a.s:15',
    '$1 = 6',
    '#0  factorial () at a.s:15',
    'Breakpoint 2, multiply () at a.s:18',
    '$2 = 120',
    'Old value = 0',
    'New value = 720',
    '$3 = 42',
    '$4 = 5',
    'mscratch       0x5	5',
    '[Inferior 1 (Remote target) exited normally]',
  ])
    expect(lines).toContain(line);
  expect(said).toMatch(/New value = 720\n.*_start \(\) at a.s:8/);
  expect(said).toMatch(/t0 +0x168\s+360/);
  expect(said).toMatch(/\* 1 +Thread 1 \(hart 0, runs\)/);
  expect(said).toMatch(/\* CPU #0: pc /);
});

test('a replay goes backwards, to what wrote a word', async () => {
  const cwd = await program();
  expect((await ireko(['run', '--record', 'log', 'a.elf'], { cwd })).status).toBe(0);
  const { said } = await session(cwd, (port) => [launcher, 'replay', '-S', '-gdb', port, 'log'], [
    'continue',
    'watch *(long *)&result',
    'reverse-continue',
    'info line *$pc',
    'delete',
    'break multiply',
    'reverse-continue',
    'p $t1',
    'reverse-continue',
    'p $t1',
    'reverse-stepi',
    'reverse-stepi',
    'stepi',
    'p $t0',
    'delete',
    'reverse-continue',
    'kill',
  ]);
  expect(said).toMatch(/Old value = 720\s+New value = 0/);
  expect(said).toMatch(/Line 7 of \\?"a.s\\?"/);
  expect(said).toMatch(/\$1 = 1\n.*\$2 = 2\n.*\$3 = 360\n/s);
  expect(said.match(/No more reverse-execution history/g)).toHaveLength(2);
});

test('what gdb changes in a recorded run is in its replay', async () => {
  const cwd = await program();
  const { said } = await session(
    cwd,
    (port) => [launcher, 'run', '-S', '-gdb', port, '--record', 'log', 'a.elf'],
    [
      'break multiply',
      'continue',
      'p $t0 = 2',
      'p $mscratch = 5',
      'set var *(int *)&result = 7',
      'delete',
      'continue',
    ],
  );
  expect(said).toMatch(/\$1 = 2\n.*\$2 = 5\n/s);
  const { stdout, stderr, status } = await ireko(['replay', 'log'], { cwd });
  expect([status, stdout + stderr]).toEqual([0, expect.stringMatching(/the same to the last bit/)]);
  const again = await session(cwd, (port) => [launcher, 'replay', '-S', '-gdb', port, 'log'], [
    ...['continue', 'p *(long *)&result', 'p $mscratch', 'kill'],
  ]);
  expect(again.said).toMatch(/\$1 = 1440\n\$2 = 5\n/);
});

test('gdb shows the same registers as of QEMU, by the same names', async () => {
  const cwd = await program();
  const commands = ['break multiply', 'continue', 'continue', 'info registers', 'kill'];
  const here = await session(
    cwd,
    (port) => [launcher, 'run', '-S', '-gdb', port, 'a.elf'],
    commands,
  );
  const there = await session(
    cwd,
    (port) => [
      ...(['qemu-system-riscv64', '-M', 'virt', '-bios', 'none', '-display', 'none'] as const),
      ...['-serial', 'none', '-monitor', 'none', '-S', '-gdb', port, '-kernel', join(cwd, 'a.elf')],
    ],
    commands,
  );
  const registers = (said: string) =>
    [...said.matchAll(/^([a-z]\w*) +(0x\w+)\t/gm)]
      .filter(([, name]) => !['a1', 'a2', 't0'].includes(name ?? ''))
      .map(([, name, value]) => `${name} ${value}`);
  expect(registers(here.said).length).toBeGreaterThan(28);
  expect(registers(here.said)).toEqual(registers(there.said));
});
