# crowd.s: start children until there are as many processes as there can be,
# and wait for all of them; and once more, as their records are free again.

        .include "calls.inc"
        .include "frame.inc"
        .include "print.inc"

        .text

# main: a0 = times → status 0; 1 if it was not ERROR_FULL that ended it
#
# Registers: s0 times left · s1 children · s2 error
        .globl  main
main:
        enter   3
        mv      s0, a0
1:      li      s1, 0
2:      la      a0, name
        li      a1, 0
        call    spawn
        mv      s2, a0
        bltz    a0, 3f
        addi    s1, s1, 1
        j       2b

3:      mv      a0, s1
        call    print_decimal
        print   " children"
        call    print_newline
        li      t0, ERROR_FULL
        li      a0, 1
        bne     s2, t0, 5f
4:      li      a0, 0
        call    wait
        addi    s1, s1, -1
        bnez    s1, 4b
        addi    s0, s0, -1
        bnez    s0, 1b
        li      a0, 0
5:      leave   3

        .section .rodata
name:   .asciz  "quick"
