# quick.s: the quick way out of a guest and back, for what its system does at each trap, at each
# lock and for each page. Five of its registers are put aside instead of all, and there is nothing
# to ask on the way back but what the instruction itself may have made due.
#
#   csrr, csrw, csrrw    of a CSR that is a word of the structure: sscratch, sepc, scause, …
#   csrr                 of sstatus; of cycle, time, instret
#   csrw, csrs, csrc     of sstatus, unless an interrupt waits for it, or MXR or FS changes
#   sfence.vma           of an address
#   ecall, sret, mret    by the technique `trap`, into tables that there are
#
# Whatever else it is goes the whole way, from `whole_exit` on: up to there the guest's registers
# are as they were, or put aside, and nothing is changed.
#
# Register plan: t0 to t4 are free: t1 the instruction, t3 the CSR's row, t2 funct3, then what goes
# into rd.

        .include "vmm.inc"
        .globl  quick_exit, quick_ecall, quick_word, quick_sstatus, quick_counter

        .equ    CSRRW,          1       # funct3
        .equ    CSRRS,          2
        .equ    IMMEDIATE,      4       # bit of it: the operand is the number of rs1 itself

# entries: a table of two instructions for each register: what is done with it, THEN. REST is for
# those that are as the guest left them, ASIDE for those put aside, and S0 for s0, which is in
# mscratch
        .macro  entries zero, s0, aside, rest, then
        .option push
        .option norvc
        .irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        .if     \n == 0
        \zero
        .elseif \n == 8
        \s0
        .elseif (\n >= 5 && \n <= 7) || \n == 28 || \n == 29
        \aside, VM_X+\n*8(s0)
        .else
        \rest   x\n
        .endif
        \then
        .endr
        .option pop
        .endm

# become: t2 into a register
        .macro  become  register
        mv      \register, t2
        .endm

# fence_registers: `sd` or `ld` the others that shadow_forget_page needs: ra, a0 to a2
        .macro  fence_registers move
        .irp    n, 1,10,11,12
        \move   x\n, VM_X+\n*8(s0)
        .endr
        .endm

# by_number: do what a table of these says of the register whose number is in t0. clobbers t4
        .macro  by_number table, link=zero
        slli    t0, t0, 3
        la      t4, \table
        add     t4, t4, t0
        jalr    \link, t4
        .endm

        .text

# quick_exit: an instruction is illegal where the guest runs: is it one for the quick way?
#   in:  s0 = VM, t0 to t4 put aside, mscratch = the guest's s0
#   out: the guest goes on after it, or at whole_exit nothing has been done
quick_exit:
        csrr    t1, mtval
        andi    t0, t1, OPCODE_MASK
        bnei    t0, OPCODE_SYSTEM, whole_exit
        extract t2, t1, 12, 3
        beqz    t2, quick_plain
        srli    t0, t1, 20              # the CSR's number
        slli    t0, t0, 3
        la      t3, csr_index
        add     t3, t3, t0
        zero    0(t3), whole_exit, t3
        extract t0, t1, 28, 2           # the number says which modes may use it
        zero    VM_LENT(s0), .Lours, t4
        bnei    t0, MODE_M, whole_exit, t4 # the structure has only M-mode's
.Lours: ld      t4, VM_MODE(s0)
        bltu    t4, t0, whole_exit
        zero    CSR_QUICK(t3), whole_exit, t4
        jr      t4

# quick_word: a CSR that is a word of the structure; its bits that cannot be written are zero
quick_word:
        ld      t4, CSR_FIELD(t3)
        add     t4, t4, s0
        mv      t0, t2
        ld      t2, 0(t4)
        beqi    t0, CSRRW, .Lwrite, t4
        bnei    t0, CSRRS, whole_exit, t4
        extract t0, t1, 15, 5           # rs1: with x0 it does not write
        bnez    t0, whole_exit

        # the old value into rd, and back
.Lresult:
        extract t0, t1, 7, 5
.Lgive: by_number give, t4
.Lafter:
        count   VM_EXITS+8*CAUSE_ILLEGAL_INSTRUCTION(s0), t0
        csrr    t0, mepc
        addi    t0, t0, 4
.Lback: csrw    mepc, t0
        aside   ld
        csrrw   s0, mscratch, s0
        mret
give:   entries nop, "csrw mscratch, t2", "sd t2", become, "jr t4"

        # rs1 into the word
.Lwrite:
        extract t0, t1, 15, 5
        by_number take, t4
        apply   and, t0, CSR_MASK(t3), t4
        ld      t4, CSR_FIELD(t3)
        add     t4, t4, s0
        sd      t0, 0(t4)
        extract t0, t1, 7, 5
        bnez    t0, .Lgive
        j       .Lafter
take:   entries "li t0, 0", "csrr t0, mscratch", "ld t0", "mv t0,", "jr t4"

# quick_sstatus: sstatus, unless FS or MXR changes, or an interrupt waits for SIE
#   plan: t2 funct3, then the bits that change; t3 what it was; t0 the operand, then the result
quick_sstatus:
        status  t3, t4
        extract t0, t1, 15, 5           # rs1, or the operand itself
        bany    t2, IMMEDIATE, .Loperand, t4
        by_number take, t4
.Loperand:
        bnone   t2, CSRRS, .Lset, t4    # csrrw
        bnone   t2, CSRRW, .Lor, t4     # csrrs; csrrc is both
        not     t0, t0
        and     t0, t0, t3
        j       .Lset
