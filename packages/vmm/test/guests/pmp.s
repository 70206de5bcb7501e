# pmp.s: PMP that divides a page: a word that can only be read, and one that cannot be touched, in a
# page that can be read and written otherwise. S-mode, without page tables, then with them, loads
# and stores around them, also across their ends; every trap goes on behind its instruction. What
# comes of each is in a register, for whoever compares.

        .include "guest.inc"

        .equ    PMP_R,          1
        .equ    PMP_RWX,        7
        .equ    PMP_NA4,        2 << 3
        .equ    PMP_NAPOT,      3 << 3
        .equ    MPP,            3 << MPP_SHIFT
        .equ    MPP_S,          1 << MPP_SHIFT
        .equ    CAUSE_ECALL_S,  9
        .equ    SATP_SV39,      8 << 60
        .equ    GIGAPAGE,       0x80000000 >> 2 | 0xcf  # V R W X A D

        .option norvc

        .text
        .globl  _start
_start:
        la      sp, stack_top
        la      t0, handler
        csrw    mtvec, t0
        la      s0, page
        addi    t0, s0, 16
        srli    t0, t0, 2
        csrw    pmpaddr0, t0                    # can be read only
        addi    t0, s0, 32
        srli    t0, t0, 2
        csrw    pmpaddr1, t0                    # cannot be touched
        li      t0, -1
        csrw    pmpaddr2, t0
        li      t0, PMP_NA4 | PMP_R | PMP_NA4 << 8 | (PMP_NAPOT | PMP_RWX) << 16
        csrw    pmpcfg0, t0
        call    supervisor
        la      t0, root
        srli    t0, t0, 12
        li      t1, SATP_SV39
        or      t0, t0, t1
        csrw    satp, t0
        sfence.vma
        call    supervisor
        j       pass

# supervisor: the accesses, in S-mode
#   in:  s0 = page
#   clobbers: t0-t4
supervisor:
        li      t0, MPP
        csrc    mstatus, t0
        li      t0, MPP_S
        csrs    mstatus, t0
        la      t0, accesses
        csrw    mepc, t0
        mret
accesses:
        li      t0, 0x123456789abcdef0
        .irp    offset, 0, 8, 16, 20, 24, 32, 36
        sw      t0, \offset(s0)
        lw      t1, \offset(s0)
        lbu     t2, \offset+3(s0)
        sb      t0, \offset+1(s0)
        lh      t3, \offset+2(s0)
        .endr
        .irp    offset, 0, 8, 16, 24, 32, 40
        sd      t0, \offset(s0)
        ld      t1, \offset(s0)
        .endr
        ecall

# handler: a trap goes on behind its instruction; the call of S-mode returns from `supervisor`
        .balign 4
handler:
        csrr    t4, mcause
        csrr    t1, mtval
        addi    t4, t4, -CAUSE_ECALL_S
        beqz    t4, .Lover
        csrr    t4, mepc
        addi    t4, t4, 4
        csrw    mepc, t4
        mret
.Lover: ret

        .data
        .balign 4096
page:   .space  4096
root:   .quad   0, 0, GIGAPAGE
        .space  4096 - 3 * 8
