# supervisor.s: the technique `tvm`: the guest's S-mode in the real S-mode, its U-mode in the real
# U-mode, with the supervisor CSRs of the hart lent to the guest.
#
#   straight to the guest's S-mode, by delegation      out to the VMM
#     ecall from U-mode, ebreak, misaligned accesses     satp, sfence.vma    mstatus.TVM
#     its own software, timer, external interrupts       wfi                 mstatus.TW
#     sret, sstatus, sie, sip, stvec, sepc, …            M-mode's business   illegal in S-mode
#     time, cycle, instret, where no offset moves them   page faults         not delegated
#
# So a guest system serves its programs' calls alone. Page faults have to come here, because most
# are not the guest's: its page is only missing from the shadow table (shadow.s).
#
# This is how the guest runs while VM_CONTEXT is CONTEXT_DIRECT: below M-mode with its paging on.
# Else all is as in the technique `trap`. While the VMM works, the CSRs are in the VM's structure
# and nothing is delegated, so the rest of the VMM need not know which technique it is.

        .include "csr.inc"
        .include "vm.inc"
        .include "frame.inc"
        .include "lend.inc"

# lent: `take` or `lend` those CSRs that are simply the guest's
        .macro  lent    move
        \move   stvec, VM_STVEC
        \move   sscratch, VM_SSCRATCH
        \move   sepc, VM_SEPC
        \move   scause, VM_SCAUSE
        \move   stval, VM_STVAL
        \move   scounteren, VM_SCOUNTEREN
        \move   senvcfg, VM_SENVCFG
        .endm

        .text

# supervisor_take: the guest has left CONTEXT_DIRECT: take its CSRs into its structure
#   in:  s0 = VM
#   out: its CSRs and VM_MODE are true; the hart is ready to run any guest in real U-mode
#   clobbers: t0-t5
        .globl  supervisor_take
supervisor_take:
        lent    take

        csrr    t3, sie
        csrr    t4, sip
        csrr    t5, sstatus
        csrw    mideleg, zero           # and fall through

# supervisor_taken: the rest of it, whichever set of CSRs it had
#   in:  s0 = VM, t3 = its sie, t4 = its sip, t5 = its sstatus
#   out: as supervisor_take
#   clobbers: t0-t2
        .globl  supervisor_taken
supervisor_taken:
        # interrupts: what it enabled in sie, and SSIP, which it could set and clear in sip
        ld      t1, VM_MIDELEG(s0)
        ld      t2, VM_MIE(s0)
        xor     t0, t3, t2
        and     t0, t0, t1
        xor     t2, t2, t0
        sd      t2, VM_MIE(s0)
        ld      t2, VM_SOFT(s0)
        xor     t0, t4, t2
        and     t0, t0, t1
        andi    t0, t0, SSIP
        xor     t2, t2, t0
        sd      t2, VM_SOFT(s0)

        # its fields of mstatus, and the mode it was in: MPP
        li      t1, OWN_FIELDS
        ld      t2, VM_MSTATUS(s0)
        xor     t0, t5, t2
        and     t0, t0, t1
        xor     t2, t2, t0
        sd      t2, VM_MSTATUS(s0)
        csrr    t0, mstatus
        srli    t0, t0, MPP_SHIFT
        andi    t0, t0, 3
        sd      t0, VM_MODE(s0)

        # real U-mode without delegation, as all guests run elsewhere; floating point as it has it
        li      t0, MSTATUS_MPP | MSTATUS_MPV | MSTATUS_FS | MSTATUS_SUM | MSTATUS_MXR
        csrc    mstatus, t0
        li      t0, MSTATUS_FS
        and     t0, t0, t2
        csrs    mstatus, t0
        li      t0, MTIP | MEIP
        csrw    mie, t0                 # and none of the guest's
        csrw    medeleg, zero
        csrw    mcounteren, zero
        ret

# supervisor_wants: what is lent of a guest, whichever set of CSRs it gets: counters
#   in:  s0 = VM
#   out: interrupts as far as it delegates them: t0 = sip, t2 = sie; the others have been seen to by
#        resume
#   clobbers: t1-t3
        .globl  supervisor_wants
supervisor_wants:
        # counters that show the guest what they show us
        ld      t0, VM_MCOUNTEREN(s0)
        ld      t1, VM_CYCLE_OFFSET(s0)
        ld      t2, VM_TIME_OFFSET(s0)
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

        ld      t1, VM_MIDELEG(s0)
        ld      t0, VM_LINES(s0)
        ld      t2, VM_SOFT(s0)
        or      t0, t0, t2
        and     t0, t0, t1
        ld      t2, VM_MIE(s0)
        and     t2, t2, t1
        ret

# supervisor_lend: the guest is about to enter CONTEXT_DIRECT: lend it the CSRs
#   in:  s0 = VM in virtual S- or U-mode
#   out: mret goes to its mode
#   clobbers: t0-t5
        .globl  supervisor_lend
supervisor_lend:
        enter
        lent    lend
        ld      t0, VM_MEDELEG(s0)
        andi    t0, t0, OWN_EXCEPTIONS
        csrw    medeleg, t0

        ld      t1, VM_MIDELEG(s0)
        csrw    mideleg, t1
        call    supervisor_wants
        csrw    mip, t0
        li      t0, MTIP | MEIP
        or      t2, t2, t0
        csrw    mie, t2

        # its fields of mstatus; its mode; what it must not do; its own wish to see sret trap
        ld      t0, VM_MSTATUS(s0)
        li      t1, OWN_FIELDS | MSTATUS_TSR
        and     t0, t0, t1
        ld      t1, VM_MODE(s0)
        slli    t1, t1, MPP_SHIFT
        or      t0, t0, t1
        li      t1, MSTATUS_TVM | MSTATUS_TW
        or      t0, t0, t1
        csrw    mstatus, t0
        leave
