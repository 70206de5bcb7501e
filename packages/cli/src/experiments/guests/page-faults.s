# page-faults.s: a program that touches pages which it does not have, and gives them back.

        .include "small-os.inc"

        .equ    ROUNDS, 100             # in each all pages of HEAP

        .section .program, "ax"
        .globl  program

# program: s0 = rounds left, s1 = what was found in new pages, t0 -> page, t1 = pages left
program:
        li      s0, ROUNDS
        li      s1, 0
1:      li      t0, HEAP
        li      t1, HEAP_PAGES
        li      t2, PAGE_BYTES
2:      ld      t3, 0(t0)               # the fault
        or      s1, s1, t3
        sd      t1, 0(t0)
        add     t0, t0, t2
        addi    t1, t1, -1
        bnez    t1, 2b
        li      a7, CALL_RELEASE
        ecall
        addi    s0, s0, -1
        bnez    s0, 1b

        mv      a0, s1                  # all were zeros
        li      a7, CALL_END
        ecall
