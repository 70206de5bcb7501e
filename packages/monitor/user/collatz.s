# collatz.s: halve an even number, triple an odd one and add one, and so on
# until it is 1: which start up to the argument takes longest?

        .include "frame.inc"
        .include "print.inc"

        .text

# main: a0 = last start, 1 … → status 0
#
# Registers: s0 last start · s1 the best start · s2 its steps · s3 start
        .globl  main
main:
        enter   4
        mv      s0, a0
        li      s1, 1                   # 1 takes no step
        li      s2, 0
        li      s3, 1                   # the first start
1:      mv      t0, s3                  # where we are
        li      t1, 0                   # steps
        li      t3, 1
2:      beq     t0, t3, 4f              # there
        addi    t1, t1, 1
        andi    t2, t0, 1
        bnez    t2, 3f                  # odd
        srli    t0, t0, 1               # half of it
        j       2b
3:      slli    t2, t0, 1               # twice,
        add     t0, t0, t2              # … three times,
        addi    t0, t0, 1               # … and one
        j       2b
4:      bleu    t1, s2, 5f              # not more than the best so far
        mv      s1, s3
        mv      s2, t1
5:      addi    s3, s3, 1
        bleu    s3, s0, 1b              # the next start

        mv      a0, s1
        call    print_decimal
        print   " takes "
        mv      a0, s2
        call    print_decimal
        print   " steps, the most of all up to "
        mv      a0, s0
        call    print_decimal
        call    print_newline
        li      a0, 0
        leave   4
