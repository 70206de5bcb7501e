# napper.s: compute a little, sleep a millisecond, and so on: as if each such
# program had a device of its own to wait for.

        .include "frame.inc"

        .equ    LOOPS,  29000           # of two instructions, before each nap

        .text

# main: a0 = naps → status 0
#
# Registers: s0 naps left
        .globl  main
main:
        enter   1
        mv      s0, a0
1:      li      t0, LOOPS
2:      addi    t0, t0, -1
        bnez    t0, 2b
        li      a0, 1
        call    sleep
        addi    s0, s0, -1
        bnez    s0, 1b
        li      a0, 0
        leave   1
