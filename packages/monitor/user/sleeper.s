# sleeper.s: sleep five times, as many milliseconds as the argument says, and
# make sure that it was not less.

        .include "frame.inc"
        .include "print.inc"

        .equ    TIMES,          5
        .equ    TICKS_PER_MS,   10000           # of uptime

        .text

# main: a0 = milliseconds → status 0; 1 if it was woken too early
#
# Registers: s0 milliseconds · s1 times · s2 when it should wake
        .globl  main
main:
        enter   3
        mv      s0, a0
        li      s1, 0
1:      call    uptime
        li      t0, TICKS_PER_MS
        mul     t0, t0, s0              # in ticks
        add     s2, a0, t0
        mv      a0, s0
        call    sleep                   # others run meanwhile
        call    uptime
        bltu    a0, s2, 2f              # too early
        addi    s1, s1, 1
        li      t0, TIMES
        bne     s1, t0, 1b              # once more

        print   "slept "
        mv      a0, s1
        call    print_decimal
        print   " times"
        call    print_newline
        li      a0, 0
        leave   3

2:      print   "woken too early"
        call    print_newline
        li      a0, 1
        leave   3
