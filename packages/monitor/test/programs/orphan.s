# orphan.s: start oneself as a child, and end before it does.

        .include "frame.inc"
        .include "print.inc"

        .text

# main: a0 = 0 for the parent → status 0; 1 for the child → status 7
        .globl  main
main:
        enter   0
        bnez    a0, 1f
        la      a0, name
        li      a1, 1
        call    spawn
        srai    a0, a0, 63              # any error: below zero
        leave   0

1:      li      a0, 5
        call    sleep
        print   "my parent is gone"
        call    print_newline
        li      a0, 7
        leave   0

        .section .rodata
name:   .asciz  "orphan"