.Lor:   or      t0, t0, t3
.Lset:  xor     t2, t0, t3              # what changes: how memory is seen, or only interrupts?
        bany    t2, SSTATUS_FIELDS & ~OWN_INTERRUPTS, .Lmemory, t4
        and     t0, t0, t2              # what has not been set before
        bnone   t0, MSTATUS_SIE, .Lmasked, t4
        pending t0, t4
        bnez    t0, whole_exit
.Lmasked:
        andi    t2, t2, OWN_INTERRUPTS
        change  xor, VM_MSTATUS(s0), t2, t4
        extract t0, t1, 7, 5
        beqz    t0, .Lafter             # most writers do not ask what it was
        masked  t3, SSTATUS_FIELDS, t2
        show    t2, t4
        j       .Lgive

        # SUM: then on in other tables, if no interrupt waits
.Lmemory:
        bany    t2, MSTATUS_FS | MSTATUS_MXR, whole_exit, t4
        keep    t2, SSTATUS_FIELDS, t4
        change  xor, VM_MSTATUS(s0), t2, t4
        masked  t3, SSTATUS_FIELDS, t2
        show    t2, t4
        extract t0, t1, 7, 5
        by_number give, t4
        csrr    t0, mepc
        addi    t0, t0, 4
        sd      t0, VM_PC(s0)
        sd      s0, VM_CHANGED(s0)
        sd      ra, VM_X+8*1(s0)

# quick_go: what was simulated has changed VM_PC, and perhaps mode and status: on with them, if no
# interrupt waits for that, and there are tables already
#   in:  s0 = VM, t0 to t4 and ra put aside
quick_go:
        count   VM_EXITS+8*CAUSE_ILLEGAL_INSTRUCTION(s0), t0
.Lgo:   pending t0, t1
        bnez    t0, .Lwhole
        call    context
        beqz    t0, .Lwhole
        sd      zero, VM_CHANGED(s0)
        csrw    menvcfg, zero           # as in fit
        csrr    t1, satp
        beq     t0, t1, .Lsame_tables
        csrw    satp, t0
        sfence.vma
.Lsame_tables:
        ld      ra, VM_X+8*1(s0)
        ld      t0, VM_PC(s0)
        j       .Lback
.Lwhole:
        ld      ra, VM_X+8*1(s0)
        j       whole_resume

# quick_ecall: an ecall from below M-mode
#   in:  as quick_exit
quick_ecall:
        nonzero VM_TECHNIQUE(s0), whole_exit
        ld      t0, VM_MODE(s0)
        beqi    t0, MODE_M, whole_exit, t1
        addi    t0, t0, CAUSE_ECALL_FROM_U
        count   VM_EXITS+8*CAUSE_ECALL_FROM_U(s0), t1
        csrr    t1, mepc
        sd      t1, VM_PC(s0)
        sd      ra, VM_X+8*1(s0)
        li      t1, 0
        call    quick_handler
        j       .Lgo

# quick_plain: sret and mret, by the technique `trap`; sfence.vma
#   in:  as quick_exit, t1 = instruction
quick_plain:
        beqi    t1, INST_SRET, .Lsret
        bnei    t1, INST_MRET, quick_fence
        la      t3, return_m
        li      t2, MODE_M
        j       .Lreturn
.Lsret: la      t3, return_s
        li      t2, MODE_S
        ld      t0, VM_MSTATUS(s0)
        bany    t0, MSTATUS_TSR, whole_exit, t4
.Lreturn:
        nonzero VM_TECHNIQUE(s0), whole_exit
        differs VM_MODE(s0), t2, whole_exit
        sd      ra, VM_X+8*1(s0)
        jalr    t3
        j       quick_go

# quick_counter: look at cycle, time or instret, as far as that is allowed. A VM by CLOCK_OWN never
# comes here
quick_counter:
        bnei    t2, CSRRS, whole_exit
        extract t0, t1, 15, 5           # rs1: x0
        bnez    t0, whole_exit
        ld      t3, CSR_MASK(t3)        # its bit
        counted t3, whole_exit, t2, t4
        csrr    t2, time
        ld      t0, VM_TIME_OFFSET(s0)
        bany    t3, MCOUNTEREN_TM, .Lcounter, t4
        csrr    t2, mcycle
        ld      t0, VM_CYCLE_OFFSET(s0)
        bany    t3, MCOUNTEREN_CY, .Lcounter, t4
        csrr    t2, minstret
        ld      t0, VM_INSTRET_OFFSET(s0)
.Lcounter:
        add     t2, t2, t0
        j       .Lresult

# quick_fence: sfence.vma of an address, by the techniques with shadow tables
#   in:  as quick_exit, t1 = instruction
quick_fence:
        masked  t1, SFENCE_MASK, t0
        bnei    t0, INST_SFENCE, whole_exit, t2
        extract t2, t1, 15, 5           # rs1: x0 means all addresses
        beqz    t2, whole_exit
        ld      t2, VM_MODE(s0)
        positive VM_LENT(s0), .Lmode
        csrr    t2, mstatus             # the real mode was its own
        extract t2, t2, MSTATUS_MPP_SHIFT, 2
        sd      t2, VM_MODE(s0)
.Lmode: beqz    t2, whole_exit
        ld      t0, VM_MSTATUS(s0)
        bany    t0, MSTATUS_TVM, whole_exit, t2
        is      VM_TECHNIQUE(s0), TECHNIQUE_H, whole_exit
        has     VM_SHADOWS(s0), SHADOWS_FLUSH, whole_exit
        fence_registers sd
        extract t0, t1, 15, 5
        by_number take, t4
        mv      a0, t0
        call    shadow_forget_page
        fence_registers ld
        j       .Lafter
