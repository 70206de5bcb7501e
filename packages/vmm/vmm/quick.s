# quick.s: an instruction is illegal where the guest runs: which is it, and may the guest's virtual
# mode use it? All that are privileged have the SYSTEM opcode and are 4 bytes long.
#
# Most are simulated in the *quick* way. Five of the guest's registers are put aside instead of all,
# and there is nothing to ask on the way back but what the instruction itself may have made due:
#
#   csrr                 of any CSR
#   csrw, csrrw          of a CSR that is a word of the structure: sscratch, sepc, scause, …
#   csrw, csrs, csrc     of sstatus, unless an interrupt waits for it, or MXR or FS changes; of sie,
#                        unless one waits
#   csrw                 of stimecmp, to a time to come
#   sfence.vma           of an address, where tables are shadow tables
#   ecall, sret, mret    into tables that there are, by the technique `trap`
#
# What they cannot do goes on in the *whole* way (privileged.s): up to there the guest's registers
# are as they were, or put aside, and nothing is changed.
#
# Register plan: t0 to t4 are free: t1 the instruction, t2 what it does with a CSR, later what goes
# into rd; t3 the CSR's row.

        .include "vmm.inc"
        .globl  quick_exit, quick_ecall, quick_word, quick_sstatus, quick_sie, quick_stimecmp
        .globl  read_illegal

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

# by_number: do what a table of these says of the register whose number is in t0. clobbers t0, t4
        .macro  by_number table, link=zero
        slli    t0, t0, 3
.Ltable\@:
        auipc   t4, %pcrel_hi(\table)
        add     t4, t4, t0
        jalr    \link, %pcrel_lo(.Ltable\@)(t4)
        .endm

# quick_exit: dispatch
#   in:  s0 = VM, t0 to t4 put aside, mscratch = the guest's s0
#   out: the guest goes on; or all is put aside, and the whole way begins
quick_exit:
        count   VM_EXITS+8*CAUSE_ILLEGAL_INSTRUCTION(s0), t0
        csrr    t1, mtval               # the instruction
        andi    t0, t1, OPCODE_MASK
        bnei    t0, OPCODE_SYSTEM, .Lblock
        extract t2, t1, FUNCT3_SHIFT, 2 # 0, or CSRRW, CSRRS, CSRRC
        beqz    t2, quick_plain

        # a CSR's number says which modes may use it; if CSRs are lent, only M-mode's are ours
        srli    t0, t1, CSR_SHIFT
        slli    t0, t0, 3
        from_table t3, csr_index, t0
        beqz    t3, .Lno_row
        extract t0, t1, CSR_MODE_SHIFT, 2
        zero    VM_LENT(s0), .Lours, t4
        bnei    t0, MODE_M, .Lcsr, t4
.Lours: ld      t4, VM_MODE(s0)
        bltu    t4, t0, .Lillegal
        extract t0, t1, RS1_SHIFT, 5    # of the register, or the operand itself
        bnez    t0, quick_write
        bnone   t2, CSRRS, quick_write, t4 # csrrs, csrrc with x0 or 0 do not write
        ld      t0, CSR_READ(t3)
        jalr    t4, t0
.Lresult:
        extract t0, t1, RD_SHIFT, 5

        # the old value into rd, and back
.Lgive: by_number give
.Lafter:
        nonzero VM_CHANGED(s0), quick_changed
        csrr    t0, mepc
        addi    t0, t0, 4
.Lback: csrw    mepc, t0
        aside   ld
        csrrw   s0, mscratch, s0
        mret
give:   entries nop, "csrw mscratch, t2", "sd t2", become, "j .Lafter"
take:   entries "li t0, 0", "csrr t0, mscratch", "ld t0", "mv t0,", "jr t4"

# quick_write: the ways to write a CSR
#   in:  as in the plan, t0 = number of rs1, or the operand itself
quick_write:
        slli    t4, t1, 63 - IMMEDIATE_SHIFT
        bltz    t4, .Loperand
        by_number take, t4
