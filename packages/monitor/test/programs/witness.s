# witness.s: keep a secret in memory, among others that do what they like, and
# see again and again that nobody has changed it. A number keeps it secret
# that is in no file: others look for it in their own memory (fuzzer.s).

        .include "calls.inc"
        .include "secret.inc"
        .include "frame.inc"
        .include "print.inc"

        .equ    HEAP,   16 * 4096
        .equ    NAP,    5               # milliseconds

        .text

# main: a0 = how many times to look → status 0; 1 if something has changed
#
# Registers: s0 times left · s1 heap · s2 secret · s3 end of the heap
        .globl  main
main:
        enter   4
        mv      s0, a0
        li      a0, 1
        call    level                   # before most others
        li      a0, HEAP
        call    sbrk
        mv      s1, a0
        li      t0, HEAP
        add     s3, s1, t0
        secret  s2
        mv      t0, s1
1:      sd      s2, 0(t0)
        addi    t0, t0, 8
        bltu    t0, s3, 1b
2:      li      a0, NAP
        call    sleep
        mv      t0, s1
3:      ld      t1, 0(t0)
        bne     t1, s2, 4f
        addi    t0, t0, 8
        bltu    t0, s3, 3b
        addi    s0, s0, -1
        bnez    s0, 2b
        print   "nobody has changed it\n"
        li      a0, 0
        leave   4
4:      li      a0, 1
        leave   4
