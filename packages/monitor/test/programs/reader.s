# reader.s: compute a little, read a sector, and so on: a program that waits
# for the disk most of the time.

        .include "calls.inc"
        .include "frame.inc"

        .equ    LOOPS,  2000            # of two instructions, before each read

        .text

# main: a0 = sectors to read → status 0
#
# Registers: s0 sectors left
        .globl  main
main:
        enter   1
        mv      s0, a0
1:      li      t0, LOOPS
2:      addi    t0, t0, -1
        bnez    t0, 2b
        mv      a0, s0
        la      a1, room
        li      a2, 1
        call    disk_read
        addi    s0, s0, -1
        bnez    s0, 1b
        li      a0, 0
        leave   1

        .bss
        .balign 8
room:   .zero   SECTOR_BYTES
