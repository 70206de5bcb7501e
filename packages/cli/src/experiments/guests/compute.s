# compute.s: a program that only computes: a generator of random numbers, and their products.

        .include "small-os.inc"

        .equ    ROUNDS, 400000
        .equ    SEED, 88172645463325252 # [Marsaglia, Xorshift RNGs, 2003]

        .section .program, "ax"
        .globl  program

# program: t6 = rounds left, s0 = x, s1 = sum of products
program:
        li      t6, ROUNDS
        li      s0, SEED
        li      s1, 0
1:      slli    t0, s0, 13              # x ^= x << 13; x ^= x >> 7; x ^= x << 17
        xor     s0, s0, t0
        srli    t0, s0, 7
        xor     s0, s0, t0
        slli    t0, s0, 17
        xor     s0, s0, t0
        mul     t1, s0, t6
        add     s1, s1, t1
        addi    t6, t6, -1
        bnez    t6, 1b

        seqz    a0, s0                  # x never becomes zero
        li      a7, CALL_END
        ecall
