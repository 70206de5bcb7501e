# csrs.s: the table of the CSRs of a virtual hart, one row each.
#
# A CSR that is not here does not exist on the virtual machine, and using it is illegal: so it is
# with the hypervisor CSRs. Those of floating point are the real ones: see float.s. How a
# row is used is in privileged.s.
#
# A way to read:   in: s0 = VM, a0 = row, a1 = 0
#                  out: a0 = value, a1 = those of its bits that csrrs, csrrc do not write back
# A way to write:  in: s0 = VM, a0 = row, a1 = value; takes what is legal of it (WARL)
# Either may jump to `illegal` instead; both clobber a0, a1, t0-t6 and nothing else.

        .include "vmm.inc"
        .globl  csr_init, csr_row, csr_index, write_envcfg, most_paging, real_envcfg

# csr: NUMBER, a way to read, a way to write
        .macro  csr     number, read, write
        view    \number, \read, \write, 0, 0
        .endm

# stored: a CSR that is a word of the VM's structure, of which MASK can be written; word: and whose
# writing has no other effect: it goes the quick way, too
        .macro  stored  number, field, mask, quick=0
        view    \number, read_field, write_field, \field, \mask, \quick
        .endm
        .macro  word    number, field, mask
        stored  \number, \field, \mask, quick_word
        .endm

# view: a word of the structure, or bits of it, in a way of its own; and how it goes the quick way,
# or 0
        .macro  view    number, read, write, field, mask, quick=0
        .quad   \number, \read, \write, \field, \mask, \quick
        .endm

# zeros: reads as zero, ignores writes
        .macro  zeros   number
        view    \number, read_zero, write_nothing, 0, 0
        .endm

        .equ    ALL,            -1
        .equ    EXCEPTIONS,     0xb3ff  # what can be delegated: all but an ecall from M-mode
        .equ    S_INTERRUPTS,   SEIP | STIP | SSIP
        .equ    ALL_INTERRUPTS, S_INTERRUPTS | MEIP | MTIP | MSIP
        .equ    EVEN,           ~1      # xepc: instructions lie at even addresses
        .equ    COUNTERS,       0xffffffff      # 32 bits, one for each counter
        .equ    SENVCFG,        MENVCFG_FIOM | MENVCFG_CBIE | MENVCFG_CBCFE | MENVCFG_CBZE
        .equ    MENVCFG,        SENVCFG | MENVCFG_PBMTE | MENVCFG_STCE
        .equ    HPM_COUNTERS,   29      # 3 to 31

        .section .rodata
        .balign 8
csr_rows:
# Supervisor
        view    0x100, read_mstatus, write_mstatus, 0, SSTATUS_FIELDS, quick_sstatus # sstatus
        view    0x104, read_sie, write_sie, 0, 0                        # sie
        view    0x105, read_field, write_vector, VM_STVEC, 0            # stvec
        stored  0x106, VM_SCOUNTEREN, COUNTERS                          # scounteren
        view    0x10a, read_field, write_envcfg, VM_SENVCFG, SENVCFG    # senvcfg
        word    0x140, VM_SSCRATCH, ALL                                 # sscratch
        word    0x141, VM_SEPC, EVEN                                    # sepc
        word    0x142, VM_SCAUSE, ALL                                   # scause
        word    0x143, VM_STVAL, ALL                                    # stval
        view    0x144, read_sip, write_sip, 0, 0                        # sip
        csr     CSR_STIMECMP, read_stimecmp, write_stimecmp             # stimecmp
        csr     CSR_SATP, read_satp, write_satp                            # satp

# Machine
        view    0x300, read_mstatus, write_mstatus, VM_MSTATUS, ALL     # mstatus
        csr     0x301, read_misa, write_nothing                         # misa
        stored  0x302, VM_MEDELEG, EXCEPTIONS                           # medeleg
        stored  0x303, VM_MIDELEG, S_INTERRUPTS                         # mideleg
        stored  0x304, VM_MIE, ALL_INTERRUPTS                           # mie
        view    0x305, read_field, write_vector, VM_MTVEC, 0            # mtvec
        stored  0x306, VM_MCOUNTEREN, COUNTERS                          # mcounteren
        view    0x30a, read_field, write_menvcfg, VM_MENVCFG, MENVCFG # menvcfg
        zeros   0x320                                                   # mcountinhibit
        word    0x340, VM_MSCRATCH, ALL                                 # mscratch
        word    0x341, VM_MEPC, EVEN                                    # mepc
        word    0x342, VM_MCAUSE, ALL                                   # mcause
        word    0x343, VM_MTVAL, ALL                                    # mtval
        csr     0x344, read_mip, write_mip                              # mip
        zeros   0xf11                                                   # mvendorid
        zeros   0xf12                                                   # marchid
        zeros   0xf13                                                   # mimpid
        zeros   0xf14                                                   # mhartid
        zeros   0xf15                                                   # mconfigptr

# Physical memory protection: what it means is in vpmp.s
        view    0x3a0, read_field, write_pmpcfg, VM_PMPCFG, 0           # pmpcfg0
        view    0x3a2, read_field, write_pmpcfg, VM_PMPCFG+8, 0         # pmpcfg2
        view    0x747, read_field, write_mseccfg, VM_MSECCFG, 0         # mseccfg
        .set    pmp, 0
        .rept   16                                                      # pmpaddr0 …
        view    0x3b0+pmp, read_field, write_pmpaddr, VM_PMPADDR+8*pmp, 0
        .set    pmp, pmp+1
        .endr

# Debug triggers: there are none
        zeros   0x7a0                                                   # tselect
        zeros   0x7a1                                                   # tdata1 …
        zeros   0x7a2
        zeros   0x7a3

# Counters, and their read-only copies for the modes below
        csr     0xb00, read_mcycle, write_mcycle                        # mcycle
        csr     0xb02, read_minstret, write_minstret                    # minstret
        view    0xc00, read_copy, write_nothing, read_mcycle, 1 << 0    # cycle
        view    0xc01, read_copy, write_nothing, virtual_time, 1 << 1, quick_time # time
        view    0xc02, read_copy, write_nothing, read_minstret, 1 << 2  # instret
        .set    counter, 3
        .rept   HPM_COUNTERS                                            # mhpmcounter3 …
        zeros   0xb00+counter
        zeros   0x320+counter                                           # mhpmevent3 …
        view    0xc00+counter, read_copy, write_nothing, read_zero, 1 << counter # hpmcounter3 …
        .set    counter, counter+1
        .endr
csr_rows_end:

        .text

# csr_init: build the index from CSR numbers to rows, and ask the real hart what it has
#   clobbers: t0-t4
csr_init:
        la      t0, csr_rows
        la      t1, csr_rows_end
        la      t2, csr_index
.Lrow:  ld      t3, CSR_NUMBER(t0)
        slli    t3, t3, 3
        add     t3, t3, t2
        sd      t0, 0(t3)
        addi    t0, t0, CSR_BYTES
        bltu    t0, t1, .Lrow

        # of the modes of satp each implies those before it
        li      t0, SATP_SV57 - SATP_SV39 + 1
.Lpaging:
        addi    t0, t0, -1
        addi    t1, t0, SATP_SV39
        slli    t1, t1, SATP_MODE_SHIFT
        csrw    satp, t1
        csrr    t2, satp
        bne     t1, t2, .Lpaging
        csrw    satp, zero
        sd      t0, most_paging, t1

        # what may be enabled for the modes below; FIOM and STCE are ours to give
        li      t0, -1
        csrw    menvcfg, t0
        csrr    t0, menvcfg
        csrw    menvcfg, zero
        li      t1, MENVCFG_FIOM | MENVCFG_STCE
        or      t0, t0, t1
        sd      t0, real_envcfg, t1
        ret

# csr_row: the row of a CSR
#   in:  a0 = number, 0 to 4095
#   out: a0 = row, or 0: there is no such CSR
#   clobbers: t0
csr_row:
        la      t0, csr_index
        slli    a0, a0, 3
        add     a0, a0, t0
        ld      a0, 0(a0)
        ret

# read_field, write_field: a word of the structure
read_field:
        ld      t0, CSR_FIELD(a0)
        add     t0, t0, s0
        ld      a0, 0(t0)
        ret
write_field:
        ld      t0, CSR_FIELD(a0)
        add     t0, t0, s0
        ld      t1, CSR_MASK(a0)
        ld      t2, 0(t0)
        and     a1, a1, t1              # the bits that can be written
        not     t1, t1
        and     t2, t2, t1              # the bits that stay
        or      a1, a1, t2
        sd      a1, 0(t0)
        ret

# write_vector: xtvec is a base and mode 0 or 1; another mode leaves all as it was
write_vector:
        bany    a1, 2, .Lreserved
        ld      t0, CSR_FIELD(a0)
        add     t0, t0, s0
        sd      a1, 0(t0)
.Lreserved:
        ret

# write_envcfg: as far as the real hart has it; CBIE 2 is reserved, and stays as it was
write_envcfg:
        ld      t0, real_envcfg
        and     a1, a1, t0
        andi    t0, a1, MENVCFG_CBIE
        bnei    t0, 2 << 4, write_field
        ld      t0, CSR_FIELD(a0)
        add     t0, t0, s0
        ld      t0, 0(t0)
        xor     t0, t0, a1
        andi    t0, t0, MENVCFG_CBIE
        xor     a1, a1, t0
        j       write_field

read_zero:
        li      a0, 0
write_nothing:
        ret

# The index: for each of the 4096 CSR numbers its row, or 0
        variable csr_index, 4096*8
        variable most_paging            # the largest mode of the real satp - SATP_SV39
        variable real_envcfg            # bits of menvcfg that VMs may set
