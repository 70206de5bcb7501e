# pmp.s: PMP that divides pages. A page of data has a word that can only be read, one that cannot be
# touched, and one beside it that can; a page of code has a routine that cannot be executed, behind
# one of which only a half can; a page table has an entry that cannot be read, and others that
# cannot be written. M-mode under MPRV, S- and U-mode, without page tables and with them, load,
# store, compute atomically, and jump around there, also across the ends of these, and from memory
# into a device. Every trap goes on behind its instruction, or returns from the routine. What comes
# of each is in a register, for whoever compares.

        .include "guest.inc"

        .equ    PMP_R,          1
        .equ    PMP_RX,         5
        .equ    PMP_RWX,        7
        .equ    PMP_TOR,        1 << 3
        .equ    PMP_NA4,        2 << 3
        .equ    PMP_NAPOT,      3 << 3
        .equ    PMP_L,          1 << 7
        .equ    MPP,            3 << MPP_SHIFT
        .equ    MPRV,           1 << 17
        .equ    FS,             1 << 13
        .equ    CAUSE_FETCH,    1
        .equ    CAUSE_ECALL_U,  8
        .equ    CAUSE_FETCH_PAGE, 12
        .equ    SATP_SV39,      8 << 60
        .equ    POINTER,        0x1
        .equ    GIGAPAGE,       0x80000000 >> 2 | 0xcf  # V R W X A D
        .equ    PAGE_RWX,       0x0f                    # V R W X: A and D are to be set
        .equ    U,              0x10
        .equ    MAPPED,         0x40000000

        .option norvc
        .option arch, +d

# protect: entry NUMBER, of MODE, at an address. clobbers t0
        .macro  protect number, symbol, offset=0, ones=0
        la      t0, \symbol
        addi    t0, t0, \offset
        srli    t0, t0, 2
        ori     t0, t0, \ones
        csrw    pmpaddr\number, t0
        .endm

        .text
        .globl  _start
_start:
        la      sp, stack_top
        la      t0, handler
        csrw    mtvec, t0
        li      t0, FS
        csrs    mstatus, t0
        protect 0, page, 16
        protect 1, page, 32
        protect 2, code_page, 8
        protect 3, code_page, 14 & -4
        protect 4, code_page, 64
        protect 5, leaves, 8
        protect 6, leaves, 16, 1                # 16 bytes
        li      t0, -1
        csrw    pmpaddr7, t0
        li      t0, PMP_NA4 | PMP_R | PMP_NA4 << 8
        li      t1, PMP_NA4 << 24 | (PMP_NA4 | PMP_RX) << 16
        or      t0, t0, t1
        li      t1, (PMP_TOR | PMP_RX) << 32 | PMP_NA4 << 40
        or      t0, t0, t1
        li      t1, (PMP_NAPOT | PMP_R) << 48
        or      t0, t0, t1
        li      t1, (PMP_NAPOT | PMP_RWX) << 56
        or      t0, t0, t1
        csrw    pmpcfg0, t0

        la      t1, root
        la      t2, middle
        la      t3, leaves
        srli    t2, t2, 2
        srli    t3, t3, 2
        ori     t2, t2, POINTER
        ori     t3, t3, POINTER
        sd      t2, 8(t1)
        la      t1, middle
        sd      t3, 0(t1)

        # the tables: memory at itself for S-mode; at MAPPED the pages, the first five times, for both
        la      t1, leaves
        la      t2, page
        la      t3, code_page
        srli    t2, t2, 2
        srli    t3, t3, 2
        li      t4, PAGE_RWX
        or      t2, t2, t4
        or      t3, t3, t4
        sd      t2, 0(t1)
        sd      t2, 8(t1)
        sd      t2, 16(t1)
        sd      t2, 24(t1)
        sd      t3, 32(t1)
        ori     t2, t2, U
        ori     t3, t3, U
        sd      t2, 40(t1)
        sd      t3, 48(t1)
        la      t2, page
        srli    t2, t2, 2
        or      t2, t2, t4
        sd      t2, 56(t1)
        li      t2, UART >> 2 | PAGE_RWX
        sd      t2, 64(t1)

        # S- and U-mode without tables
        la      s0, page
        la      s1, code_page
        .irp    mode, 1, 0
        li      a1, \mode
        call    visit
        .endr

        # with them, from MAPPED; S-mode fetches elsewhere
        la      t0, root
        srli    t0, t0, 12
        li      t1, SATP_SV39
        or      t0, t0, t1
        csrw    satp, t0
        sfence.vma
        li      s0, MAPPED
        li      s1, MAPPED + 0x4000
        li      a1, 1
        call    visit
        .irp    offset, 0x1000, 0x2000, 0x3000  # their entries: closed, to be read only
        li      s0, MAPPED + \offset
        call    visit
        .endr

        # over the end of memory into a device
        li      s0, MAPPED + 0x8000 - 32
        call    visit

        # M-mode with their eyes
        li      t0, MPRV
        csrs    mstatus, t0
        la      s1, code_page
        li      s0, MAPPED
        call    as_supervisor
        li      s0, MAPPED + 0x5000
        call    as_user
        csrw    satp, zero
        la      s0, page
        call    as_supervisor
        call    as_user
        li      t0, MPRV
        csrc    mstatus, t0

        # an entry of the same page that is locked binds M-mode, too
        protect 8, page, 64
        li      t0, PMP_NA4 | PMP_R | PMP_L
        csrw    pmpcfg2, t0
        li      t0, -1
        csrw    pmpaddr9, t0
        addi    s0, s0, 48
        call    accesses
        addi    s0, s0, -48
        li      a1, 1
        call    visit
        call    accesses
        j       pass

