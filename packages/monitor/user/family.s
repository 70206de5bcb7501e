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
1:      beq     s1, s0, 2f              # that was the last one
        addi    s1, s1, 1
        la      a0, child_name
        mv      a1, s1                  # children count from 1
        call    spawn                   # a0 = its pid, which does not matter
        bltz    a0, .Lfailed            # it did not start
        j       1b

2:      li      s2, 0
3:      beqz    s1, 4f                  # all have ended
        addi    s1, s1, -1
        la      a0, status
        call    wait                    # for any of them
        bltz    a0, .Lfailed            # there must be one
        la      t0, status
        ld      t0, 0(t0)
        add     s2, s2, t0              # what it gave to exit
        j       3b

        # All are gone: waiting for one more is an error.
4:      li      a0, 0                   # the status does not matter
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
