# toucher.s: ask for much memory and touch little of it. It is given pages
# only for what it touches, and they begin as zeros.

        .include "frame.inc"
        .include "print.inc"

        .equ    HEAP,   64 * 1024 * 1024        # more than there may be
        .equ    STRIDE, 1024 * 1024             # one page in each megabyte
        .equ    DEPTH,  6 * 4096                # bytes of stack

        .text

# main: the argument does not matter → status 0; 1 if a page was not zero
#
# Registers: s0 address · s1 end · s2 sum of what was there
        .globl  main
main:
        enter   3
        li      a0, HEAP
        call    sbrk                    # granted, but nothing is there yet
        bltz    a0, 3f                  # refused
        mv      s0, a0
        li      t0, HEAP
        add     s1, s0, t0
        li      s2, 0
1:      ld      t0, 0(s0)               # makes a page of zeros
        add     s2, s2, t0
        sd      s0, 0(s0)               # which is ours to write
        li      t0, STRIDE
        add     s0, s0, t0
        bltu    s0, s1, 1b              # the next megabyte

        # The stack grows in the same way.
        li      t0, DEPTH
        sub     t1, sp, t0
        mv      t2, sp
2:      addi    t2, t2, -2048           # half a page down
        ld      t3, 0(t2)               # whatever is there,
        sd      t3, 0(t2)               # … it may be stored again
        bgtu    t2, t1, 2b

        bnez    s2, 3f                  # it was not zero
        print   "touched one page in each of 64 MiB"
        call    print_newline
        li      a0, 0
        leave   3
3:      li      a0, 1
        leave   3
