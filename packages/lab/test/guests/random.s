# random.s: what surrounds a random program, so that it goes on whatever it does.
#
# The program is a row of slots of SLOT_BYTES; each begins by noting its place in s11. Whatever
# traps in a slot, in whatever mode, the handlers go on at the next one, in a mode by chance. They
# touch no memory, as everything around them may be out of order; and they show all of the state
# that they find, for whoever compares registers.
#
# Register plan, which the random program keeps to:
#   s6  end of the slots       s8   chance       s9  mstatus.MPRV       s11  the slot that runs

        .equ    SLOT_BYTES,     128
        .equ    CLINT,          0x02000000
        .equ    CLINT_MTIMECMP, 0x4000
        .equ    FINISHER,       0x00100000
        .equ    FINISHER_PASS,  0x5555
        .equ    MPP,            3 << 11
        .equ    SPP,            1 << 8
        .equ    MPRV,           1 << 17
        .equ    SOFT,           0x222           # SEIP, STIP, SSIP
        .equ    CAUSES,         16

        .option norvc

# show: a CSR in a register
        .macro  show    to, csr
        csrr    \to, \csr
        .endm

# chance: the next value of s8. clobbers t5
        .macro  chance
        slli    t5, s8, 13
        xor     s8, s8, t5
        srli    t5, s8, 7
        xor     s8, s8, t5
        slli    t5, s8, 17
        xor     s8, s8, t5
        .endm

        .section .text.start, "ax"
        .globl  _start
_start:
        la      s6, program_end
        la      t0, seed
        ld      s8, 0(t0)
        li      s9, MPRV
        la      t0, machine_vector
        csrw    mtvec, t0
        la      t0, supervisor_vector
        csrw    stvec, t0
        la      t0, program
        jr      t0

        .balign 256
machine_vector:                         # for vectored mode: as many jumps as there are interrupts
        .rept   CAUSES
        j       machine_trap
        .endr
        .balign 256
supervisor_vector:
        .rept   CAUSES
        j       supervisor_trap
        .endr

# machine_trap: silence all interrupts; after an exception go on in the next slot
machine_trap:
        csrc    mstatus, s9
        show    a0, mcause
        show    a1, mepc
        show    a2, mtval
        show    a3, mstatus
        show    a4, mip
        show    a5, mie
        show    a6, scause
        show    a7, sepc
        show    t0, stval
        show    t1, satp
        show    t2, mcycle
        show    t3, minstret
        show    t4, mscratch
        show    s2, sscratch
        show    s3, medeleg
        show    s4, mideleg
        show    s5, sip
        chance
        li      t5, CLINT
        sw      zero, 0(t5)
        li      t6, -1
        li      t5, CLINT + CLINT_MTIMECMP
        sd      t6, 0(t5)
        li      t5, SOFT
        csrc    mip, t5
        bltz    a0, .Lback
        addi    s11, s11, SLOT_BYTES
        bgeu    s11, s6, finish
        csrw    mepc, s11
        li      t5, MPP                 # a mode by chance; 2 is none, and leaves what was there
        csrc    mstatus, t5
        and     t6, s8, t5
        csrs    mstatus, t6
.Lback: mret

finish:
        li      t0, FINISHER
        li      t1, FINISHER_PASS
        sw      t1, 0(t0)
.Lended:
        j       .Lended

# supervisor_trap: an exception ends in the next slot, too; all else is M-mode's to silence
supervisor_trap:
        show    a0, scause
        show    a1, sepc
        show    a2, stval
        show    a3, sstatus
        show    a4, sip
        show    a5, sie
        show    a6, sscratch
        chance
        bltz    a0, .Lask
        andi    t5, s8, 1
        bnez    t5, .Lask
        addi    s11, s11, SLOT_BYTES
        bgeu    s11, s6, .Lask
        csrw    sepc, s11
        li      t5, SPP
        csrc    sstatus, t5
        and     t6, s8, t5
        csrs    sstatus, t6
        sret
.Lask:  ecall

# The random program: it lies behind this page
        .equ    program,        0x80001000
        .equ    program_end,    program + 128 * SLOT_BYTES
        .section .data
        .balign 8
seed:   .quad   0x2545f4914f6cdd1d
