# vtrap.s: traps and returns of the virtual hart, done by hand as the manual describes them
# [priv §3.1.6, §3.1.8, §3.1.9, §3.3.2].
#
# The guest's virtual mode is only a number in VM_MODE, and `fit` makes the real hart fit to it.

        .include "vmm.inc"
        .globl  take_virtual_interrupt, virtual_trap, simulate_mret, simulate_sret

        .text

# take_virtual_interrupt: if an interrupt is enabled in the guest's mode, enter its handler
#   in:  s0 = VM, a0 = mip & mie, not zero
#   out: VM_PC, VM_MODE and the trap CSRs changed if one was taken
#   clobbers: a0, a1, t0-t6
take_virtual_interrupt:
        ld      t0, VM_MODE(s0)
        ld      t1, VM_MSTATUS(s0)
        ld      t2, VM_MIDELEG(s0)

        # those for M-mode: always from below, in M-mode when MIE
        not     t3, t2
        and     t3, a0, t3
        bnei    t0, MODE_M, .Lfor_m, t4
        bnone   t1, MSTATUS_MIE, .Lnone, t5 # in M-mode nothing delegated is taken
.Lfor_m:
        bnez    t3, .Lpick
        beqi    t0, MODE_M, .Lnone, t4

        # those delegated to S-mode: always from U-mode, in S-mode when SIE
        and     t3, a0, t2
        beqz    t0, .Lfor_s
        bnone   t1, MSTATUS_SIE, .Lnone, t5
.Lfor_s:
        beqz    t3, .Lnone

        # the most urgent of them: MEI MSI MTI, SEI SSI STI
.Lpick: la      t0, urgency
.Lnext: lbu     a0, 0(t0)
        addi    t0, t0, 1
        srl     t1, t3, a0
        bnone   t1, 1, .Lnext, t1
        li      t0, MCAUSE_INTERRUPT
        or      a0, a0, t0
        li      a1, 0
        j       enter_handler
.Lnone: ret

# virtual_trap: the guest takes an exception at VM_PC, and runs on in its handler
#   in:  s0 = VM, a0 = cause, a1 = value for mtval or stval
#   out: jumps to resume
virtual_trap:
        la      ra, resume              # and fall through

# enter_handler: what the hart does on a trap
#   in:  s0 = VM, a0 = cause, a1 = value for mtval or stval, ra = return address
#   out: VM_PC, VM_MODE and the trap CSRs changed
#   clobbers: t0-t6
enter_handler:
        sd      s0, VM_CHANGED(s0)
        ld      t0, VM_PC(s0)
        ld      t1, VM_MODE(s0)
        ld      t2, VM_MSTATUS(s0)

        # delegated? Never from M-mode; an interrupt is looked up in mideleg.
        beqi    t1, MODE_M, .Lto_m, t3
        ld      t3, VM_MEDELEG(s0)
        bgez    a0, .Llook_up
        ld      t3, VM_MIDELEG(s0)
.Llook_up:
        srl     t3, t3, a0              # by the low six bits of the cause
        bnone   t3, 1, .Lto_m, t3

        # into S-mode: SPIE = SIE, SIE = 0, SPP = mode
        nonzero VM_LENT(s0), .Llent, t3
        sd      t0, VM_SEPC(s0)
        sd      a0, VM_SCAUSE(s0)
        sd      a1, VM_STVAL(s0)
        ld      t5, VM_STVEC(s0)
.Ls_status:
        andi    t3, t2, MSTATUS_SIE
        keep    t2, ~(MSTATUS_SIE | MSTATUS_SPIE | MSTATUS_SPP), t4
        slli    t3, t3, 4               # SIE is bit 1, SPIE bit 5
        or      t2, t2, t3
        slli    t1, t1, MSTATUS_SPP_SHIFT
        or      t2, t2, t1
        li      t1, MODE_S
        j       .Lenter

        # the CSRs are lent: by `tvm` in the hart they are the hart's own
.Llent: isnt    VM_TECHNIQUE(s0), TECHNIQUE_TVM, .Ltake_back, t3
        csrw    sepc, t0
        csrw    scause, a0
        csrw    stval, a1
        csrr    t5, stvec
        j       .Ls_status
.Ltake_back:
        mv      t6, ra
        call    reclaim
        mv      ra, t6
        j       enter_handler

        # into M-mode: MPIE = MIE, MIE = 0, MPP = mode
.Lto_m: sd      t0, VM_MEPC(s0)
        sd      a0, VM_MCAUSE(s0)
        sd      a1, VM_MTVAL(s0)
        andi    t3, t2, MSTATUS_MIE
        keep    t2, ~(MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_MPP), t4
        slli    t3, t3, 4               # MIE is bit 3, MPIE bit 7
        or      t2, t2, t3
        slli    t1, t1, MSTATUS_MPP_SHIFT
        or      t2, t2, t1
        li      t1, MODE_M
        ld      t5, VM_MTVEC(s0)

        # the handler: xtvec's base; in vectored mode interrupts go to base + 4 × cause
.Lenter:
        sd      t1, VM_MODE(s0)
        sd      t2, VM_MSTATUS(s0)
        andi    t3, t5, 1
        sub     t5, t5, t3              # the base
        beqz    t3, .Ldirect
        bgez    a0, .Ldirect
        slli    t3, a0, 2               # the interrupt bit falls off at the top
        add     t5, t5, t3
.Ldirect:
        sd      t5, VM_PC(s0)
        ret

# simulate_mret: MIE = MPIE, MPIE = 1, mode = MPP, MPP = U; MPRV ends below M-mode
#   in:  s0 = VM in virtual M-mode
#   out: jumps to resume
simulate_mret:
        sd      s0, VM_CHANGED(s0)
        ld      t2, VM_MSTATUS(s0)
        extract t1, t2, MSTATUS_MPP_SHIFT, 2    # the new mode
        andi    t3, t2, MSTATUS_MPIE
        srli    t3, t3, 4
        keep    t2, ~(MSTATUS_MIE | MSTATUS_MPP), t4
        or      t2, t2, t3
        ori     t2, t2, MSTATUS_MPIE
        beqi    t1, MODE_M, .Lreturn_m, t3
        keep    t2, ~MSTATUS_MPRV, t4
.Lreturn_m:
        ld      t0, VM_MEPC(s0)
        j       .Lreturn

# simulate_sret: SIE = SPIE, SPIE = 1, mode = SPP, SPP = U; MPRV ends
#   in:  s0 = VM in virtual S-mode or M-mode
#   out: jumps to resume
simulate_sret:
        sd      s0, VM_CHANGED(s0)
        call    reclaim
        ld      t2, VM_MSTATUS(s0)
        extract t1, t2, MSTATUS_SPP_SHIFT, 1    # the new mode
        andi    t3, t2, MSTATUS_SPIE
        srli    t3, t3, 4
        keep    t2, ~(MSTATUS_SIE | MSTATUS_SPP | MSTATUS_MPRV), t4
        or      t2, t2, t3
        ori     t2, t2, MSTATUS_SPIE
        ld      t0, VM_SEPC(s0)
.Lreturn:
        sd      t0, VM_PC(s0)
        sd      t1, VM_MODE(s0)
        sd      t2, VM_MSTATUS(s0)
        j       resume

        .section .rodata
urgency:
        .byte   11, 3, 7, 9, 1, 5
