# privileged.s: privileged instructions that go the whole way: with all of the guest's registers put
# aside, by whole_way, and back through resume. Which they are, and that the guest's virtual mode
# may use them, has been found out in quick.s.
#
# They begin with s0 = VM and t1 = the instruction, and jump to resume, resume_after, schedule or
# virtual_trap.

        .include "vmm.inc"
        .globl  whole_csr, whole_fence, whole_sret, whole_wfi, illegal

# illegal: the guest takes an illegal-instruction exception
#   in:  s0 = VM, mtval = the instruction
illegal:
        li      a0, CAUSE_ILLEGAL_INSTRUCTION
        csrr    a1, mtval
        j       virtual_trap

# whole_fence: sfence.vma that is not of one address, or where all are alike
whole_fence:
        is      VM_WAY(s0), TECHNIQUE_H, .Lstages
        has     VM_SHADOWS(s0), SHADOWS_FLUSH, .Lall_spaces
        extract t0, t1, RS2_SHIFT, 5    # x0 means all address spaces
        beqz    t0, .Lall_spaces
        indexed t0, t0
        ld      a0, VM_X(t0)
        jal     space_fence
        j       resume_after
.Lall_spaces:
        jal     shadow_forget
        j       resume_after
.Lstages:
        sd      zero, staged_vm, t0     # stages_lend will fence
        j       resume_after

# whole_sret: with CSRs that are lent
whole_sret:
        jal     reclaim
        jal     return_s
        j       resume

# whole_wfi: without an interrupt to take, give up the processor
whole_wfi:
        jal     reclaim                 # which interrupts it waits for
        change  addi, VM_PC(s0), 4
        let     VM_STATE(s0), STATE_WAITING
        jal     wake                    # at once, if something is pending already
        nonzero VM_STATE(s0), schedule
        j       resume

# whole_csr: csrrw, csrrs, csrrc and their immediate forms, of a CSR in the table
#   plan: s1 the instruction, s2 the CSR's row, s3 what it does, s4 the old value
whole_csr:
        mv      s1, t1
        srli    a0, s1, CSR_SHIFT
        slli    t0, a0, 3
        from_table s2, csr_index, t0

        # may its mode use it? That of a guest with lent CSRs is known only now
        extract t0, s1, CSR_MODE_SHIFT, 2
        ld      t1, VM_MODE(s0)
        bltu    t1, t0, illegal

        # is it in the structure? Below M-mode's most may be lent.
        beqi    t0, MODE_M, .Lin_structure
        zero    VM_LENT(s0), .Lin_structure
        beqi    a0, CSR_STIMECMP, .Lin_structure
        bnei    a0, CSR_SATP, .Lreclaim
        is      VM_TECHNIQUE(s0), TECHNIQUE_TVM, .Lin_structure # which does not lend it
.Lreclaim:
        jal     reclaim
.Lin_structure:
        mv      t3, s2
        ld      t0, CSR_READ(s2)
        jalr    t4, t0
        mv      s4, t2

        # csrrs, csrrc with x0 or 0 do not write
        extract a1, s1, RS1_SHIFT, 5    # of the register, or the operand itself
        extract s3, s1, FUNCT3_SHIFT, 2
        bnez    a1, .Lwrites
        bany    s3, CSRRS, .Lresult
.Lwrites:
        extract t0, s1, CSR_KIND_SHIFT, 2
        beqi    t0, CSR_READ_ONLY, illegal
        slli    t0, s1, 63 - IMMEDIATE_SHIFT
        bltz    t0, .Loperand
        indexed a1, a1
        ld      a1, VM_X(a1)

        # bits are set or cleared in what is stored, if it is, not in what devices show with it
.Loperand:
        bnone   s3, CSRRS, .Lwrite      # csrrw
        zero    CSR_FIELD(s2), .Lmodify
        add     t0, t0, s0
        ld      t2, 0(t0)
.Lmodify:
        bnone   s3, CSRRW, .Lset        # csrrs; csrrc is both
        not     a1, a1
        and     a1, a1, t2
        j       .Lwrite
.Lset:  or      a1, a1, t2
.Lwrite:
        mv      a0, s2
        ld      t0, CSR_WRITE(s2)
        jalr    t0

        # the old value into rd; x0 stays zero
.Lresult:
        extract t0, s1, RD_SHIFT, 5
        indexed t0, t0
        sd      s4, VM_X(t0)
        sd      zero, VM_X(s0)
        j       resume_after
