# mixed.s: a loop of loads, stores, arithmetic and branches, the interpreter's daily bread.
        .include "fewer.inc"
        .equ    ROUNDS, 400000000 / FEWER
        .equ    INDEX_MASK, 0x3f8       # 128 doublewords
        .text
        .globl  main

# main: returns a checksum in a0.
main:   li      t6, ROUNDS
        la      a1, table
        li      a0, 0
1:      andi    t0, t6, INDEX_MASK
        add     t0, t0, a1
        ld      t1, 0(t0)               # table[i] += round
        add     t1, t1, t6
        sd      t1, 0(t0)
        xor     a0, a0, t1
        andi    t2, t6, 3
        beqz    t2, 2f                  # three times of four
        slli    t3, a0, 1
        srli    a0, a0, 63
        or      a0, a0, t3              # rotate the checksum
2:      addi    t6, t6, -1
        bnez    t6, 1b
        ret

        .bss
        .balign 8
table:  .skip   INDEX_MASK + 8
