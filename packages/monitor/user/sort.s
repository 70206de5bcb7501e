# sort.s: quicksort of as many numbers as the argument says.

        .include "frame.inc"
        .include "print.inc"

        .text

# main: a0 = how many, 1 … → status 0; 1 without memory; 2 if they came out
# in the wrong order
#
# Registers: s0 how many · s1 the numbers, a word each · s2 their sum
        .globl  main
main:
        enter   3
        mv      s0, a0
        slli    a0, a0, 2               # a word each
        call    sbrk
        li      t0, 1
        bltz    a0, .Lfailed            # no memory
        mv      s1, a0

        # Numbers that look random: a linear congruential generator.
        slli    t0, s0, 2
        add     t0, s1, t0              # where they end
        mv      t1, s1
        li      t2, 1                   # the first state
        li      t3, 1103515245
        li      s2, 0
1:      mul     t2, t2, t3
        addiw   t2, t2, 1013
        srliw   t4, t2, 8               # the low bits are the worst
        sw      t4, 0(t1)               # 24 bits of it
        add     s2, s2, t4              # to see that none is lost
        addi    t1, t1, 4
        bltu    t1, t0, 1b              # all of them

        mv      a0, s1
        addi    a1, t0, -4              # the last one
        call    sort

        # Still the same numbers, and in order?
        slli    t0, s0, 2
        add     t0, s1, t0
        mv      t1, s1
        li      t2, 0                   # the one before
2:      lwu     t3, 0(t1)
        bltu    t3, t2, 3f              # smaller than the one before: s2 will not be 0
        mv      t2, t3
        sub     s2, s2, t3              # each one is there once
        addi    t1, t1, 4
        bltu    t1, t0, 2b
3:      li      t0, 2
        bnez    s2, .Lfailed            # lost, or out of order

        mv      a0, s0
        call    print_decimal
        print   " numbers sorted, from "
        lwu     a0, 0(s1)
        call    print_decimal
        print   " to "
        slli    t0, s0, 2
        add     t0, s1, t0
        lwu     a0, -4(t0)
        call    print_decimal
        call    print_newline
        li      t0, 0
.Lfailed:
        mv      a0, t0
        leave   3

# sort: sort words by quicksort.
#   in:  a0, a1 = addresses of the first and the last
#
# Registers: s0 first · s1 last · a2 from the left · a3 from the right
#            a4 the number that divides them
sort:
        bgeu    a0, a1, 4f              # one or none is in order
        enter   2
        mv      s0, a0
        mv      s1, a1
        mv      a2, a0                  # both sides move towards each other
        mv      a3, a1
        sub     t0, a1, a0              # the one in the middle
        srli    t0, t0, 1
        andi    t0, t0, -4              # words are aligned
        add     t0, t0, a0
        lwu     a4, 0(t0)

1:      lwu     t0, 0(a2)               # one on the left that belongs to the right
        bgeu    t0, a4, 2f              # not below: it may go right
        addi    a2, a2, 4
        j       1b
2:      lwu     t1, 0(a3)               # … and the other way round
        bgeu    a4, t1, 3f              # not above: it may go left
        addi    a3, a3, -4
        j       2b
3:      bgtu    a2, a3, 5f              # they have met
        sw      t1, 0(a2)               # exchange them
        sw      t0, 0(a3)
        addi    a2, a2, 4
        addi    a3, a3, -4
        bleu    a2, a3, 1b              # they have not met

        # first … a3 are not above a4, a2 … last not below.
5:      mv      a0, s0
        mv      s0, a2                  # where the right part begins
        mv      a1, a3
        call    sort                    # the left part
        mv      a0, s0
        mv      a1, s1
        call    sort                    # the right part
        leave   2
4:      ret
