# csrs.s: CSR instructions that need no trap: registers of the supervisor, read, written and swapped.
        .equ    ROUNDS, 5000000
        .equ    SSTATUS_SPIE, 1 << 5    # means nothing until an sret
        .text
        .globl  main

# main: returns a checksum in a0. Eight CSR instructions a round.
main:   li      t6, ROUNDS
        li      t5, SSTATUS_SPIE
        li      a0, 0
1:      csrrw   t0, sscratch, t6
        add     a0, a0, t0
        csrs    sstatus, t5
        csrr    t1, sstatus
        add     a0, a0, t1
        csrc    sstatus, t5
        csrw    stval, t6
        csrr    t2, stval
        add     a0, a0, t2
        csrr    t3, sepc
        add     a0, a0, t3
        csrrci  t4, scause, 1
        addi    t6, t6, -1
        bnez    t6, 1b
        ret
