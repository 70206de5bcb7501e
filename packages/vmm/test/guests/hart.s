# hart.s: looks at everything a hart shows of itself and prints it: what each CSR keeps of all ones,
# what traps leave behind, from and into each mode, who may do what. A virtual hart has to print
# what the real one prints.
#
# Register plan: s0 where to go on after a trap, s1 scratch of the macros, s3 counts, s4 address

        .include "guest.inc"

        .equ    MODE_U,         0
        .equ    MODE_S,         1
        .equ    MODE_M,         3
        .equ    MPRV,           1 << 17
        .equ    SUM,            1 << 18
        .equ    MXR,            1 << 19
        .equ    TVM,            1 << 20
        .equ    TW,             1 << 21
        .equ    TSR,            1 << 22
        .equ    SSIP,           1 << 1
        .equ    STIP,           1 << 5
        .equ    SEIP,           1 << 9
        .equ    MISA_H,         1 << 7
        .equ    CLINT,          0x02000000
        .equ    PAGE,           0x40000000      # where the tables map the page under test

# csr: what NAME is at first, and what it keeps of all ones and of zero
        .macro  csr     name
        csrr    t0, \name
        show    "\name", t0
        li      t1, -1
        csrw    \name, t1
        csrr    t0, \name
        show    "  of ones", t0
        csrw    \name, zero
        csrr    t0, \name
        show    "  of zero", t0
        .endm

# in_mode: run INSTRUCTION in MODE, with these bits of mstatus set; print the trap it ends in
        .macro  in_mode text, mode, bits, instruction:vararg
        la      a0, .Lmode\@
        li      a1, \mode
        li      a2, \bits
        la      s0, .Lback\@
        j       enter
        .balign 4
.Lmode\@:
        \instruction
        ecall
.Lback\@:
        show    "\text: mcause", t3
        show    "  mtval", t4
        show    "  mstatus", t5
        .endm

# pmp: what S and U may do in the page with this pmpcfg0
        .macro  pmp     text, config
        li      t0, \config
        csrw    pmpcfg0, t0
        la      s4, page
        li      s3, 0
        call    attempts
        .section .rodata
.Ltext\@:
        .asciz  "  with \text\n"
        .text
        la      a0, .Ltext\@
        call    print
        .endm

        .text
        .globl  _start
