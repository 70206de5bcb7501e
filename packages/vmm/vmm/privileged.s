# privileged.s: a guest's privileged instruction trapped as illegal. Find out which it is, check
# that the guest's virtual mode may use it, and simulate it.
#
# All of them have the SYSTEM opcode and are 4 bytes long. Anything else really is illegal, or of
# floating point.
#
# Register plan: s1 the instruction, s2 mtval as the real hart gave it, s3 the virtual mode.

        .include "vmm.inc"
        .globl  simulate_illegal, illegal

        .text

# simulate_illegal: dispatch
#   in:  s0 = VM, a1 = mtval: the instruction, or 0 if the hart does not tell
#   out: jumps to resume, resume_after, schedule or virtual_trap
simulate_illegal:
        mv      s2, a1
        mv      s1, a1
        bnez    s1, .Lknown
        call    fetch_instruction
        mv      s1, a0
.Lknown:
        ld      s3, VM_MODE(s0)
        andi    t0, s1, OPCODE_MASK
        bnei    t0, OPCODE_SYSTEM, simulate_block, t1
        extract t0, s1, 12, 3           # funct3: 0 for the four below, 4 unused, else a CSR
        beqz    t0, .Lplain
        bnei    t0, 4, simulate_csr, t1
        j       illegal
.Lfloat:
        tail    float_or_illegal

.Lplain:
        beqz    s3, illegal             # none of these in U-mode
        ld      t2, VM_MSTATUS(s0)
        li      t3, MODE_M
        beqi    s1, INST_MRET, .Lmret
        beqi    s1, INST_SRET, .Lsret
        beqi    s1, INST_WFI, .Lwfi
        masked  s1, SFENCE_MASK, t0
        bnei    t0, INST_SFENCE, illegal, t1

        # sfence.vma: in S-mode, TVM forbids it
        beq     s3, t3, .Lsfence
        bany    t2, MSTATUS_TVM, illegal
.Lsfence:
        is      VM_TECHNIQUE(s0), TECHNIQUE_H, .Lstages
        ld      t0, VM_SHADOWS(s0)
        bany    t0, SHADOWS_FLUSH, .Lall_spaces, t1
        extract t0, s1, 15, 5           # rs1: x0 means all addresses
        beqz    t0, .Lall_addresses
        indexed t0, t0
        ld      a0, VM_X(t0)
        call    shadow_forget_page
        j       resume_after
.Lall_addresses:
        extract t0, s1, 20, 5           # rs2: x0 means all address spaces
        beqz    t0, .Lall_spaces
        indexed t0, t0
        ld      a0, VM_X(t0)
        call    space_fence
        j       resume_after
.Lall_spaces:
        call    shadow_forget
        j       resume_after

.Lstages:
        sd      zero, staged_vm, t0     # stages_lend will fence
        j       resume_after

.Lmret: bne     s3, t3, illegal
        j       simulate_mret

        # sret: in S-mode, TSR forbids it
.Lsret: beq     s3, t3, .Lsret_allowed
        bany    t2, MSTATUS_TSR, illegal
.Lsret_allowed:
        j       simulate_sret

        # wfi: in S-mode, TW forbids it. Without an interrupt to take, give up the processor.
.Lwfi:  beq     s3, t3, .Lwait
        bany    t2, MSTATUS_TW, illegal
.Lwait: call    reclaim                 # which interrupts it waits for
        change  addi, VM_PC(s0), 4
        let     VM_STATE(s0), STATE_WAITING
        call    wake                    # at once, if something is pending already
        nonzero VM_STATE(s0), schedule
        j       resume

# illegal: the guest takes an illegal-instruction exception
#   in:  s0 = VM, s2 = mtval
illegal:
        li      a0, CAUSE_ILLEGAL_INSTRUCTION
        mv      a1, s2
        j       virtual_trap

# simulate_csr: csrrw, csrrs, csrrc and their immediate forms
#   in:  s0 = VM, s1 = instruction, s2 = mtval, s3 = virtual mode
#   out: jumps to resume_after, virtual_trap
#   plan: s4 the CSR's row, s5 the operand, s7 not 0 when it writes, s8 the CSR's number,
#         s9 the operation, s10 the old value
simulate_csr:
        # the number itself says who may use it (bits 9:8) and if it can be written (11:10)
        srli    a0, s1, 20
        extract t0, a0, 8, 2
        bltu    s3, t0, illegal
        mv      s8, a0
        beqi    t0, MODE_M, .Lin_structure # below M-mode's most may be lent
        zero    VM_LENT(s0), .Lin_structure
        beqi    a0, CSR_STIMECMP, .Lin_structure
        bnei    a0, CSR_SATP, .Lreclaim
        is      VM_TECHNIQUE(s0), TECHNIQUE_TVM, .Lin_structure # by TECHNIQUE_TVM it is not
.Lreclaim:
        call    reclaim                 # a0 keeps its value
.Lin_structure:
        la      t0, csr_index
        indexed a0, a0, t0
        zero    0(a0), .Lfloat, s4      # not one of those in the table

        # operand: register rs1, or its number itself when funct3 has bit 2
        srli    t0, s1, 15
        andi    s5, t0, 31
        mv      s7, s5                  # csrrs, csrrc with x0 or 0 do not write
        srli    t1, s1, 12
        bany    t1, 4, .Limmediate, t2
        indexed t2, s5
        ld      s5, VM_X(t2)
.Limmediate:
        andi    s9, t1, 3               # 1 write, 2 set, 3 clear
        bnei    s9, 1, .Lchecked, t2
        mv      s7, s9                  # csrrw writes always
.Lchecked:
        beqz    s7, .Lread
        srli    t0, s8, 10
        beqi    t0, 3, illegal, t1      # a read-only CSR

        # read; a1 comes back as the bits of the value that must not be written back
.Lread: mv      a0, s4
        li      a1, 0
        ld      t0, CSR_READ(s4)
        jalr    t0
        mv      s10, a0
        beqz    s7, .Lresult
        not     t0, a1
        and     t0, a0, t0

        # modify and write
        li      t1, 2
        mv      a1, s5
        bltu    s9, t1, .Lwrite
        or      a1, t0, s5
        beq     s9, t1, .Lwrite
        not     t2, s5
        and     a1, t0, t2
.Lwrite:
        mv      a0, s4
        ld      t0, CSR_WRITE(s4)
        jalr    t0

        # the old value into rd; x0 stays zero
.Lresult:
        extract t0, s1, 7, 5
        indexed t0, t0
        sd      s10, VM_X(t0)
        sd      zero, VM_X(s0)
        j       resume_after
