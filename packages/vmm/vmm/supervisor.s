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

# Exceptions that the guest may take without the VMM, when it has delegated them: those which no
# shadow table and no simulation can have caused
        .equ    OWN_EXCEPTIONS, 1 << 0 | 1 << 3 | 1 << 4 | 1 << 6 | 1 << CAUSE_ECALL_U

# Fields of mstatus that belong to the guest meanwhile
        .equ    OWN_INTERRUPTS, MSTATUS_SIE | MSTATUS_SPIE | MSTATUS_SPP
        .equ    OWN_FIELDS,     OWN_INTERRUPTS | MSTATUS_FS | MSTATUS_SUM | MSTATUS_MXR

# lent: `csrr` and `sd`, or `ld` and `csrw`, those CSRs that are simply the guest's
        .macro  take    csr, field
        csrr    t0, \csr
        sd      t0, \field(s0)
        .endm
        .macro  lend    csr, field
        ld      t0, \field(s0)
        csrw    \csr, t0
        .endm
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

        # interrupts: what it enabled in sie, and SSIP, which it could set and clear in sip
        ld      t1, VM_MIDELEG(s0)
        csrr    t0, mie
        ld      t2, VM_MIE(s0)
        xor     t0, t0, t2
        and     t0, t0, t1
        xor     t2, t2, t0
        sd      t2, VM_MIE(s0)
        csrr    t0, mip
        ld      t2, VM_SOFT(s0)
        xor     t0, t0, t2
        and     t0, t0, t1
        andi    t0, t0, SSIP
        xor     t2, t2, t0
        sd      t2, VM_SOFT(s0)

        # its fields of mstatus, and the mode it was in: MPP
        csrr    t0, mstatus
        srli    t1, t0, MPP_SHIFT
        andi    t1, t1, 3
        sd      t1, VM_MODE(s0)
        li      t1, OWN_FIELDS
        ld      t2, VM_MSTATUS(s0)
        xor     t0, t0, t2
        and     t0, t0, t1
        xor     t2, t2, t0
        sd      t2, VM_MSTATUS(s0)

        # real U-mode without delegation, as all guests run elsewhere
        li      t0, MSTATUS_MPP | MSTATUS_SUM | MSTATUS_MXR
        csrc    mstatus, t0
        li      t0, MTIP | MEIP
        csrw    mie, t0
        csrw    medeleg, zero
        csrw    mideleg, zero
        csrw    mcounteren, zero
        ret

# supervisor_lend: the guest is about to enter CONTEXT_DIRECT: lend it the CSRs
#   in:  s0 = VM in virtual S- or U-mode
#   out: mret goes to its mode
#   clobbers: t0-t5
        .globl  supervisor_lend
supervisor_lend:
        lent    lend
        ld      t0, VM_MEDELEG(s0)
        andi    t0, t0, OWN_EXCEPTIONS
        csrw    medeleg, t0

        # interrupts as far as the guest delegates them; the others have been seen to by resume
        ld      t1, VM_MIDELEG(s0)
        csrw    mideleg, t1
        ld      t0, VM_LINES(s0)
        ld      t2, VM_SOFT(s0)
        or      t0, t0, t2
        and     t0, t0, t1
        csrw    mip, t0
        ld      t0, VM_MIE(s0)
        and     t0, t0, t1
        li      t2, MTIP | MEIP
        or      t0, t0, t2
        csrw    mie, t0

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
        ret