.Loperand:
        zero    CSR_QUICK(t3), .Lcsr, t4
        jr      t4                      # t0 = the operand
.Lblock:
        wholly  simulate_block
.Lno_row:
        wholly  float_or_illegal
.Lcsr:  wholly  whole_csr

# read_illegal: where a way to read a CSR goes on if the mode may not
#   in:  t4 = the way's return address: here, or in whole_csr
read_illegal:
        la      t0, .Lresult
        bne     t4, t0, illegal
.Lillegal:
        wholly  illegal

# quick_word: of a CSR that is a word of the structure, by csrrw
quick_word:
        bnei    t2, CSRRW, .Lcsr, t4
        apply   and, t0, CSR_MASK(t3), t4
        ld      t4, CSR_FIELD(t3)
        add     t4, t4, s0
        ld      t2, 0(t4)
        sd      t0, 0(t4)
        extract t0, t1, RD_SHIFT, 5
        bnez    t0, .Lgive
        j       .Lafter

# quick_sstatus: of sstatus
#   plan: t3 what it was, t0 the operand, then the bits that change
quick_sstatus:
        status  t3, t4
        jal     t4, changes

        # how memory is seen: then on in other tables
        bnone   t0, SSTATUS_FIELDS & ~OWN_INTERRUPTS, .Linterrupts, t4
        bany    t0, MSTATUS_FS | MSTATUS_MXR, .Lcsr, t4
        keep    t0, SSTATUS_FIELDS, t4
        sd      s0, VM_CHANGED(s0)
        j       .Lchange

        # or only interrupts, of which none may wait that is enabled now
.Linterrupts:
        andi    t0, t0, OWN_INTERRUPTS
        bnone   t0, MSTATUS_SIE, .Lchange, t4
        bany    t3, MSTATUS_SIE, .Lchange, t4
        pending t2, t4
        bnez    t2, .Lcsr
.Lchange:
        change  xor, VM_MSTATUS(s0), t0, t4
        extract t0, t1, RD_SHIFT, 5
        beqz    t0, .Lafter             # most writers do not ask what it was
        masked  t3, SSTATUS_FIELDS, t2
        show    t2, t4
        j       .Lgive

# changes: which bits a write changes
#   in:  t0 = operand, t2 = CSRRW, CSRRS or CSRRC, t3 = what it was, t4 = return address
#   out: t0
#   clobbers: t2
changes:
        addi    t2, t2, -CSRRS
        bltz    t2, .Lset
        beqz    t2, .Lor
        and     t0, t0, t3
        jr      t4
.Lor:   or      t0, t0, t3
.Lset:  xor     t0, t0, t3
        jr      t4

# quick_sie: of sie, unless an interrupt waits that it may let in
quick_sie:
        ld      t3, VM_MIE(s0)
        jal     t4, changes
        ld      t2, VM_MIDELEG(s0)
        and     t0, t0, t2
        and     t2, t2, t3              # what sie was
        ld      t4, VM_LINES(s0)
        and     t4, t4, t0
        bnez    t4, .Lcsr
        has     VM_SOFT(s0), SSIP, .Lcsr, t4
        change  xor, VM_MIE(s0), t0, t4
        j       .Lresult

# quick_stimecmp: of stimecmp by csrrw, if its time is to come. The real comparator is set if that
# is sooner than anything else; if not, arm_timer will come to it.
quick_stimecmp:
        bnei    t2, CSRRW, .Lcsr, t4
        nonzero VM_FITTED(s0), .Lcsr, t4
        positive VM_MENVCFG(s0), .Lcsr, t4
        lacks   VM_MCOUNTEREN(s0), MCOUNTEREN_TM, .Lcsr, t4
        now     t3
        ld      t4, VM_TIME_OFFSET(s0)
        add     t4, t4, t3
        bgeu    t4, t0, .Lcsr
        ld      t2, VM_STIMECMP(s0)
        sd      t0, VM_STIMECMP(s0)
        sub     t0, t0, t4              # how long it is until then
        add     t3, t3, t0              # real time when it is
        change  andi, VM_LINES(s0), ~STIP, t4
        bltu    t3, t0, .Lresult        # never
        ld      t4, armed_at
        bgeu    t3, t4, .Lresult
        li      t4, CLINT + CLINT_MTIMECMP
        sd      t3, 0(t4)
        sd      t3, armed_at, t4
        j       .Lresult

