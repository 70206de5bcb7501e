# family.s: start as many children as the argument says, wait for them, and
# add up their statuses. Which one ends first may differ; the sum does not.

        .include "calls.inc"
        .include "frame.inc"
        .include "print.inc"

        .text

# main: a0 = children → status 0; 1 if something was not as it should be
#
# Registers: s0 children · s1 counter · s2 sum
        .globl  main
main:
        enter   3
        mv      s0, a0
        li      s1, 0
1:      beq     s1, s0, 2f
        addi    s1, s1, 1
        la      a0, child_name
        mv      a1, s1                  # children count from 1
        call    spawn
        bltz    a0, .Lfailed
        j       1b

2:      li      s2, 0
3:      beqz    s1, 4f
        addi    s1, s1, -1
        la      a0, status
        call    wait
        bltz    a0, .Lfailed
        la      t0, status
        ld      t0, 0(t0)
        add     s2, s2, t0
        j       3b

        # All are gone: waiting for one more is an error.
4:      li      a0, 0
        call    wait
        li      t0, ERROR_CHILD
        bne     a0, t0, .Lfailed
        mv      a0, s0
        call    print_decimal
        print   " children, sum of their statuses "
        mv      a0, s2
        call    print_decimal
        call    print_newline
        li      a0, 0
        leave   3

.Lfailed:
        print   "something is wrong"
        call    print_newline
        li      a0, 1
        leave   3

        .section .rodata
child_name:
        .asciz  "child"

        .bss
        .balign 8
status: .zero   8
