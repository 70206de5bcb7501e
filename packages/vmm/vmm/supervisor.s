# supervisor.s: the technique `tvm`: the guest's S-mode in the real S-mode, its U-mode in the real
# U-mode, with the supervisor CSRs of the hart lent to the guest.
#
#   straight to the guest's S-mode, by delegation      out to the VMM
#     ecall from U-mode, ebreak, misaligned accesses     satp, sfence.vma    mstatus.TVM
#     its own software, timer, external interrupts       wfi                 mstatus.TW
#     sret, sstatus, sie, sip, stvec, sepc, …            M-mode's business   illegal in S-mode
#     time, cycle, instret, where no offset moves them   page faults         not delegated
#     stimecmp, if the hart has it, where time does
#
# So a guest system serves its programs' calls alone. Page faults have to come here, because most
# are not the guest's: its page is only missing from the shadow table (shadow.s).
#
# This is how the guest runs while VM_CONTEXT is CONTEXT_DIRECT: below M-mode with its paging on.
# Else all is as in the technique `trap`.
#
# What has been lent is taken back as late as can be, for most exits have no use for it. VM_LENT
# says how far it is lent:
#
#   LENT_ALL    in CONTEXT_DIRECT, and while the VMM works for an exit from there. Of what the guest
#               can change, only VM_MODE and VM_MSTATUS are true in the structure
#   LENT_CSRS   when the guest goes on in another context, in the real U-mode: nothing is delegated
#               any more, its interrupts are true in the structure, the other CSRs still in the hart
#   LENT_NONE   when they are asked for, and before another VM gets the hart: all in the structure

        .include "vmm.inc"
        .globl  fit, show_lines, lend_interrupts, reclaim

        .option arch, +h

# fit: the guest's mode, status or tables have changed: make the hart fit what it is now
#   in:  s0 = VM, t0 = its VM_CHANGED
#   out: VM_CONTEXT, VM_VIEW and satp or hgatp are the right ones; all that the context needs is
#        lent; mret goes to the guest's mode
#   clobbers: a0, a1, t0-t6
fit:
        enter
        sd      zero, VM_CHANGED(s0)
        bne     t0, s0, .Lclock_goes    # CHANGED_CLOCK
        jal     choose_context          # a0 = satp, or hgatp
        zero    VM_WINDOW_PARTS(s0), .Lno_window
        jal     window_fit
.Lno_window:
        ld      t0, VM_CONTEXT(s0)
        addi    t0, t0, -CONTEXT_STAGES
        bnez    t0, .Lone_stage
        jal     stages_lend
        j       .Lfitted
.Lone_stage:
        csrr    t1, satp
        beq     a0, t1, .Lsame_tables
        csrw    satp, a0
        sfence.vma                      # forget what other tables said
.Lsame_tables:
        addi    t0, t0, CONTEXT_STAGES - CONTEXT_DIRECT
        bnez    t0, .Lelsewhere
        jal     supervisor_lend
        j       .Lfitted
.Lelsewhere:
        csrw    menvcfg, zero           # as simulate_block may have set it for another mode
        positive VM_LENT(s0), .Lfitted
        jal     undelegate
.Lfitted:
        isnt    VM_CLOCK(s0), CLOCK_OWN, .Lgoing
.Lclock_goes:
        jal     own_clock_goes
.Lgoing:
        leave

# show_lines: let the guest see its interrupt lines in the hart's sip or vsip
#   in:  s0 = VM with LENT_ALL, t0 = those of SHOWN_LINES that are high and delegated
#   clobbers: t0-t2
show_lines:
        sd      t0, VM_SHOWN(s0)
        li      t1, SHOWN_LINES
        isnt    VM_CONTEXT(s0), CONTEXT_DIRECT, stages_show, t2
        csrc    mip, t1
        csrs    mip, t0
        ret

# supervisor_lend: the guest is about to enter CONTEXT_DIRECT
#   in:  s0 = VM in virtual S- or U-mode, lent to it what VM_LENT says
#   out: LENT_ALL; mret goes to its mode
#   clobbers: t0-t3
supervisor_lend:
        enter
        negative VM_LENT(s0), .Lall_lent
        bnez    t0, .Lcsrs_lent
        lent    lend, s
.Lcsrs_lent:
        ld      t0, VM_MEDELEG(s0)
        andi    t0, t0, OWN_EXCEPTIONS
        apply   and, t0, VM_OWN(s0), t1
        csrw    medeleg, t0
        jal     lend_interrupts
        csrw    mideleg, t1
        csrw    mip, t0
        li      t0, MTIP | MEIP
        or      t2, t2, t0
        csrw    mie, t2

        # its fields of mstatus; its mode; what it must not do; its own wish to see sret trap
.Lall_lent:
        ld      t0, VM_MSTATUS(s0)
        keep    t0, OWN_FIELDS | MSTATUS_TSR, t1
        ld      t1, VM_MODE(s0)
        slli    t1, t1, MSTATUS_MPP_SHIFT
        or      t0, t0, t1
        li      t1, MSTATUS_TVM | MSTATUS_TW
        or      t0, t0, t1
        csrw    mstatus, t0
        leave

