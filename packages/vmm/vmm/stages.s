# stages.s: the technique `h`: S-mode of the guest in VS-mode, its U-mode in VU-mode, two stages of
# translation, and a set of supervisor CSRs for the guest.
#
#   guest-virtual --- vsatp, the guest's own table ---> guest-physical --- hgatp, ours ---> real
#
#   straight to the guest, by delegation               out to the VMM
#     all that `tvm` lets through, and                   devices, and memory not yet in our table:
#     its page faults, satp, sfence.vma                    guest-page faults (fault.s)
#                                                        wfi                 mstatus.TW
#                                                        M-mode's business   illegal in VS-mode
#
# So there is nothing to be kept in step with the guest's tables. Ours is one more shadow table,
# from guest-physical addresses, which faults fill by megapages, as far as the guest's PMP allows.
#
# This is how the guest runs while VM_CONTEXT is CONTEXT_STAGES: below M-mode. Its M-mode runs as in
# the technique `trap`. How its CSRs are lent, and taken back as late as can be, is in supervisor.s.

        .include "vmm.inc"
        .globl  stages_take, stages_show, stages_lend, stages_fetch, staged_vm

        .option arch, +h

# Exceptions besides that the guest may take without the VMM, when it has delegated them
        .equ    OWN_DATA_FAULTS, 1 << CAUSE_LOAD_PAGE_FAULT | 1 << CAUSE_STORE_PAGE_FAULT
        .equ    OWN_FAULTS,     OWN_DATA_FAULTS | 1 << CAUSE_FETCH_PAGE_FAULT

# hstatus: TVM and TSR have the same places as in mstatus
        .equ    HSTATUS_FIELDS, MSTATUS_TVM | MSTATUS_TSR

# stages_take: take what is simply the guest's into its structure
#   in:  s0 = VM
#   clobbers: t0
stages_take:
        lent    take, vs
        take    vsatp, VM_SATP
        ret

# stages_show: as show_lines; for the hypervisor the lines have numbers one higher
#   in:  t0 = lines that are high, t1 = SHOWN_LINES
stages_show:
        slli    t0, t0, 1
        slli    t1, t1, 1
        csrc    hvip, t1
        csrs    hvip, t0
        ret

# stages_lend: the guest is about to enter CONTEXT_STAGES
#   in:  s0 = VM in virtual S- or U-mode, lent to it what VM_LENT says; a0 = hgatp
#   out: LENT_ALL; mret goes to its mode
#   clobbers: t0-t3
stages_lend:
        enter
        # what the hart may still know of another VM's memory, or of this one's as it was
        la      t0, staged_vm
        same    0(t0), s0, .Lstaged, t1
        sd      s0, 0(t0)
        csrw    hgatp, a0
        hfence.gvma
        hfence.vvma
.Lstaged:
        negative VM_LENT(s0), .Lall_lent
        bnez    t0, .Lcsrs_lent
        lent    lend, vs
        lend    vsatp, VM_SATP
.Lcsrs_lent:
        ld      t0, VM_MEDELEG(s0)
        keep    t0, OWN_FAULTS | OWN_EXCEPTIONS, t1
        apply   and, t0, VM_OWN(s0), t1
        csrw    medeleg, t0
        csrw    hedeleg, t0
        li      t0, -1
        csrw    hcounteren, t0
        lend    htimedelta, VM_TIME_OFFSET

        # interrupts: for the hypervisor they have numbers one higher
        jal     lend_interrupts
        ld      t3, VM_MENVCFG(s0)
        csrw    henvcfg, t3             # as far as menvcfg has it now
        slli    t1, t1, 1
        csrw    hideleg, t1
        slli    t0, t0, 1
        csrw    hvip, t0
        slli    t2, t2, 1
        li      t0, MTIP | MEIP
        or      t2, t2, t0
        csrw    mie, t2

        # its fields of mstatus; its own wishes to see satp and sret trap
        ld      t3, VM_MSTATUS(s0)
        li      t1, OWN_FIELDS
        and     t0, t3, t1
        li      t1, UXL_64
        or      t0, t0, t1
        csrw    vsstatus, t0
        li      t1, HSTATUS_FIELDS
        and     t0, t3, t1
        li      t1, VSXL_64
        or      t0, t0, t1
        csrw    hstatus, t0

        # its mode; and wfi traps
.Lall_lent:
        ld      t0, VM_MODE(s0)
        slli    t0, t0, MSTATUS_MPP_SHIFT
        li      t1, MSTATUS_MPV | MSTATUS_TW | MSTATUS_FS
        or      t0, t0, t1              # floating point as vsstatus has it
        csrw    mstatus, t0
        leave

# stages_fetch: 16 bits of an instruction that the guest has just executed in CONTEXT_STAGES
#   in:  s0 = VM, a0 = guest-virtual address
#   out: a0 = the bits
#   clobbers: t0, t1
stages_fetch:
        li      t0, HSTATUS_SPVP        # hlvx fetches as VS-mode, else as VU-mode
        csrc    hstatus, t0
        zero    VM_MODE(s0), .Lfetch, t1 # VU-mode
        csrs    hstatus, t0
.Lfetch:
        hlvx.hu a0, (a0)
        ret

        variable staged_vm              # the VM whose second stage the hart knows; 0: that is stale
