# paging.s: use more pages than there may be, again and again, and see that
# each holds what was last written there.

        .include "process.inc"
        .include "frame.inc"
        .include "print.inc"

        .equ    PAGE,   4096
        .equ    ROUNDS, 4

        .text

# main: a0 = how many pages → status 0; 1 if a page does not hold what it should
#
# Registers: s0 pages · s1 address · s2 end · s3 round · s4 this process's mark
        .globl  main
main:
        enter   5
        mv      s0, a0
        call    getpid
        slli    s4, a0, 48              # nobody else writes the same
        slli    a0, s0, 12
        call    sbrk
        mv      s1, a0
        slli    t0, s0, 12
        add     s2, s1, t0
        li      s3, 0
1:      mv      t0, s1
        li      t2, PAGE
2:      ld      t1, 8(t0)               # zero at first,
        bne     t1, s3, 4f
        beqz    s3, 3f
        ld      t1, 0(t0)               # … and then the round, behind the address
        xor     t1, t1, s4
        bne     t1, t0, 4f
3:      xor     t1, t0, s4
        sd      t1, 0(t0)
        addi    t1, s3, 1
        sd      t1, 8(t0)
        add     t0, t0, t2
        bltu    t0, s2, 2b
        addi    s3, s3, 1
        li      t0, ROUNDS
        bne     s3, t0, 1b
        mv      a0, s0
        call    print_decimal
        print   " pages kept what was written to them"
        call    print_newline
        li      a0, 0
        leave   5
4:      li      a0, 1
        leave   5