# lend_interrupts: LENT_ALL begins, whichever set of CSRs it is: counters, and what of interrupts
#   in:  s0 = VM
#   out: as far as it delegates them: t0 = SSIP of sip, t2 = sie, no longer in VM_MIE; t1 = mideleg
#        resume will show the other lines, as VM_SHOWN says that none is
#   clobbers: t3
lend_interrupts:
        let     VM_LENT(s0), LENT_ALL
        sd      zero, VM_SHOWN(s0)
        status  t1, t0
        sd      t1, VM_MSTATUS(s0)

        # counters that show the guest what they show us
        li      t2, 1                   # its own clock does not,
        is      VM_CLOCK(s0), CLOCK_OWN, .Lclock
        li      t2, 0                   # another's does by htimedelta,
        is      VM_TECHNIQUE(s0), TECHNIQUE_H, .Lclock
        ld      t2, VM_TIME_OFFSET(s0)  # or if nothing has moved it
.Lclock:
        ld      t0, VM_MCOUNTEREN(s0)
        ld      t1, VM_CYCLE_OFFSET(s0)
        ld      t3, VM_INSTRET_OFFSET(s0)
        seqz    t1, t1
        seqz    t2, t2
        slli    t2, t2, 1
        seqz    t3, t3
        slli    t3, t3, 2
        or      t1, t1, t2
        or      t1, t1, t3
        and     t0, t0, t1
        csrw    mcounteren, t0

        # and its timer, if it goes by such a clock, its interrupt is S-mode's, and the hart has one
        li      t1, MENVCFG_PBMTE | MENVCFG_CBZE
        bnone   t0, MCOUNTEREN_TM, .Lenvironment
        lacks   VM_MIDELEG(s0), STIP, .Lenvironment
        li      t1, MENVCFG_PBMTE | MENVCFG_CBZE | MENVCFG_STCE
.Lenvironment:
        ld      t0, VM_MENVCFG(s0)
        and     t0, t0, t1
        csrw    menvcfg, t0
        csrr    t0, menvcfg
        srli    t0, t0, MENVCFG_STCE_SHIFT
        sd      t0, VM_TIMED(s0)
        beqz    t0, .Linterrupts_lent
        change  andi, VM_LINES(s0), ~STIP
        ld      t0, VM_STIMECMP(s0)
        is      VM_TECHNIQUE(s0), TECHNIQUE_H, .Lguest_timer, t1
        csrw    stimecmp, t0
        j       .Linterrupts_lent
.Lguest_timer:
        csrw    vstimecmp, t0
.Linterrupts_lent:
        ld      t1, VM_MIDELEG(s0)
        ld      t0, VM_SOFT(s0)
        and     t0, t0, t1
        andi    t0, t0, SSIP
        ld      t3, VM_MIE(s0)
        and     t2, t3, t1
        xor     t3, t3, t2
        sd      t3, VM_MIE(s0)          # resume sees to the others only
        ret

# untime: the hart's timer is not the guest's any more: we see to its STIP again, and to its alarm
#   in:  s0 = VM with VM_TIMED not 0
#   clobbers: t0-t5
untime: enter   a0, t6
        sd      zero, VM_TIMED(s0)
        csrr    t0, stimecmp
        isnt    VM_TECHNIQUE(s0), TECHNIQUE_H, .Ltimer, t1
        csrr    t0, vstimecmp
.Ltimer:
        sd      t0, VM_STIMECMP(s0)
        jal     clint_alarm
        leave   a0, t6

# undelegate: LENT_ALL ends: the hart's S-mode or VS-mode is not the guest's any more
#   in:  s0 = VM with LENT_ALL; VM_MODE and VM_MSTATUS may be new ones already
#   out: LENT_CSRS; the hart is ready to run any guest in real U-mode
#   clobbers: t0-t5
undelegate:
        let     VM_LENT(s0), LENT_CSRS
        is      VM_TECHNIQUE(s0), TECHNIQUE_H, .Lstages
        csrr    t3, sie
        csrr    t4, sip
        csrw    mideleg, zero
        j       .Linterrupts
.Lstages:
        csrr    t3, vsie
        csrr    t4, vsip
        csrr    t5, vsstatus
        li      t1, OWN_FIELDS
        merge   VM_MSTATUS, t5

        # what it enabled in sie, and SSIP, which it could set and clear in sip
.Linterrupts:
        ld      t1, VM_MIDELEG(s0)
        merge   VM_MIE, t3
        andi    t1, t1, SSIP
        merge   VM_SOFT, t4

        # real U-mode without delegation, as all guests run elsewhere; floating point as it has it
        li      t0, MSTATUS_MPP | MSTATUS_MPV | MSTATUS_FS | MSTATUS_SUM | MSTATUS_MXR
        csrc    mstatus, t0
        li      t0, MSTATUS_FS
        apply   and, t0, VM_MSTATUS(s0), t2
        csrs    mstatus, t0
        li      t0, MTIP | MEIP
        csrw    mie, t0                 # and none of the guest's
        csrw    medeleg, zero
        csrw    mcounteren, zero
        nonzero VM_TIMED(s0), untime
        ret

# reclaim: somebody asks for the guest's CSRs, or the hart is for another VM: take them all back
#   in:  s0 = VM
#   out: LENT_NONE; if it was not, the hart will be fitted to the VM anew
#   clobbers: t0-t5
reclaim:
        zero    VM_LENT(s0), .Lnone_lent
        enter
        bgez    t0, .Lundelegated
        jal     undelegate
.Lundelegated:
        is      VM_TECHNIQUE(s0), TECHNIQUE_H, .Lstages_csrs
        lent    take, s
        j       .Ltaken
.Lstages_csrs:
        jal     stages_take
.Ltaken:
        sd      zero, VM_LENT(s0)       # LENT_NONE
        sd      s0, VM_CHANGED(s0)
        unframe
.Lnone_lent:
        ret
