# large.s: a program of 64 pages of constants, and nothing else. Many of it
# fit into memory only if they share them.

        .include "frame.inc"
        .include "print.inc"

        .text

# main: a0 = status to give → that status, after a while in which it has all
# its constants
        .globl  main
main:
        enter   1
        mv      s0, a0
        la      t0, constants
        la      t1, constants_end
        li      t2, 4096
1:      lb      t3, 0(t0)
        add     t0, t0, t2
        bltu    t0, t1, 1b
        li      a0, 20
        call    sleep                   # until all others are there too
        print   "large"
        call    print_newline
        mv      a0, s0
        leave   1

        .section .rodata
        .balign 4096
constants:
        .zero   64 * 4096
constants_end:
