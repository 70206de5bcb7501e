# csr-status.s: the CSRs that are more than a word: status, interrupts, translation, counters.
#
# Contracts of all of these are in csrs.s. A write changes the state only: what follows from it
# (a pending interrupt, another translation) is seen to by resume.

        .include "vmm.inc"
        .globl  read_misa, read_mstatus, write_mstatus, read_mip, write_mip, read_sip, write_sip
        .globl  read_sie, write_sie, read_satp, write_satp, read_stimecmp, write_stimecmp
        .globl  write_menvcfg, read_time, read_hpmcounter

        .equ    S_FIELDS,       MSTATUS_SIE | MSTATUS_SPIE | MSTATUS_SPP
        .equ    M_FIELDS,       MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_MPP
        .equ    MEMORY_FIELDS,  MSTATUS_MPRV | MSTATUS_SUM | MSTATUS_MXR | MSTATUS_FS
        .equ    TRAPPING_FIELDS, MSTATUS_TVM | MSTATUS_TW | MSTATUS_TSR
        .equ    MSTATUS_FIELDS, S_FIELDS | M_FIELDS | MEMORY_FIELDS | TRAPPING_FIELDS
        .equ    MISA,           (2 << 62) | 0x141105    # 64 bits; A C I M S U

# misa: fixed, but for floating point, which there is if the real hart has it
read_misa:
        csrr    t2, misa
        andi    t2, t2, MISA_D | MISA_F
        li      t0, MISA
        or      t2, t2, t0
        jr      t4

# mstatus and sstatus, told apart by the mask of the row
read_mstatus:
        status  t2, t0
        apply   and, t2, CSR_MASK(t3)
        show    t2, t0
        positive CSR_MASK(t3), .Lsstatus # mstatus has every bit, the top one too
        li      t0, SXL_64
        or      t2, t2, t0
.Lsstatus:
        jr      t4

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
        jal     shadow_forget
.Lnot_mxr:
        bnone   t3, MSTATUS_FS, .Lwritten, t5
        jal     float_allow
.Lwritten:
        leave

# mip: the lines of the devices, or what software wrote. Software can write the S bits only;
# and when it sets or clears bits of mip, the PLIC's line does not leak into its own SEIP: CSR_FIELD
# is VM_SOFT.
read_mip:
        ld      t2, VM_LINES(s0)
        apply   or, t2, VM_SOFT(s0)
        jr      t4

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
        ld      t2, VM_LINES(s0)
        apply   or, t2, VM_SOFT(s0)
        j       .Ldelegated
read_sie:
        ld      t2, VM_MIE(s0)
.Ldelegated:
        apply   and, t2, VM_MIDELEG(s0)
        jr      t4

write_sip:
        ld      t1, VM_MIDELEG(s0)
        andi    t1, t1, SSIP
        merge   VM_SOFT, a1
        ret

write_sie:
        ld      t1, VM_MIDELEG(s0)
        merge   VM_MIE, a1
        ret

# satp: bare, or a mode of the real hart, as shadow tables have as many levels as the guest's; a
# write of another mode has no effect. TVM keeps S-mode from it: checked on reading, which always
# comes before writing.
read_satp:
        is      VM_MODE(s0), MODE_M, .Ltvm_ok
        ld      t0, VM_MSTATUS(s0)
        bany    t0, MSTATUS_TVM, read_illegal, t2
.Ltvm_ok:
        ld      t2, VM_SATP(s0)
        jr      t4

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
        j       shadow_forget
.Lsame: ret

# stimecmp, while VM_TIMED is 0: below M-mode by leave of menvcfg and mcounteren, seen on reading.
# It is another mtimecmp, whose line is STIP; with STCE what software wrote of that is forgotten.
read_stimecmp:
        is      VM_MODE(s0), MODE_M, .Ltimer
        positive VM_MENVCFG(s0), read_illegal # STCE is the top bit
        lacks   VM_MCOUNTEREN(s0), MCOUNTEREN_TM, read_illegal
.Ltimer:
        ld      t2, VM_STIMECMP(s0)
        jr      t4

write_stimecmp:
        sd      a1, VM_STIMECMP(s0)
        j       clint_alarm

write_menvcfg:
        enter
        jal     write_envcfg
        ld      t0, VM_LINES(s0)        # without STCE, STIP stays as it is
        andi    t0, t0, STIP
        ld      t1, VM_SOFT(s0)
        or      t1, t1, t0
        positive VM_MENVCFG(s0), .Lno_timer
        andi    t1, t1, ~STIP
.Lno_timer:
        sd      t1, VM_SOFT(s0)
        jal     clint_alarm
        leave

# counted: cycle, time, instret and the others are for all modes, as far as mcounteren and
# scounteren allow. The row holds the counter's bit. clobbers t0, t2
        .macro  counted
        ld      t2, VM_MODE(s0)
        beqi    t2, MODE_M, .Lmay\@
        ld      t0, VM_MCOUNTEREN(s0)
        bnez    t2, .Lcounters\@
        apply   and, t0, VM_SCOUNTEREN(s0), t2
.Lcounters\@:
        apply   and, t0, CSR_MASK(t3), t2
        beqz    t0, read_illegal
.Lmay\@:
        .endm

# mcycle, minstret: the real counters, moved by an offset for each VM. They count the VMM's work
# and other guests' too, as a clock would: nothing says how long an instruction takes. The
# instruction that writes one counts for nothing, so that the next one reads what was written.
        .macro  counter csr, copy, offset
        .globl  read_\csr, write_\csr, read_\copy
read_\copy:
        counted
read_\csr:
        csrr    t2, \csr
        apply   add, t2, \offset(s0)
        jr      t4
write_\csr:
        csrr    t0, \csr
        not     t0, t0                  # - (what there is + 1)
        add     a1, a1, t0
        sd      a1, \offset(s0)
        ret
        .endm
        counter mcycle, cycle, VM_CYCLE_OFFSET
        counter minstret, instret, VM_INSTRET_OFFSET

# time: a copy of the CLINT's, as virtual_time tells it; hpmcounters count nothing
read_time:
        counted
        now     t2
        isnt    VM_CLOCK(s0), CLOCK_OWN, .Lgoes
        ld      t2, VM_STANDS_SINCE(s0)
.Lgoes: apply   add, t2, VM_TIME_OFFSET(s0)
        jr      t4
read_hpmcounter:
        counted
        li      t2, 0
        jr      t4
