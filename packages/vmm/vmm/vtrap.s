# vtrap.s: traps and returns of the virtual hart, done by hand as the manual describes them
# [priv §3.1.6, §3.1.8, §3.1.9, §3.3.2].
#
# The guest's virtual mode is only a number in VM_MODE, and `fit` makes the real hart fit to it.

        .include "vmm.inc"
        .globl  take_virtual_interrupt, virtual_trap, quick_handler
        .globl  return_m, return_s

        .equ    TO_PIE, MSTATUS_MPIE_SHIFT - MSTATUS_MIE_SHIFT  # in S-mode's fields as well

# push: STATUS after a trap from MODE into mode X: PIE = IE, IE = 0, PP = MODE. clobbers MODE, BITS
        .macro  push    x, status, mode, bits
        slli    \mode, \mode, MSTATUS_\x\()PP_SHIFT
        andi    \bits, \status, MSTATUS_\x\()IE
        slli    \bits, \bits, TO_PIE
        or      \mode, \mode, \bits
        keep    \status, ~(MSTATUS_\x\()IE | MSTATUS_\x\()PIE | MSTATUS_\x\()PP), \bits
        or      \status, \status, \mode
        .endm

# pop: STATUS after a return from mode X, and MODE: MODE = PP, PP = U, IE = PIE, PIE = 1.
# clobbers t0, BITS
        .macro  pop     x, status, mode, bits
        masked  \status, MSTATUS_\x\()PP, \mode
        srli    \mode, \mode, MSTATUS_\x\()PP_SHIFT
        andi    \bits, \status, MSTATUS_\x\()PIE
        srli    \bits, \bits, TO_PIE
        keep    \status, ~(MSTATUS_\x\()IE | MSTATUS_\x\()PP)
        or      \status, \status, \bits
        ori     \status, \status, MSTATUS_\x\()PIE
        .endm

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
#   plan: s1 to s3 pc, mode and mstatus before the trap
virtual_trap:
        ld      s1, VM_PC(s0)
        ld      s2, VM_MODE(s0)
        ld      s3, VM_MSTATUS(s0)
        jal     enter_handler
        differs VM_PC(s0), s1, resume

        # a handler whose first instruction raises an exception: one that changes nothing comes for
        # ever, unless an interrupt can come to M-mode. The operator is told, once.
        differs VM_MODE(s0), s2, resume
        differs VM_MSTATUS(s0), s3, resume
        beqi    s2, MODE_M, .Llocked
        ld      t0, VM_MIDELEG(s0)
        ori     t0, t0, MSIP            # a lone hart can send that only itself
        not     t0, t0
        apply   and, t0, VM_MIE(s0), t1
        bnez    t0, resume
.Llocked:
        plus    t1, s0, VM_LOCKED
        nonzero 0(t1), resume
        sd      s0, 0(t1)
        jal     console_end_line
        say     " is locked up: its trap handler faults at once, at", report
        mv      a0, s1
        jal     print_hex
        say     "\n"
        j       resume

# enter_handler: what the hart does on a trap
#   in:  s0 = VM, a0 = cause, a1 = value for mtval or stval, ra = return address
#   out: VM_PC, VM_MODE and the trap CSRs changed
#   clobbers: t0-t6
enter_handler:
        mv      t0, a0
        mv      t1, a1                  # and fall through

# quick_handler: the same with five registers, if nothing is lent
#   in:  s0 = VM, t0 = cause, t1 = value for mtval or stval, ra = return address
#   out: as enter_handler
#   clobbers: t0-t4
#   plan: t2 the mode, t3 mstatus, t1 later the handler
quick_handler:
        sd      s0, VM_CHANGED(s0)
        ld      t2, VM_MODE(s0)
        ld      t3, VM_MSTATUS(s0)

        # delegated? Never from M-mode; an interrupt is looked up in mideleg.
        beqi    t2, MODE_M, .Lto_m, t4
        ld      t4, VM_MEDELEG(s0)
        bgez    t0, .Llook_up
        ld      t4, VM_MIDELEG(s0)
.Llook_up:
        srl     t4, t4, t0              # by the low six bits of the cause
        bnone   t4, 1, .Lto_m, t4

        # into S-mode
        nonzero VM_LENT(s0), .Llent, t4
        sd      t0, VM_SCAUSE(s0)
        sd      t1, VM_STVAL(s0)
        assign  VM_SEPC(s0), VM_PC(s0), t1
        ld      t1, VM_STVEC(s0)
.Ls_status:
        push    S, t3, t2, t4
        li      t2, MODE_S
        j       .Lenter

        # the CSRs are lent: by `tvm` in the hart they are the hart's own
.Llent: isnt    VM_TECHNIQUE(s0), TECHNIQUE_TVM, .Ltake_back, t4
        csrw    scause, t0
        csrw    stval, t1
        ld      t1, VM_PC(s0)
        csrw    sepc, t1
        csrr    t1, stvec
        j       .Ls_status
.Ltake_back:
        mv      t6, ra
        jal     reclaim
        mv      ra, t6
        j       enter_handler

        # into M-mode
.Lto_m: sd      t0, VM_MCAUSE(s0)
        sd      t1, VM_MTVAL(s0)
        assign  VM_MEPC(s0), VM_PC(s0), t1
        ld      t1, VM_MTVEC(s0)
        push    M, t3, t2, t4
        li      t2, MODE_M

        # the handler: xtvec's base; in vectored mode interrupts go to base + 4 × cause
.Lenter:
        sd      t2, VM_MODE(s0)
        sd      t3, VM_MSTATUS(s0)
        andi    t4, t1, 1
        sub     t1, t1, t4              # the base
        beqz    t4, .Ldirect
        bgez    t0, .Ldirect
        slli    t4, t0, 2               # the interrupt bit falls off at the top
        add     t1, t1, t4
.Ldirect:
        sd      t1, VM_PC(s0)
        ret

# return_m, return_s: what the hart does on mret, sret; for return_s nothing may be lent
#   in:  s0 = VM, ra = return address
#   out: VM_PC, VM_MODE and mstatus changed
#   clobbers: t0-t3
return_m:
        ld      t3, VM_MSTATUS(s0)
        pop     M, t3, t2, t1
        ld      t1, VM_MEPC(s0)
        beqi    t2, MODE_M, .Lreturned, t0
        j       .Lbelow_m
return_s:
        ld      t3, VM_MSTATUS(s0)
        pop     S, t3, t2, t1
        ld      t1, VM_SEPC(s0)
.Lbelow_m:
        keep    t3, ~MSTATUS_MPRV, t0   # ends below M-mode
.Lreturned:
        sd      zero, VM_RESERVED(s0)
        sd      s0, VM_CHANGED(s0)
        sd      t1, VM_PC(s0)
        sd      t2, VM_MODE(s0)
        sd      t3, VM_MSTATUS(s0)
        ret

        .section .rodata
urgency:
        .byte   11, 3, 7, 9, 1, 5
