# exits.s: a guest in M-mode that leaves for the VMM in many ways, a known number of times each.
#
#   csrr mstatus      3, simulated            ecall                1, the guest's own
#   csrr 0x7c0        1, no such CSR          load at nothing      1, the guest's own
#   csrw mhartid      1, a read-only CSR      load of the UART     2, simulated
#   garbage           1                       load under MPRV      2, simulated
#   csrr 0x7c1        1, whose handler is the next instruction

        .equ    FINISHER,       0x100000
        .equ    FINISHER_PASS,  0x5555
        .equ    UART_LSR,       0x10000005
        .equ    NOTHING,        0x40000000
        .equ    RAM_GIGABYTE,   2               # which 1 GiB RAM is in
        .equ    PTE_LEAF,       0xdf            # V R W X U A D
        .equ    PTE_PPN_SHIFT,  10
        .equ    PAGE_SHIFT,     12
        .equ    SATP_MODE_SHIFT, 60
        .equ    SATP_SV39,      8
        .equ    MSTATUS_MPRV,   1 << 17         # mpp is U
        .equ    PMP_NAPOT_RWX,  3 << 3 | 7

        .option norvc                           # the handler skips 4 bytes
        .text
        .globl  _start
_start:
        la      t0, skip
        csrw    mtvec, t0
        li      t0, -1                          # U-mode may touch all memory
        csrw    pmpaddr0, t0
        li      t0, PMP_NAPOT_RWX
        csrw    pmpcfg0, t0

        csrr    t1, mstatus
        csrr    t1, mstatus
        csrr    t1, mstatus
        csrr    t1, 0x7c0
        csrw    0xf14, t1
        .4byte  0xffffffff
        ecall

        li      t2, NOTHING
        lw      t1, 0(t2)
        li      t2, UART_LSR
        lbu     t1, 0(t2)
        lbu     t1, 0(t2)

        # one gigapage: virtual is physical. M-mode itself does not use it, but for MPRV.
        la      t2, table
        li      t1, RAM_GIGABYTE << (30 - PAGE_SHIFT + PTE_PPN_SHIFT) | PTE_LEAF
        sd      t1, 8*RAM_GIGABYTE(t2)
        srli    t2, t2, PAGE_SHIFT
        li      t1, SATP_SV39
        slli    t1, t1, SATP_MODE_SHIFT
        or      t1, t1, t2
        csrw    satp, t1
        la      t2, table
        li      t1, MSTATUS_MPRV
        csrw    mstatus, t1
        ld      t3, 0(t2)
        ld      t3, 0(t2)
        csrw    mstatus, zero

        la      t0, next
        csrw    mtvec, t0
        csrr    t1, 0x7c1
next:
        li      t0, FINISHER
        li      t1, FINISHER_PASS
        sw      t1, 0(t0)
        j       .

        .balign 4
skip:
        csrr    t5, mepc
        addi    t5, t5, 4
        csrw    mepc, t5
        mret

        .data
        .balign 4096
table:
        .zero   4096
