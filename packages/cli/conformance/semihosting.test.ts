/** A program that calls its host says the same here and on QEMU. Needs qemu-system-riscv64. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, ireko, run } from '../test/command-line.ts';
import { program } from '../test/program.ts';

const source = `
# ask NUMBER, ARGUMENT: a call of the host
        .macro  ask number, argument
        li      a0, \\number
        la      a1, \\argument
        .balign 16                      # a call does not cross a page
        slli    x0, x0, 0x1f
        ebreak
        srai    x0, x0, 7
        .endm
# show: a0 as a digit
        .macro  show
        andi    a0, a0, 0xf
        addi    a0, a0, 'a'
        la      t0, digit
        sb      a0, 0(t0)
        ask     4, digit
        .endm

        .option norvc
_start: ask     4, greeting
        ask     1, open_terminal        # for writing
        la      t0, write
        sd      a0, 0(t0)
        la      t0, handle
        sd      a0, 0(t0)
        show
        ask     5, write
        show
        ask     3, greeting
        ask     1, open_nothing
        show
        ask     0x13, greeting          # errno
        show
        ask     8, minus_one
        show
        ask     0x15, command_line
        ask     4, room
        ask     1, open_features
        la      t0, read
        sd      a0, 0(t0)
        la      t0, handle
        sd      a0, 0(t0)
        ask     0xc, handle
        show
        ask     6, read
        show
        ask     4, room
        ask     0x18, exit

        .data
        .balign 8
exit:   .dword  0x20026, 42
open_terminal: .dword terminal, 4, 3
open_nothing:  .dword nothing, 0, 7
open_features: .dword features, 0, 21
write:  .dword  0, written, 9
read:   .dword  0, room, 4
handle: .dword  0
minus_one: .dword -1
command_line: .dword room, 64
greeting: .asciz "hello from the host\\n"
written: .ascii "<written>"
terminal: .asciz ":tt"
nothing:  .asciz "nothing"
features: .asciz ":semihosting-features"
digit:  .asciz "?\\n"
room:   .space  64
`;
const script =
  'SECTIONS { . = 0x80000000; .text : { *(.text) } .data : { *(.data) } .bss : { *(.bss) } }\n';

test('texts, files, errors, the command line and the exit status', async () => {
  const cwd = folder();
  const image = join(cwd, 'calls.elf');
  writeFileSync(image, program(source, script));
  const settings = ['-semihosting-config', 'enable=on,arg=one,arg=two'];
  const here = await ireko(['run', ...settings, image]);
  const there = await run('qemu-system-riscv64', [
    ...['-M', 'virt', '-bios', 'none', '-display', 'none', '-serial', 'none', '-monitor', 'none'],
    ...[...settings, '-kernel', image],
  ]);
  expect(here.status).toBe(42);
  expect(there.status).toBe(42);
  // QEMU has files on its stdout, and calls for characters on its stderr.
  expect(there.stdout).toBe('<written>');
  expect(here.stdout.replace(there.stdout, '')).toBe(there.stderr);
  expect(here.stdout).toContain('one two');
});