# as_supervisor, as_user: accesses with MPRV set
as_supervisor:
        li      s3, MPP_S
        j       .Leyes
as_user:
        li      s3, 0
.Leyes: li      t0, MPP
        csrc    mstatus, t0
        csrs    mstatus, s3
        j       accesses

# visit: in the mode a1, the accesses to the page s0, and the routines of the page s1
#   clobbers: t0-t6, a0
visit:
        mv      s2, ra
        li      t0, MPP
        csrc    mstatus, t0
        slli    t0, a1, MPP_SHIFT
        csrs    mstatus, t0
        la      t0, visitor
        csrw    mepc, t0
        mret
visitor:
        call    accesses
        .irp    offset, 0, 4, 6, 8, 10, 12, 16, 20, 60, 64, 68
        addi    t0, s1, \offset
        jalr    ra, t0
        .endr
        li      a0, 0
        ecall

        .balign 16
accesses:
        li      t0, 0x123456789abcdef0
        fmv.d.x fa0, t0
        .irp    offset, 0, 8, 16, 20, 24, 32, 36
        addi    a2, s0, \offset
        sw      t0, \offset(s0)
        lw      t1, \offset(s0)
        lbu     t2, \offset+3(s0)
        sb      t0, \offset+1(s0)
        lh      t3, \offset+2(s0)
        amoadd.w t1, t0, (a2)
        amoswap.w t2, t1, (a2)
        lr.w    t3, (a2)
        sc.w    t4, t0, (a2)
        fsw     fa0, \offset(s0)
        flw     fa1, \offset(s0)
        fmv.x.d t5, fa1
        .endr
        .irp    offset, 0, 8, 16, 24, 32, 40
        addi    a2, s0, \offset
        sd      t0, \offset(s0)
        ld      t1, \offset(s0)
        amomaxu.d t2, t0, (a2)
        fsd     fa0, \offset(s0)
        fld     fa1, \offset(s0)
        fmv.x.d t5, fa1
        .endr
        .irp    offset, 5, 13, 14, 17, 29, 30
        lw      t1, \offset(s0)
        sw      t0, \offset(s0)
        lhu     t2, \offset(s0)
        ld      t3, \offset(s0)
        .endr
        .option push
        .option rvc
        mv      a0, s0
        .irp    offset, 16, 24, 32
        c.lw    a5, \offset(a0)
        c.ld    a5, \offset(a0)
        c.fld   fa5, \offset(a0)
        c.sw    a5, \offset(a0)
        c.sd    a5, \offset(a0)
        c.fsd   fa5, \offset(a0)
        .endr
        ret                                     # so their number is even
        .option pop

# handler: a trap goes on behind its instruction, which is compressed if it says so; one of a fetch
# returns to ra; the call of a visitor returns from `visit`
        .balign 4
handler:
        csrr    t4, mcause
        csrr    t1, mtval
        csrr    t2, mepc
        csrr    t3, mstatus
        addi    t5, t4, -CAUSE_ECALL_U
        sltiu   t5, t5, 2
        bnez    t5, .Lover
        beqz    t4, .Lreturn
        addi    t5, t4, -CAUSE_FETCH
        beqz    t5, .Lreturn
        addi    t5, t4, -CAUSE_FETCH_PAGE
        beqz    t5, .Lreturn
        lhu     t5, 0(t2)
        andi    t5, t5, 3
        addi    t5, t5, -3
        snez    t5, t5
        slli    t5, t5, 1
        addi    t2, t2, 4
        sub     t2, t2, t5
        csrw    mepc, t2
        li      t5, MPRV
        and     t5, t5, t3
        bnez    t5, .Lmachine
        mret
.Lmachine:                                      # mret would make MPP another
        li      t5, MPP
        csrc    mstatus, t5
        csrs    mstatus, s3
        jr      t2
.Lreturn:
        csrw    mepc, ra
        mret
.Lover: jr      s2

        .data
        .balign 4096
page:   .space  4096
code_page:
        ret
        ret
        .option push
        .option rvc
        c.nop
        .option pop
        .rept   20                              # the first has half of it in another entry
        ret
        .endr
        .balign 4096
leaves: .space  4096
middle: .space  4096
root:   .quad   0, 0, GIGAPAGE
        .space  4096 - 3 * 8
