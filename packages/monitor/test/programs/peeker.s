# peeker.s: try to read from the disk what others have in the swap area.

        .include "calls.inc"
        .include "frame.inc"
        .include "print.inc"

        .equ    NAP,    100             # milliseconds, after which pages are there

        .text

# main: a0 = sectors before the swap area → status 0; otherwise the number of the
# check that failed
#
# Registers: s0 sectors
        .globl  main
main:
        enter   1
        mv      s0, a0
        li      a0, NAP
        call    sleep
        call    disk_size
        li      t0, 1
        bne     a0, s0, 1f
        mv      a0, s0
        la      a1, room
        li      a2, 1
        call    disk_read
        li      t1, ERROR_VALUE
        li      t0, 2
        bne     a0, t1, 1f
        addi    a0, s0, -1
        la      a1, room
        li      a2, 2
        call    disk_read               # the second of both is not there
        li      t1, ERROR_VALUE
        li      t0, 3
        bne     a0, t1, 1f
        print   "nothing to be seen"
        call    print_newline
        li      t0, 0
1:      mv      a0, t0
        leave   1

        .bss
        .balign 8
room:   .zero   2 * SECTOR_BYTES
