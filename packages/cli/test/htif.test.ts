/** Programs that talk through `tohost` and `fromhost`, as the public RISC-V test programs do. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Machine } from '@ireko/machine';
import { expect, test } from 'vitest';
import { folder, ireko } from './command-line.ts';
import { program } from './program.ts';

const engines = ['interpreter', 'translator', 'reference'] as const;

/** Counts up to 1000 so that its loop is hot, says `ok`, and ends with status 3. */
const elf = program(`
        .globl  tohost, fromhost, begin_signature, end_signature
_start: li      t0, 1000
        la      t3, count
1:      ld      t1, 0(t3)
        addi    t1, t1, 1
        sd      t1, 0(t3)
        la      t2, text
        addi    t0, t0, -1
        bnez    t0, 1b
        li      s2, 0x0101 << 48
        la      s0, tohost
2:      lbu     s1, 0(t2)
        beqz    s1, 4f
        or      s1, s1, s2
        sd      s1, 0(s0)
3:      ld      s1, 0(s0)
        bnez    s1, 3b                  # taken before the next instruction
        addi    t2, t2, 1
        j       2b
4:      li      s1, 3 << 1 | 1
        sw      s1, 0(s0)
        sw      zero, 4(s0)
5:      j       5b
text:   .asciz  "ok"
        .align  6
tohost: .dword  0
fromhost: .dword 0
        .align  4
begin_signature:
count:  .dword  0
        .dword  0x0123456789abcdef
        .word   0xfeedface
end_signature:
`);

test('a request is taken before the next instruction, on every engine', () => {
  const runs = engines.map((engine) => {
    let console = '';
    const machine = new Machine({
      ramBytes: 2 ** 20,
      engine,
      hotAfter: 2,
      console: (byte) => {
        console += String.fromCharCode(byte);
      },
    });
    expect(machine.load(elf)).toBeUndefined();
    const outcome = machine.run({ maxInstructions: 100_000 });
    return { outcome, console, count: machine.instructions, hash: machine.stateHash() };
  });
  expect(runs[0]).toMatchObject({ outcome: { kind: 'finished', status: 3 }, console: 'ok' });
  expect(runs[1]).toEqual(runs[0]);
  expect(runs[2]).toEqual(runs[0]);
});

test('--signature writes the memory between begin_signature and end_signature, as Spike does', async () => {
  const cwd = folder({ 'a.elf': elf });
  const { status } = await ireko(['run', '--signature', 'sig', 'a.elf'], { cwd });
  expect(status).toBe(3);
  expect(readFileSync(join(cwd, 'sig'), 'utf8')).toBe(
    '0123456789abcdef00000000000003e8\n000000000000000000000000feedface\n',
  );
});

test('--signature wants an image with those symbols', async () => {
  const cwd = folder({ 'a.elf': program('1: j 1b\n') });
  const { status, stderr } = await ireko(['run', '--signature', 'sig', 'a.elf'], { cwd });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^ireko run: error: a\.elf: .*begin_signature.*\n$/);
});
