# float.s: computes with floating point in U-mode for longer than a time slice, with its sums in
# registers that nobody saves; and shows what becomes of mstatus.FS. M-mode lends it the registers.
# A VM has to print what the bare machine prints, whoever else computes at the same time.

        .include "guest.inc"

        .option arch, +d
        .equ    FS,             3 << 13
        .equ    FS_INITIAL,     1 << 13
        .equ    FS_CLEAN,       2 << 13
        .equ    ROUNDS,         120000

        .text
        .globl  _start
_start:
        la      sp, stack_top
        la      t0, handler
        csrw    mtvec, t0
        open_memory

        # Off: the first use traps, and the handler lends the registers
        li      t0, FS | 3 << MPP_SHIFT
        csrc    mstatus, t0
        la      t0, compute
        csrw    mepc, t0
        mret

# compute: the sum of the inverse squares, which goes to π²/6
compute:
        fmv.d.x fa0, zero
        li      t0, 1
        fcvt.d.w fa1, t0
        fmv.d   fa2, fa1
        li      t0, ROUNDS
.Lround:
        fmul.d  fa3, fa2, fa2
        fdiv.d  fa3, fa1, fa3
        fadd.d  fa0, fa0, fa3
        fadd.d  fa2, fa2, fa1
        addi    t0, t0, -1
        bnez    t0, .Lround
        frcsr   t1
        ecall

# handler: the first trap says that the registers are off, the second that the sum is there
        .balign 4
handler:
        csrr    t0, mcause
        addi    t0, t0, -8
        beqz    t0, computed
        show    "off: mcause", t0
        csrr    t0, mstatus
        show    "  mstatus", t0
        li      t0, FS_INITIAL
        csrs    mstatus, t0
        csrr    t0, mstatus
        show    "  lent", t0
        mret

computed:
        csrr    t0, mstatus
        show    "mstatus afterwards", t0
        fmv.x.d t0, fa0
        show    "sum", t0
        show    "fcsr", t1
        li      t0, FS
        csrc    mstatus, t0
        li      t0, FS_CLEAN
        csrs    mstatus, t0
        fmv.x.d t0, fa0
        show    "sum, still there", t0
        csrr    t0, mstatus
        show    "mstatus, only read", t0
        fmv.w.x fa4, zero
        csrr    t0, sstatus
        show    "sstatus, written", t0
        say     "float: done"
        j       pass
