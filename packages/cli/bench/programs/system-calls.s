# system-calls.s: the way from U-mode to a handler in S-mode and back, with nothing done there.
        .include "fewer.inc"
        .equ    ROUNDS, 2000000 / FEWER
        .equ    SPP, 1 << 8
        .equ    PTE_U, 1 << 4
        .equ    SUM, 1 << 18
        .text
        .globl  main

# main: runs `program` in U-mode; returns in a0 what it counted.
#   The program's page is made a user page; its exit is the ecall with a7 = 1.
main:   la      t0, handler
        csrw    stvec, t0
        la      t0, save
        sd      ra, 0(t0)
        sd      sp, 8(t0)
        la      t0, program             # leaves[(program - RAM) >> 12] |= U
        srli    t0, t0, 12
        li      t1, 0x80000
        sub     t0, t0, t1
        slli    t0, t0, 3
        la      t1, leaves
        add     t0, t0, t1
        ld      t1, 0(t0)
        ori     t1, t1, PTE_U
        sd      t1, 0(t0)
        sfence.vma
        li      t0, SPP
        csrc    sstatus, t0
        la      t0, program
        csrw    sepc, t0
        sret

# handler: counts a call in a0 and goes back behind the ecall; a7 = 1 ends the measurement.
        .balign 4
handler:
        csrrw   t0, sscratch, t0
        bnez    a7, 1f
        csrr    t0, scause
        addi    a0, a0, 1
        csrr    t0, sepc
        addi    t0, t0, 4
        csrw    sepc, t0
        csrrw   t0, sscratch, t0
        sret
1:      la      t0, save
        ld      ra, 0(t0)
        ld      sp, 8(t0)
        ret

        .balign 4096
program:
        li      a0, 0
        li      a7, 0
        li      s0, ROUNDS
1:      ecall
        addi    s0, s0, -1
        bnez    s0, 1b
        li      a7, 1
        ecall
        .balign 4096

        .bss
        .balign 8
save:   .skip   16