# quick_plain: sret, mret, sfence.vma, wfi
#   in:  as in the plan
#   plan: t2 the virtual mode, t3 mstatus, t4 VM_LENT
quick_plain:
        ld      t2, VM_MODE(s0)
        positive VM_LENT(s0), .Lmode, t4
        csrr    t2, mstatus             # the real mode was its own
        extract t2, t2, MSTATUS_MPP_SHIFT, 2
        sd      t2, VM_MODE(s0)
.Lmode: beqz    t2, .Lillegal           # none of these in U-mode
        ld      t3, VM_MSTATUS(s0)
        beqi    t1, INST_SRET, .Lsret
        beqi    t1, INST_MRET, .Lmret
        masked  t1, SFENCE_MASK, t0
        bnei    t0, INST_SFENCE, .Lother, t4

        # sfence.vma, sinval.vma: in S-mode, TVM forbids them
        bany    t3, MSTATUS_TVM, .Lkept
.Lfence:
        extract t0, t1, RS1_SHIFT, 5    # x0 means all addresses
        beqz    t0, .Lwhole_fence
        is      VM_WAY(s0), TECHNIQUE_H, .Lwhole_fence, t2
        has     VM_SHADOWS(s0), SHADOWS_FLUSH, .Lwhole_fence, t2
        by_number take, t4
        fence_registers sd
        mv      a0, t0
        jal     shadow_forget_page
        fence_registers ld
        j       .Lafter
.Lkept: bnei    t2, MODE_M, .Lillegal
        j       .Lfence
.Lwhole_fence:
        wholly  whole_fence

        # mret: in M-mode only
.Lmret: bnei    t2, MODE_M, .Lillegal
        sd      ra, VM_X+8*1(s0)
        jal     return_m
        j       quick_go

        # sret: in S-mode, TSR forbids it
.Lsret: slli    t0, t3, 63 - MSTATUS_TSR_SHIFT
        bltz    t0, .Lsret_kept
.Lsret_allowed:
        bnez    t4, .Lwhole_sret
        sd      ra, VM_X+8*1(s0)
        jal     return_s
        j       quick_go
.Lsret_kept:
        beqi    t2, MODE_M, .Lsret_allowed
        j       .Lillegal
.Lwhole_sret:
        wholly  whole_sret

        # wfi: in S-mode, TW forbids it
.Lother:
        beqi    t1, INST_WFI, .Lwfi
        masked  t1, ORDER_MASK, t0      # those that order fences have nothing to do
        beqi    t0, INST_ORDER, .Lafter, t4
        j       .Lillegal
.Lwfi:  bnone   t3, MSTATUS_TW, .Lwait
        bnei    t2, MODE_M, .Lillegal
.Lwait: wholly  whole_wfi

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
        jal     quick_handler
        j       .Lgo

# quick_changed: the instruction has changed what the hart has to be fitted to
#   in:  s0 = VM, t0 to t4 put aside
quick_changed:
        csrr    t0, mepc
        addi    t0, t0, 4
        sd      t0, VM_PC(s0)
        sd      ra, VM_X+8*1(s0)        # and fall through

# quick_go: what was simulated has changed VM_PC, and perhaps mode and status: on with them, if no
# interrupt waits for that, there are tables already, and nothing else is to be fitted
#   in:  s0 = VM, t0 to t4 and ra put aside
quick_go:
        nonzero VM_FITTED(s0), .Lwhole
.Lgo:   pending t0, t1
        bnez    t0, .Lwhole
        jal     context
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
