# primes.s: how many primes there are up to the argument, by the sieve of
# Eratosthenes, on the heap.

        .include "frame.inc"
        .include "print.inc"

        .text

# main: a0 = last number, 2 … 10 million → status 0, or 1 without memory
#
# Registers: s0 last number · s1 sieve, a byte a number: 1 = has a divisor
#            s2 number · s3 primes so far · s4 the last prime
        .globl  main
main:
        enter   5
        mv      s0, a0
        addi    a0, a0, 1               # a byte for 0 too
        call    sbrk                    # zeros, made page by page when touched
        bltz    a0, 4f
        mv      s1, a0                  # where the heap ended before
        li      s2, 2                   # the first candidate
        li      s3, 0

1:      add     t0, s1, s2
        lbu     t1, 0(t0)               # struck out?
        bnez    t1, 3f                  # then it has a divisor
        addi    s3, s3, 1               # a prime
        mv      s4, s2
        mul     t2, s2, s2              # smaller multiples have smaller divisors
        li      t1, 1                   # strike them out
2:      bgtu    t2, s0, 3f              # beyond the last number
        add     t0, s1, t2
        sb      t1, 0(t0)
        add     t2, t2, s2              # the next multiple
        j       2b
3:      addi    s2, s2, 1
        bleu    s2, s0, 1b              # the next candidate

        mv      a0, s3
        call    print_decimal
        print   " primes up to "
        mv      a0, s0
        call    print_decimal
        print   ", the last is "
        mv      a0, s4
        call    print_decimal
        call    print_newline
        li      a0, 0
        leave   5

4:      li      a0, 1                   # no memory
        leave   5
