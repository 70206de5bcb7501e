# csr-status.s: the CSRs that are more than a word: status, interrupts, translation, counters.
#
# Contracts of all of these are in csrs.s. A write changes the state only: what follows from it
# (a pending interrupt, another translation) is seen to by resume.

        .include "vmm.inc"
        .globl  read_misa, read_mstatus, write_mstatus, read_mip, write_mip, read_sip, write_sip
        .globl  read_sie, write_sie, read_satp, write_satp, read_stimecmp, write_stimecmp
        .globl  write_menvcfg, read_copy

        .equ    S_FIELDS,       MSTATUS_SIE | MSTATUS_SPIE | MSTATUS_SPP
        .equ    M_FIELDS,       MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_MPP
        .equ    MEMORY_FIELDS,  MSTATUS_MPRV | MSTATUS_SUM | MSTATUS_MXR | MSTATUS_FS
        .equ    TRAPPING_FIELDS, MSTATUS_TVM | MSTATUS_TW | MSTATUS_TSR
        .equ    MSTATUS_FIELDS, S_FIELDS | M_FIELDS | MEMORY_FIELDS | TRAPPING_FIELDS
        .equ    MISA,           (2 << 62) | 0x141105    # 64 bits; A C I M S U

        .text

# misa: fixed, but for floating point, which there is if the real hart has it
read_misa:
        csrr    a0, misa
        andi    a0, a0, MISA_D | MISA_F
        li      t0, MISA
        or      a0, a0, t0
        ret

# mstatus and sstatus, told apart by the mask of the row
read_mstatus:
        ld      t1, CSR_MASK(a0)
        status  a0, t0
        and     a0, a0, t1
        show    a0, t0
        bgez    t1, .Lsstatus           # mstatus has every bit, the top one too
        li      t0, SXL_64
        or      a0, a0, t0
.Lsstatus:
        ret

write_mstatus:
        ld      t1, CSR_MASK(a0)
        keep    t1, MSTATUS_FIELDS
        csrr    t0, misa
        bany    t0, MISA_D, .Lfloat
        keep    t1, ~MSTATUS_FS         # without floating point it is 0
.Lfloat:
        status  t2, t0
        xor     t3, a1, t2
        and     t3, t3, t1              # the bits that change

        # MPP is 0, 1 or 3: a write of 2 leaves it as it was
        xor     t4, t2, t3
        extract t5, t4, MSTATUS_MPP_SHIFT, 2
        addi    t5, t5, -2
        bnez    t5, .Lmpp
        keep    t3, ~MSTATUS_MPP, t5
.Lmpp:  xor     t2, t2, t3
        sd      t2, VM_MSTATUS(s0)

        # what a translation depends on; shadow tables have MXR worked in, so they are stale
        bnone   t3, VIEWED_FIELDS | MSTATUS_MPRV, .Lsame_view, t5
        sd      s0, VM_CHANGED(s0)
.Lsame_view:
        enter
        bnone   t3, MSTATUS_MXR, .Lnot_mxr, t5
        call    shadow_forget
.Lnot_mxr:
        bnone   t3, MSTATUS_FS, .Lwritten, t5
        call    float_allow
.Lwritten:
        leave

# mip: the lines of the devices, or what software wrote. Software can write the S bits only;
# and when it sets or clears bits of mip, the PLIC's line does not leak into its own SEIP.
read_mip:
        ld      t0, VM_LINES(s0)
        ld      t1, VM_SOFT(s0)
        or      a0, t0, t1
        not     t1, t1
        and     a1, t0, t1              # what is set by a line alone
        ret

write_mip:
        li      t0, SEIP | STIP | SSIP
        positive VM_MENVCFG(s0), .Lwritable, t1
        li      t0, SEIP | SSIP         # STCE: STIP is driven by stimecmp
.Lwritable:
        and     a1, a1, t0
        sd      a1, VM_SOFT(s0)
        ret

