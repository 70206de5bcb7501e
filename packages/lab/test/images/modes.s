# modes.s: a known number of instructions in each mode. From M-mode to S-mode to U-mode, and back
# by system calls.
#
#   M-mode  20 + 4        S-mode  5 + 3        U-mode  4

        .equ    FINISHER,       0x100000
        .equ    FINISHER_PASS,  0x5555
        .equ    PMP_NAPOT_RWX,  0x1f
        .equ    ECALL_FROM_U,   8
        .equ    MPP_SHIFT,      11

        .text
        .globl  _start
_start:
        la      t0, machine_trap        # 2 instructions, as every la
        csrw    mtvec, t0
        la      t0, os_trap
        csrw    stvec, t0
        li      t0, -1                  # S- and U-mode may use all memory
        csrw    pmpaddr0, t0
        li      t0, PMP_NAPOT_RWX
        csrw    pmpcfg0, t0
        li      t0, 1
        slli    t0, t0, ECALL_FROM_U
        csrw    medeleg, t0
        la      t0, os
        csrw    mepc, t0
        li      t0, 1                   # mstatus.mpp = S
        slli    t0, t0, MPP_SHIFT
        csrw    mstatus, t0
        mret

os:
        la      t0, program
        csrw    sepc, t0
        csrw    sstatus, zero
        sret

program:
        nop
        nop
        nop
        ecall                           # booked to U-mode, which began it

        .balign 4
os_trap:
        nop
        nop
        ecall

        .balign 4
machine_trap:
        lui     t0, FINISHER >> 12
        lui     t1, 5
        addi    t1, t1, FINISHER_PASS - 0x5000
        sw      t1, 0(t0)
        j       .