_start:
        la      sp, stack_top
        la      t0, handler
        csrw    mtvec, t0
        li      t0, -1                          # let the modes below reach all memory
        csrw    pmpaddr0, t0
        li      t0, 0x1f
        csrw    pmpcfg0, t0

        # no virtual hart has H: the real one turns it off
        li      t0, MISA_H
        csrc    misa, t0

        # the registers, one by one
        csr     sscratch
        csr     sepc
        csr     scause
        csr     stval
        csr     stvec
        csr     scounteren
        csr     satp
        csr     mscratch
        csr     mepc
        csr     mcause
        csr     mtval
        csr     tselect
        csr     tdata1
        csr     mcounteren
        csr     medeleg
        csr     mideleg
        csr     mie
        csr     mip
        csrr    t0, misa
        show    "misa", t0
        csrw    misa, zero
        csrr    t0, misa
        show    "  of zero", t0
        csr     mcountinhibit
        csr     mhpmcounter3
        csr     mhpmevent31
        csr     pmpaddr7
        li      t1, -1
        csrw    mideleg, t1
        csr     sie
        csr     sip
        csrw    mideleg, zero
        csrr    t0, mstatus
        show    "mstatus", t0
        li      t1, -1
        csrw    mstatus, t1
        csrr    t0, mstatus
        show    "  of ones", t0
        csrr    t0, sstatus
        show    "  sstatus", t0
        li      t1, 1 << MPP_SHIFT              # MPP 2 is no mode
        csrc    mstatus, t1
        csrr    t0, mstatus
        show    "  MPP of 2", t0
        csrw    mstatus, zero
        csrr    t0, mstatus
        show    "  of zero", t0
        csrr    t0, mhartid
        show    "mhartid", t0

        # who may do what
        in_mode "ecall in U", MODE_U, 0, nop
        in_mode "ecall in S", MODE_S, 0, nop
        in_mode "ecall in M", MODE_M, 0, nop
        in_mode "ebreak in U", MODE_U, 0, ebreak
        in_mode "mret in S", MODE_S, 0, mret
        in_mode "sret in U", MODE_U, 0, sret
        in_mode "wfi in U", MODE_U, 0, wfi
        in_mode "sret in S with TSR", MODE_S, TSR, sret
        in_mode "wfi in S with TW", MODE_S, TW, wfi
        in_mode "satp in S with TVM", MODE_S, TVM, csrr t0, satp
        in_mode "satp in S", MODE_S, 0, csrr t0, satp
        in_mode "sfence.vma in S with TVM", MODE_S, TVM, sfence.vma
        in_mode "sfence.vma in S", MODE_S, 0, sfence.vma
        in_mode "sfence.vma in U", MODE_U, 0, sfence.vma
        in_mode "mstatus in S", MODE_S, 0, csrr t0, mstatus
        in_mode "sstatus in U", MODE_U, 0, csrr t0, sstatus
        in_mode "time in U", MODE_U, 0, csrr t0, time
        in_mode "write to mhartid", MODE_M, 0, csrw mhartid, zero
        in_mode "no such CSR", MODE_M, 0, csrr t0, 0x5c0
        in_mode "zeros", MODE_M, 0, .word 0
        in_mode "ones", MODE_M, 0, .word -1
        in_mode "fld", MODE_M, 0, .word 0x00003007
        in_mode "hfence", MODE_M, 0, .word 0x62000073
        in_mode "funct3 4, with the number of sstatus", MODE_S, 0, .word 0x10004073

        # counters, as far as the modes above allow
        li      t0, 2
        csrw    mcounteren, t0
        in_mode "time in S, allowed", MODE_S, 0, csrr t0, time
        in_mode "time in U, allowed half", MODE_U, 0, csrr t0, time
        csrw    scounteren, t0
        in_mode "cycle in S", MODE_S, 0, csrr t0, cycle

        # delegation: into S-mode's handler, which says so
        la      t0, supervisor_handler
        csrw    stvec, t0
        li      t0, ~(1 << 9)                   # all but its own ecall
        csrw    medeleg, t0
        in_mode "ecall in U, delegated", MODE_U, 0, nop
        in_mode "illegal in S, delegated", MODE_S, 0, csrr t0, mstatus
        in_mode "illegal in M, delegated", MODE_M, 0, .word 0
        csrw    medeleg, zero

        # interrupts: of those pending, the most urgent, when it is enabled
        li      t0, SSIP | STIP | SEIP
        csrs    mip, t0
        csrw    mie, t0
        in_mode "three pending, M waits", MODE_M, 0, nop
        in_mode "three pending, U", MODE_U, 0, nop
        li      t0, SSIP | SEIP
        csrw    mideleg, t0
        in_mode "STIP not delegated, S", MODE_S, 0, nop
        li      t0, STIP
        csrc    mip, t0
        in_mode "the others are, S is deaf", MODE_S, 0, nop
        in_mode "the others are, U", MODE_U, 0, nop
        csrw    mip, zero
        li      t0, 1 << 3
        csrw    mie, t0
        li      t0, CLINT
        li      t1, 1
        sw      t1, 0(t0)
        in_mode "software interrupt", MODE_U, 0, nop
        la      t0, vectors + 1
        csrw    mtvec, t0
        in_mode "software interrupt, vectored", MODE_U, 0, nop
        show    "  entry", t2
        li      t0, CLINT
        sw      zero, 0(t0)
        in_mode "ecall, vectored", MODE_U, 0, nop
        show    "  entry", t2
        la      t0, handler
        csrw    mtvec, t0
        li      t0, 1 << 7
        csrw    mie, t0
        li      t0, CLINT + 0x4000
        sd      zero, 0(t0)
        in_mode "timer interrupt", MODE_U, 0, nop
        li      t0, CLINT + 0x4000
        li      t1, -1
        sd      t1, 0(t0)
        csrw    mie, zero

        # Sv39, as S and U see it through MPRV: pages of each kind
        la      t0, root
        la      t1, middle
        srli    t2, t1, 12
        slli    t2, t2, 10
        ori     t2, t2, 1
        sd      t2, 8(t0)                       # the gigabyte of PAGE
        la      t2, leaves
        srli    t2, t2, 12
        slli    t2, t2, 10
        ori     t2, t2, 1
        sd      t2, 0(t1)
        srli    t0, t0, 12
        li      t1, 8 << 60
        or      t0, t0, t1
        csrw    satp, t0

        # each combination of V R W X U A D in a leaf
        li      s3, 0
