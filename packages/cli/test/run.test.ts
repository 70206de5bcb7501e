/** `ireko run`: exit status, input, and an end to every run. */

import { describe, expect, test } from 'vitest';
import { hello, minimalOs } from '../src/images/examples.ts';
import { build } from '../src/repository.ts';
import { folder, ireko, launched, launcher, run } from './command-line.ts';
import { echoSource, program } from './program.ts';

/** A folder with the program of this source as `a.elf`. */
const assembled = (source: string): string => folder({ 'a.elf': program(source) });

const finish = (value: string) => `
        li      t0, 0x100000
        li      t1, ${value}
        sw      t1, 0(t0)
`;

describe('the exit status', () => {
  test.each([
    ['0x5555', 0],
    ['(1 << 16) | 0x3333', 1],
    ['(42 << 16) | 0x3333', 42],
    ['(256 << 16) | 0x3333', 1],
  ])('for %s is %d', async (value, status) => {
    const cwd = assembled(finish(value));
    expect(await ireko(['run', 'a.elf'], { cwd })).toEqual({ status, stdout: '', stderr: '' });
  });
});

describe('a run', () => {
  test('prints the guest’s output and nothing else', async () => {
    const cwd = folder({ 'a.elf': build(hello) });
    expect(await ireko(['run', 'a.elf'], { cwd })).toEqual({
      status: 0,
      stdout: 'hello from the bare machine\n',
      stderr: '',
    });
  });

  test('is the same by the reference engine', async () => {
    const cwd = folder({ 'a.elf': build(minimalOs) });
    const [one, other] = await Promise.all([
      ireko(['run', '--stats', 'a.elf'], { cwd }),
      ireko(['run', '--stats', '--engine=reference', 'a.elf'], { cwd }),
    ]);
    expect(one.stderr).toMatch(/^\d[\d ]* instructions in \d+\.\d{3} ms of virtual time/);
    expect(other).toEqual(one);
  });

  test('stops at its limit of instructions, with status 1', async () => {
    const cwd = assembled('1: j 1b\n');
    expect(await ireko(['run', '--max-instructions=600_000', 'a.elf'], { cwd })).toEqual({
      status: 1,
      stdout: '',
      stderr: 'ireko run: stopped after 600000 instructions, the limit\n',
    });
  });

  test('that waits for what cannot come ends, with status 1', async () => {
    const cwd = assembled('1: wfi\nj 1b\n');
    const { status, stderr } = await ireko(['run', 'a.elf'], { cwd });
    expect(stderr).toMatch(/^ireko run: error: .*waits.*never come.*\n$/);
    expect(status).toBe(1);
  });

  test('whose trap handler traps at once ends, with status 1, and is told of in a trace once', async () => {
    const cwd = assembled('ld a0, 0(zero)\n');
    const { status, stderr } = await ireko(['run', '--trace', 'a.elf'], { cwd });
    const lines = stderr.split('\n');
    expect(lines[0]).toMatch(/^ +1 {2}M → M {2}load access fault, pc 0x80000000$/);
    expect(lines[4]).toBe('              … and again');
    expect(lines[5]).toMatch(/^ireko run: error: the guest is locked up: .*mtvec is 0/);
    expect([status, lines.length]).toEqual([1, 7]);
  });

  test('without a trap handler is told where its first exception was', async () => {
    const cwd = assembled('.globl wrong\nwrong: lw a0, 8(zero)\n');
    const { stderr } = await ireko(['run', 'a.elf'], { cwd });
    expect(stderr).toMatch(
      /^ireko run: error: .* load access fault, mtval 0x8, at pc 0x80000000 \(wrong\), and no handler .*\n$/,
    );
  });

  test('that uses floating point which is off is told how to turn it on', async () => {
    const cwd = assembled('.option arch, +d\nfadd.d fa0, fa0, fa0\n');
    const { stderr } = await ireko(['run', 'a.elf'], { cwd });
    expect(stderr).toMatch(
      /illegal instruction, .*mstatus.fs is set \(li t0, 1 << 13; csrs mstatus, t0\), and/,
    );
  });

  test('that returns to 0 is told so', async () => {
    const cwd = assembled('ret\n');
    const { stderr } = await ireko(['run', 'a.elf'], { cwd });
    expect(stderr).toMatch(/the program itself went to 0, as ret does when ra is 0/);
  });

  test('that no input can wake ends, though there may be more input', async () => {
    const cwd = assembled('1: wfi\nj 1b\n');
    const { stderr } = await launched(['run', 'a.elf'], { cwd, keepsInputOpen: true });
    expect(stderr).toMatch(/^ireko run: error: .*no input can wake it\n/);
  });

  test('ends quietly when its reader has gone', async () => {
    const cwd = folder({ 'a.elf': build(minimalOs) });
    const script = `set -o pipefail; '${launcher}' run a.elf | head -n 1`;
    expect(await run('bash', ['-c', script], { cwd })).toMatchObject({
      stdout: 'minimal-os: two tasks, one timer\n',
      stderr: '',
    });
  });
});

test('a trace tells of every trap and return, in order', async () => {
  const cwd = assembled(`
        la      t0, trap
        csrw    mtvec, t0
        la      t0, user
        csrw    mepc, t0
        li      t0, -1
        csrw    pmpaddr0, t0
        li      t0, 0x1f
        csrw    pmpcfg0, t0
        mret
user:   ecall
        .balign 4
trap:   ${finish('0x5555')}`);
  const { status, stderr } = await ireko(['run', '--trace', 'a.elf'], { cwd });
  expect(status).toBe(0);
  expect(stderr).toMatch(
    /^ +\d+ {2}M → U {2}return to (0x[0-9a-f]+)\n +\d+ {2}U → M {2}environment call from U-mode, pc \1\n$/,
  );
});

describe('input', () => {
  test('from a pipe reaches the guest', async () => {
    const cwd = assembled(echoSource);
    expect(await ireko(['run', 'a.elf'], { cwd, input: 'HAL' })).toMatchObject({
      status: 0,
      stdout: 'IBM',
    });
  });

  test('from a file reaches the guest, and the run repeats to the bit', async () => {
    const cwd = assembled(echoSource);
    const script = `printf HAL >input; '${launcher}' run --stats a.elf <input`;
    const first = await run('bash', ['-c', script], { cwd });
    expect(first).toMatchObject({ status: 0, stdout: 'IBM' });
    expect(await run('bash', ['-c', script], { cwd })).toEqual(first);
  });
});
