# hog.s: take all memory there is. The first one starts others like it, one
# after the other: they get as much as the one before.

        .include "frame.inc"
        .include "print.inc"

        .equ    HEAP,   512 * 1024 * 1024       # more than the computer has

        .text

# main: a0 = how many to start; 0: be one of them, and die of it
#
# Registers: s0 how many · s1 address
        .globl  main
main:
        enter   2
        mv      s0, a0
        beqz    s0, 2f
1:      la      a0, name
        li      a1, 0
        call    spawn
        li      a0, 0
        call    wait
        addi    s0, s0, -1
        bnez    s0, 1b
        li      a0, 0
        leave   2

2:      li      a0, HEAP
        call    sbrk
        mv      s1, a0
3:      sb      zero, 0(s1)
        li      t0, 4096
        add     s1, s1, t0
        j       3b

        .section .rodata
name:   .asciz  "hog"
