# system-calls.s: a program that calls its operating system again and again.

        .include "small-os.inc"

        .equ    CALLS, 40000
        .equ    WORK, 20                # rounds of two instructions between two calls

        .section .program, "ax"
        .globl  program

# program: s0 = calls left
program:
        li      s0, CALLS
1:      li      t0, WORK
2:      addi    t0, t0, -1
        bnez    t0, 2b
        li      a7, CALL_NEXT
        ecall
        addi    s0, s0, -1
        bnez    s0, 1b

        li      t0, CALLS               # were all of them counted?
        sub     a0, a0, t0
        li      a7, CALL_END
        ecall
