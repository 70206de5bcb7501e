# page-faults.s: touches pages that are not mapped; the handler maps them, and at the end of each
# round all are unmapped again.
        .include "fewer.inc"
        .equ    ROUNDS, 4000 / FEWER
        .equ    PAGES, 128
        .equ    PAGE, 4096
        .equ    RAM_PAGE, 0x80000
        .equ    PTE_V, 1
        .text
        .globl  main

# main: returns in a0 how many faults there were.
main:   la      t0, handler
        csrw    stvec, t0
        la      s0, area
        srli    s1, s0, 12              # s1 -> the first page's entry in `leaves`
        li      t0, RAM_PAGE
        sub     s1, s1, t0
        slli    s1, s1, 3
        la      t0, leaves
        add     s1, s1, t0
        li      s3, ROUNDS
        li      a0, 0
1:      mv      t0, s1                  # unmap
        li      t1, PAGES
2:      ld      t2, 0(t0)
        andi    t2, t2, ~PTE_V
        sd      t2, 0(t0)
        addi    t0, t0, 8
        addi    t1, t1, -1
        bnez    t1, 2b
        sfence.vma
        mv      t0, s0                  # touch
        li      t1, PAGES
        li      t2, PAGE
3:      sd      t1, 0(t0)
        add     t0, t0, t2
        addi    t1, t1, -1
        bnez    t1, 3b
        addi    s3, s3, -1
        bnez    s3, 1b
        ret

# handler: maps the page at stval and counts in a0; clobbers t3, t4.
        .balign 4
handler:
        csrr    t3, stval
        sub     t3, t3, s0
        srli    t3, t3, 12
        slli    t3, t3, 3
        add     t3, t3, s1
        ld      t4, 0(t3)
        ori     t4, t4, PTE_V
        sd      t4, 0(t3)
        csrr    t3, stval
        sfence.vma t3, zero
        addi    a0, a0, 1
        sret

        .bss
        .balign PAGE
area:   .skip   PAGES * PAGE
