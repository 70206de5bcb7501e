# branches.s: sorts 2048 pseudo-random words by insertion, again and again: branches that are hard to foresee.
        .equ    ROUNDS, 360
        .equ    WORDS, 2048
        .equ    MULTIPLIER, 1103515245
        .equ    INCREMENT, 12345
        .text
        .globl  main

# main: returns a checksum in a0.
main:   li      s3, ROUNDS
        li      s4, 1                   # the generator's state
        li      s6, 0                   # checksum
1:      la      t0, words               # fill
        li      t1, WORDS
        li      t2, MULTIPLIER
2:      mul     s4, s4, t2
        li      t3, INCREMENT
        add     s4, s4, t3
        srliw   t4, s4, 8
        sw      t4, 0(t0)
        addi    t0, t0, 4
        addi    t1, t1, -1
        bnez    t1, 2b

        la      s5, words               # sort: t0 walks, t1 looks back
        li      t6, WORDS * 4
        add     t6, t6, s5
        addi    t0, s5, 4
3:      lw      t2, 0(t0)
        mv      t1, t0
4:      beq     t1, s5, 5f
        lw      t3, -4(t1)
        bge     t2, t3, 5f
        sw      t3, 0(t1)
        addi    t1, t1, -4
        j       4b
5:      sw      t2, 0(t1)
        addi    t0, t0, 4
        bltu    t0, t6, 3b

        lw      t0, 0(s5)               # fold the smallest and the largest into the checksum
        lw      t1, -4(t6)
        slli    s6, s6, 3
        xor     s6, s6, t0
        xor     s6, s6, t1
        addi    s3, s3, -1
        bnez    s3, 1b
        mv      a0, s6
        ret

        .bss
        .balign 4
words:  .skip   WORDS * 4
