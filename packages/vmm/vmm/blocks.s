# blocks.s: instructions about a block of a cache: cbo.inval, cbo.clean, cbo.flush, cbo.zero [cmo].
#
# The real menvcfg has them all trap, as it lets no guest do more than its virtual one does, but for
# cbo.zero where the hart's S-mode is the guest's. That one is a store like any other: a guest that
# may use it, may then use it until the hart is fitted to another mode. The others do nothing in a
# computer whose devices see what the hart does; but the block has to be one that may be loaded.

        .include "vmm.inc"
        .globl  simulate_block

        .equ    INST_CBO,       0x200f
        .equ    CBO_MASK,       0x7fff  # all but rs1, and which of them it is
        .equ    CBO_ZERO,       4

# simulate_block: an instruction that is not a privileged one
#   in:  s0 = VM, t1 = instruction
#   out: jumps to resume, resume_after, virtual_trap, or float_or_illegal
#   plan: s1 the instruction, s4 the bit that enables it, s5 its address, s6 the mode whose rules
#         apply
simulate_block:
        mv      s1, t1
        masked  s1, CBO_MASK, t0
        bnei    t0, INST_CBO, float_or_illegal, t1
        srli    t0, s1, 20              # which: 0, 1, 2, 4
        la      t1, enables
        add     t1, t1, t0
        sltiu   t0, t0, CBO_ZERO + 1
        beqz    t0, illegal
        lbu     s4, 0(t1)
        jal     reclaim                 # senvcfg, satp
        ld      t0, real_envcfg
        ld      t2, VM_MODE(s0)
        beqi    t2, MODE_M, .Lenabled, t1
        apply   and, t0, VM_MENVCFG(s0), t1
        bnez    t2, .Lenabled
        apply   and, t0, VM_SENVCFG(s0), t1
.Lenabled:
        and     t0, t0, s4
        beqz    t0, illegal
        bnei    s4, MENVCFG_CBZE, .Lmanage
        csrs    menvcfg, s4
        csrs    senvcfg, s4
        j       resume

        # may it be loaded? What may be stored, may be.
.Lmanage:
        jal     effective_mode
        mv      s6, a0
        extract t0, s1, RS1_SHIFT, 5
        indexed t0, t0
        ld      s5, VM_X(t0)
        mv      a0, s5
        li      a1, PTE_R
        mv      a2, s6
        jal     translate
        bnez    a0, .Lrefused
        mv      a0, a1
        mv      a2, s6
        jal     pmp_part
        andi    t0, a0, PTE_R | PTE_W
        li      a0, CAUSE_LOAD_ACCESS_FAULT
        bnez    t0, resume_after
.Lrefused:
        addi    a0, a0, CAUSE_STORE_PAGE_FAULT - CAUSE_LOAD_PAGE_FAULT
        mv      a1, s5
        j       virtual_trap

        .section .rodata
enables:                                # the bit of menvcfg and senvcfg
        .byte   MENVCFG_CBIE & -MENVCFG_CBIE, MENVCFG_CBCFE, MENVCFG_CBCFE, 0, MENVCFG_CBZE
