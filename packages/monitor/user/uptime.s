# uptime.s: for how long the computer runs.

        .include "frame.inc"
        .include "print.inc"

        .equ    TICKS_PER_MS,   10000

        .text

# main: → status 0
        .globl  main
main:
        enter   0
        call    uptime
        li      t0, TICKS_PER_MS
        divu    a0, a0, t0
        call    print_decimal
        print   " ms"
        call    print_newline
        li      a0, 0
        leave   0