# sip, sie: mip, mie as far as delegated to S-mode. Of sip only SSIP can be written.
read_sip:
        ld      t0, VM_LINES(s0)
        ld      t1, VM_SOFT(s0)
        or      a0, t0, t1
        apply   and, a0, VM_MIDELEG(s0)
        ret

write_sip:
        ld      t1, VM_MIDELEG(s0)
        andi    t1, t1, SSIP
        merge   VM_SOFT, a1
        ret

read_sie:
        ld      a0, VM_MIE(s0)
        apply   and, a0, VM_MIDELEG(s0)
        ret

write_sie:
        ld      t1, VM_MIDELEG(s0)
        merge   VM_MIE, a1
        ret

# satp: bare, or a mode of the real hart, as shadow tables have as many levels as the guest's; a
# write of another mode has no effect. TVM keeps S-mode from it: checked on reading, which always
# comes before writing.
read_satp:
        ld      a0, VM_SATP(s0)
        is      VM_MODE(s0), MODE_M, .Ltvm_ok
        ld      t0, VM_MSTATUS(s0)
        keep    t0, MSTATUS_TVM, t1
        bnez    t0, .Lillegal
.Ltvm_ok:
        ret
.Lillegal:
        tail    illegal

write_satp:
        srli    t0, a1, SATP_MODE_SHIFT
        beqz    t0, .Lmode
        addi    t0, t0, -SATP_SV39
        ld      t1, most_paging
        bgtu    t0, t1, .Lsame
.Lmode: same    VM_SATP(s0), a1, .Lsame
        ld      t0, VM_SHADOWS(s0)
        bnone   t0, SHADOWS_FLUSH, space_switch, t1
        sd      a1, VM_SATP(s0)
        tail    shadow_forget
.Lsame: ret

# stimecmp, while VM_TIMED is 0: below M-mode by leave of menvcfg and mcounteren, seen on reading.
# It is another mtimecmp, whose line is STIP; with STCE what software wrote of that is forgotten.
read_stimecmp:
        ld      a0, VM_STIMECMP(s0)
        is      VM_MODE(s0), MODE_M, .Ltvm_ok
        positive VM_MENVCFG(s0), .Lillegal # STCE is the top bit
        lacks   VM_MCOUNTEREN(s0), MCOUNTEREN_TM, .Lillegal
        ret

write_stimecmp:
        sd      a1, VM_STIMECMP(s0)
        tail    clint_alarm

write_menvcfg:
        enter
        call    write_envcfg
        ld      t0, VM_LINES(s0)        # without STCE, STIP stays as it is
        andi    t0, t0, STIP
        ld      t1, VM_SOFT(s0)
        or      t1, t1, t0
        positive VM_MENVCFG(s0), .Lno_timer
        andi    t1, t1, ~STIP
.Lno_timer:
        sd      t1, VM_SOFT(s0)
        call    clint_alarm
        leave

# mcycle, minstret: the real counters, moved by an offset for each VM. They count the VMM's work
# and other guests' too, as a clock would: nothing says how long an instruction takes. The
# instruction that writes one counts for nothing, so that the next one reads what was written.
        .macro  counter csr, offset
        .globl  read_\csr, write_\csr
read_\csr:
        csrr    a0, \csr
        apply   add, a0, \offset(s0)
        ret
write_\csr:
        csrr    t0, \csr
        not     t0, t0                  # - (what there is + 1)
        add     a1, a1, t0
        sd      a1, \offset(s0)
        ret
        .endm
        counter mcycle, VM_CYCLE_OFFSET
        counter minstret, VM_INSTRET_OFFSET

# read_copy: cycle, time, instret and the others: for all modes, as far as mcounteren and scounteren
# allow. The row holds how the original is read, and the counter's bit.
read_copy:
        ld      t2, CSR_FIELD(a0)
        ld      t0, CSR_MASK(a0)
        counted t0, .Lillegal, t1, t3
        jr      t2
