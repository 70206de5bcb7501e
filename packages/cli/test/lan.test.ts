/** `ireko lan`: two computers send each other a frame, by a driver of a few lines. */

import { expect, test } from 'vitest';
import { folder, ireko } from './command-line.ts';
import { program } from './program.ts';

/**
 * Sends a frame to everyone that ends in the last byte of its own address, waits for one, and prints
 * the last byte of that; 0x56 is V and 0x5e is ^.
 */
const image = program(
  `
        .equ    CARD, 0x10008000        # the highest slot
        .equ    FRAME_BYTES, 12 + 60    # behind virtio's header
        li      s0, CARD
        sw      zero, 0x70(s0)          # reset
        li      t0, 3
        sw      t0, 0x70(s0)            # acknowledge, driver
        li      t0, 1
        sw      t0, 0x24(s0)
        sw      t0, 0x20(s0)            # version 1 and no other feature
        li      t0, 11
        sw      t0, 0x70(s0)

        li      a0, 0                   # queue 0 receives
        la      a1, receive
        call    set_up
        li      a0, 1                   # queue 1 sends
        la      a1, send
        call    set_up
        li      t0, 15
        sw      t0, 0x70(s0)

        la      a1, receive             # a buffer to receive into
        la      t0, arrived
        li      t1, 2 << 32 | 1526
        call    offer
        sw      zero, 0x50(s0)
        lbu     t0, 0x105(s0)           # the frame
        la      t1, frame
        li      t2, -1
        sd      t2, 12(t1)              # to everyone
        sb      t0, FRAME_BYTES-1(t1)
        la      a1, send
        la      t0, frame
        li      t1, FRAME_BYTES
        call    offer
        li      t0, 1
        sw      t0, 0x50(s0)

        la      t0, receive
1:      lhu     t1, 0x202(t0)           # until a buffer is used
        beqz    t1, 1b
        la      t0, arrived
        lbu     t0, FRAME_BYTES-1(t0)
        li      t1, 0x10000000
        sb      t0, 0(t1)
        li      t0, 0x100000
        li      t1, 0x5555
        sw      t1, 0(t0)

set_up: sw      a0, 0x30(s0)
        li      t0, 8
        sw      t0, 0x38(s0)
        sw      a1, 0x80(s0)
        addi    t0, a1, 0x100
        sw      t0, 0x90(s0)
        addi    t0, a1, 0x200
        sw      t0, 0xa0(s0)
        li      t0, 1
        sw      t0, 0x44(s0)
        ret

offer:  sd      t0, 0(a1)               # descriptor 0: address; length and flags
        sd      t1, 8(a1)
        li      t0, 1
        sh      t0, 0x102(a1)           # one is available, and it is 0
        ret

        .bss
        .balign 4096
receive: .space 0x400
send:   .space  0x400
frame:  .space  0x800
arrived: .space 0x800
`,
  'SECTIONS { . = 0x80000000; .text : { *(.text) } .bss : { *(.bss) } }\n',
);

test('what one computer sends the other receives, and the run repeats', async () => {
  const cwd = folder({ 'a.elf': image });
  const run = () => ireko(['lan', '--', 'a.elf', '--', 'a.elf'], { cwd });
  const first = await run();
  expect(first).toEqual({ status: 0, stdout: 'a| ^\nb| V\n', stderr: '' });
  expect(await run()).toEqual(first);
});

test('a computer that nobody is there for waits until it is stopped', async () => {
  const cwd = folder({ 'a.elf': image });
  const apart = ['-netdev', 'hubport,hubid=7,id=n', '-device', 'virtio-net-device,netdev=n'];
  const args = ['lan', '--max-ms=5', '--', 'a.elf', '--', ...apart, 'a.elf'];
  expect(await ireko(args, { cwd })).toEqual({ status: 1, stdout: '', stderr: '' });
});

test('what is for one computer alone is refused', async () => {
  const cwd = folder({ 'a.elf': image });
  expect(
    await ireko(['lan', '--', 'a.elf', '--', '--record', 'x', 'a.elf'], { cwd }),
  ).toMatchObject({
    status: 1,
    stderr: 'ireko lan: error: --record x a.elf: record is only for a computer that runs alone\n',
  });
});

test('one computer alone is a mistake', async () => {
  expect(await ireko(['lan', '--', 'a.elf'])).toEqual({
    status: 1,
    stdout: '',
    stderr: 'ireko lan: error: at least two computers; try: ireko lan -- a.elf -- b.elf\n',
  });
});

test('what is typed goes to the computer that it names, or to the one named last', async () => {
  const cwd = folder({
    'a.elf': program(`
        li      s0, 0x10000000
1:      lbu     t0, 5(s0)               # until something has come
        andi    t0, t0, 1
        beqz    t0, 1b
        lbu     t0, 0(s0)
        sb      t0, 0(s0)
        li      t1, '.'
        bne     t0, t1, 1b
        li      t0, 0x100000
        li      t1, 0x5555
        sw      t1, 0(t0)
`),
  });
  const input = 'one\nb| two\nz| three.\na|four.\n';
  const run = await ireko(['lan', '--', 'a.elf', '--', 'a.elf'], { cwd, input });
  const of = (name: string) => run.stdout.split('\n').filter((line) => line.startsWith(name));
  expect(of('a| ')).toEqual(['a| one', 'a| four.']);
  expect(of('b| ')).toEqual(['b| two', 'b| z| three.']);
  expect(run.status).toBe(0);
});
