# spinner.s: compute for a long time without a system call.

        .include "frame.inc"
        .include "print.inc"

        .text

# main: a0 = times a million instructions → status 0
        .globl  main
main:
        enter   1
        li      t0, 1000000 / 2
        mul     s0, a0, t0
1:      addi    s0, s0, -1
        bnez    s0, 1b
        print   "spun"
        call    print_newline
        li      a0, 0
        leave   1
