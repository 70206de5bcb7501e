# walks.s: forgets all translations, then touches pages, each of which takes a walk of three levels.
        .equ    ROUNDS, 50000
        .equ    PAGES, 64
        .equ    PAGE, 4096
        .text
        .globl  main

# main: returns a checksum in a0.
main:   li      s3, ROUNDS
        la      s0, area
        li      s1, PAGE
        li      a0, 0
1:      sfence.vma
        mv      t0, s0
        li      t1, PAGES
2:      ld      t2, 0(t0)
        add     a0, a0, t1
        add     a0, a0, t2
        add     t0, t0, s1
        addi    t1, t1, -1
        bnez    t1, 2b
        addi    s3, s3, -1
        bnez    s3, 1b
        ret

        .bss
        .balign PAGE
area:   .skip   PAGES * PAGE
