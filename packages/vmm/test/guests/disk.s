# disk.s: reads the first and the last sector of its slice and writes one in between. Its disk has
# 8 sectors, each filled with its number on the whole disk.

        .include "guest.inc"
        .include "block.inc"

        .text
        .globl  _start
_start:
        la      sp, stack_top
        call    start
        request IN, 0, BUFFER, 512, NEXT | WRITE, OK
        li      t0, BUFFER
        lbu     t0, 511(t0)
        show    "first sector", t0
        request IN, 7, BUFFER, 512, NEXT | WRITE, OK
        li      t0, BUFFER
        lbu     t0, 0(t0)
        show    "last sector", t0
        li      t0, BUFFER
        li      t1, 0x77
        sb      t1, 0(t0)
        request OUT, 3, BUFFER, 512, NEXT, OK
        say     "disk: done"
        j       pass
