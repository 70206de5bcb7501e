# switches.s: changes the address space and back, and touches a few pages in each.
        .equ    ROUNDS, 300000
        .equ    PAGE, 4096
        .equ    ASID_SHIFT, 44
        .text
        .globl  main

# main: returns a checksum in a0. Both spaces have the same tables and different numbers.
main:   csrr    s0, satp
        li      t0, 1
        slli    t0, t0, ASID_SHIFT
        or      s1, s0, t0
        li      s3, ROUNDS
        la      s4, area
        li      s5, PAGE
        li      a0, 0
1:      csrw    satp, s1
        sfence.vma
        mv      t0, s4
        li      t1, 8
2:      ld      t2, 0(t0)
        add     t2, t2, t1
        sd      t2, 0(t0)
        add     a0, a0, t2
        add     t0, t0, s5
        addi    t1, t1, -1
        bnez    t1, 2b
        mv      t0, s0                  # the other one next
        mv      s0, s1
        mv      s1, t0
        addi    s3, s3, -1
        bnez    s3, 1b
        ret

        .bss
        .balign PAGE
area:   .skip   8 * PAGE