.Lleaf: li      s4, PAGE
        la      t0, page
        srli    t0, t0, 12
        slli    t0, t0, 10
        or      t0, t0, s3
        la      t1, leaves
        sd      t0, 0(t1)
        sfence.vma
        call    attempts
        addi    s3, s3, 1
        li      t0, 0x100
        bltu    s3, t0, .Lleaf
        csrw    satp, zero

        # PMP: four entries on a page, in several combinations
        la      t0, page
        srli    t0, t0, 2
        ori     t1, t0, 0x1ff
        csrw    pmpaddr0, t1                    # NAPOT: the page
        csrw    pmpaddr1, t0
        addi    t0, t0, 1024
        csrw    pmpaddr2, t0                    # TOR: the page
        li      t0, -1
        csrw    pmpaddr3, t0                    # NAPOT: everything
        pmp     "everything", 0x1f000000
        pmp     "nothing", 0
        pmp     "the page R, everything", 0x1f000019
        pmp     "the page RW, everything", 0x1f00001b
        pmp     "the page X, everything", 0x1f00001c
        pmp     "the page by TOR", 0x000f0000
        pmp     "no page by TOR, everything", 0x1f080000
        pmp     "the first entry counts", 0x1f0f0019
        li      t0, 0x1f00001b
        csrw    pmpcfg0, t0
        in_mode "fetch without X", MODE_U, 0, j page
        li      t0, 0x1f00001c
        csrw    pmpcfg0, t0
        in_mode "fetch with X", MODE_S, 0, j page
        say     "hart: done"
        j       pass

# attempts: load and store as S, S with SUM, S with MXR, U; print what works, as a set of bits
#   in:  s3 = the leaf's bits, s4 = address
attempts:
        addi    sp, sp, -16
        sd      ra, 8(sp)
        li      t6, 0
        li      t3, MODE_S << MPP_SHIFT | MPRV
        call    attempt
        li      t3, MODE_S << MPP_SHIFT | MPRV | SUM
        call    attempt
        li      t3, MODE_S << MPP_SHIFT | MPRV | SUM | MXR
        call    attempt
        li      t3, MODE_U << MPP_SHIFT | MPRV
        call    attempt
        li      t3, MODE_U << MPP_SHIFT | MPRV | MXR
        call    attempt
        slli    t0, s3, 16
        or      t0, t0, t6
        show    "leaf", t0
        ld      ra, 8(sp)
        addi    sp, sp, 16
        ret

# attempt: a load and a store
#   in:  s4 = address, t3 = bits of mstatus
#   out: t6 = t6 × 4 + 2 if the load worked + 1 if the store worked
attempt:
        la      t0, count_handler
        csrw    mtvec, t0
        li      t0, 3 << MPP_SHIFT
        slli    t6, t6, 1
        csrc    mstatus, t0
        csrs    mstatus, t3
        ld      t2, 0(s4)
        addi    t6, t6, 1                       # skipped by the handler when the load traps
        csrc    mstatus, t3
        slli    t6, t6, 1
        csrc    mstatus, t0
        csrs    mstatus, t3
        sd      t2, 0(s4)
        addi    t6, t6, 1
        csrc    mstatus, t3
        la      t0, handler
        csrw    mtvec, t0
        ret

# count_handler: skip the access and the addition after it
        .balign 4
count_handler:
        csrr    t4, mepc
        lhu     t5, 0(t4)
        andi    t5, t5, 3
        addi    t4, t4, 2
        addi    t5, t5, -3
        bnez    t5, .Lshort
        addi    t4, t4, 2
.Lshort:
        addi    t4, t4, 2                       # c.addi
        csrw    mepc, t4
        csrc    mstatus, t3
        li      t4, 3 << MPP_SHIFT
        csrs    mstatus, t4
        mret

# enter: go to a mode
#   in:  a0 = address, a1 = mode, a2 = bits of mstatus, s0 = where to go on
enter:
        csrw    mstatus, a2
        slli    a1, a1, MPP_SHIFT
        csrs    mstatus, a1
        csrw    mepc, a0
        mret

# handler: note the trap, go on at s0 in M-mode
#   out: t3 = mcause, t4 = mtval (0 for those whose value is left to the hart), t5 = mstatus
        .balign 4
handler:
        csrr    t3, mcause
        csrr    t4, mtval
        csrr    t5, mstatus
        csrw    mepc, s0
        li      s1, 3 << MPP_SHIFT
        csrw    mstatus, s1
        mret

# vectors: the handler by the cause of an interrupt; exceptions go to the first entry
#   out: t2 = number of the entry, and as handler
        .balign 4
        .option push
        .option norvc
vectors:
        j       .Lexception
        .word   0, 0
        li      t2, 3
        j       handler
        .option pop
.Lexception:
        li      t2, 0
        j       handler

# supervisor_handler: print the trap, and go back to M-mode by an ecall
        .balign 4
supervisor_handler:
        csrr    t0, scause
        show    "in S: scause", t0
        csrr    t0, stval
        show    "  stval", t0
        csrr    t0, sstatus
        show    "  sstatus", t0
        ecall

        .data
        .balign 4096
root:   .zero   4096
middle: .zero   4096
leaves: .zero   4096
page:   .word   0x73                            # ecall
        .zero   4092
