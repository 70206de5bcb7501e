# vpmp.s: physical memory protection within a guest: what its M-mode lets S- and U-mode do, and, by
# locked entries and mseccfg, itself [priv §3.7, smepmp §2]. It is worked into the shadow tables,
# page by page; where entries divide a page, the hart's own PMP does what they say (window.s).

        .include "vmm.inc"
        .globl  pmp_part, pmp_changed, write_pmpcfg, write_pmpaddr, write_mseccfg

        .equ    EACH,           0x0101010101010101      # bit 0 of each of eight entries
        .equ    WRITABLE,       0x9f9f9f9f9f9f9f9f
        .equ    PMPADDR_BITS,   54
        .equ    OTHER_RIGHTS,   32      # bytes, before those of M-mode

# Rights, as bits of a PTE
        .equ    _R,     PTE_R
        .equ    _W,     PTE_W
        .equ    _X,     PTE_X
        .equ    RW,     PTE_R | PTE_W
        .equ    RX,     PTE_R | PTE_X
        .equ    WX,     PTE_W | PTE_X
        .equ    RWX,    PTE_R | PTE_W | PTE_X

# locks: not 0: an entry is locked. clobbers t2
        .macro  locks   any
        ld      \any, VM_PMPCFG(s0)
        ld      t2, VM_PMPCFG+8(s0)
        or      \any, \any, t2
        keep    \any, EACH << PMP_L_SHIFT, t2
        .endm

# pmp_part: what a mode may do at an address, and the part of memory around it for which the same
# entry decides, or none. An access that has bytes of two parts is refused, whatever both allow.
#   in:  s0 = VM, a0 = guest-physical address, a2 = mode
#   out: a0 = PTE_R|W|X, a4 = start of the part, a5 = its end
#   clobbers: a1-a3, a6, a7, t0-t6
#   plan: a1 the table of rights, a2 what the mode may do where no entry is, a6 to a7 the range of
#         an entry, t1, t2 the bases for its VM_PMPCFG and VM_PMPADDR, t3 pmpaddr of the entry
#         before, t4 end of t1, t5 its pmpcfg, t6 its pmpaddr
pmp_part:
        # the last one that was asked for below M-mode
        beqi    a2, MODE_M, .Llook
        ld      a4, VM_PART_START(s0)
        ld      a5, VM_PART_END(s0)
        bltu    a0, a4, .Llook
        bgeu    a0, a5, .Llook
        ld      a0, VM_PART_RIGHTS(s0)
        ret

.Llook: enter
        sd      a2, 0(sp)
        li      a4, 0
        li      a5, -1
        ld      t0, VM_MSECCFG(s0)
        andi    t1, t0, MSECCFG_MML
        slli    a1, t1, 4
        la      t2, other_rights
        add     a1, a1, t2
        addi    t2, a2, -MODE_M
        li      a2, 0
        bnez    t2, .Lelsewhere
        addi    a1, a1, OTHER_RIGHTS
        bany    t0, MSECCFG_MMWP, .Lelsewhere, t2
        li      a2, PTE_R | PTE_W
        bnez    t1, .Lelsewhere
        li      a2, PTE_R | PTE_W | PTE_X
.Lelsewhere:
        mv      t1, s0
        mv      t2, s0
        li      t3, 0
        addi    t4, s0, PMP_ENTRIES
.Lentry:
        lbu     t5, VM_PMPCFG(t1)
        ld      t6, VM_PMPADDR(t2)
        extract t0, t5, PMP_A_SHIFT, 2
        beqz    t0, .Lnext              # PMP_A_OFF

        # the range, in units of 4 bytes
        addi    t0, t0, -PMP_A_NAPOT
        addi    a7, t6, 1
        xor     a7, a7, t6              # the trailing ones, and the zero before them
        beqz    t0, .Lpower
        li      a7, 0
        beqi    t0, PMP_A_NA4 - PMP_A_NAPOT, .Lpower, a3
        mv      a6, t3                  # PMP_A_TOR
        mv      a7, t6
        j       .Lrange
.Lpower:
        not     a6, a7
        and     a6, a6, t6
        add     a7, a7, a6
        addi    a7, a7, 1

        # the first entry that has the address decides, where none before it does
.Lrange:
        slli    a6, a6, 2
        slli    a7, a7, 2
        bgeu    a6, a7, .Lnext          # it is empty
        bgeu    a0, a7, .Lbelow
        bltu    a0, a6, .Labove
        srli    t0, t5, PMP_L_SHIFT
        slli    t0, t0, 3
        andi    t5, t5, PMP_RWX
        add     t0, t0, t5
        add     t0, t0, a1
        lbu     a2, 0(t0)
        addi    t1, t4, -1              # the last one
        bgeu    a4, a6, .Labove_it
        mv      a4, a6
.Labove_it:
        bgeu    a7, a5, .Lnext
        mv      a5, a7
        j       .Lnext
.Lbelow:
        bgeu    a4, a7, .Lnext
        mv      a4, a7
        j       .Lnext
.Labove:
        bgeu    a6, a5, .Lnext
        mv      a5, a6
.Lnext: mv      t3, t6
        addi    t1, t1, 1
        addi    t2, t2, 8
        bltu    t1, t4, .Lentry
        mv      a0, a2
        is      0(sp), MODE_M, .Lfound
        sd      a0, VM_PART_RIGHTS(s0)
        sd      a4, VM_PART_START(s0)
        sd      a5, VM_PART_END(s0)
.Lfound:
        leave

# write_pmpcfg: eight entries. Those that are locked stay. W without R is reserved, and becomes
# neither; with MML it has a meaning, but no entry begins to let M-mode execute. RLB lifts both.
#   plan: t0 mseccfg, t1 EACH, t2 the field's address, t3 the old ones, t4 those that stay
write_pmpcfg:
        ld      t2, CSR_FIELD(a0)
        add     t2, t2, s0
        ld      t3, 0(t2)
        ld      t0, VM_MSECCFG(s0)
        li      t1, EACH
        srli    t4, t3, PMP_L_SHIFT
        srli    t5, a1, 1
        not     t6, a1
        and     t6, t6, t5
        and     t6, t6, t1              # W without R
        bany    t0, MSECCFG_MML, .Llockdown, a0
        slli    t6, t6, 1
        not     t6, t6
        and     a1, a1, t6
        j       .Lstaying
.Llockdown:
        and     a0, a1, t5
        not     a0, a0
        srli    t5, a1, 2
        and     a0, a0, t5              # X, but not RWX
        or      a0, a0, t6
        srli    t5, a1, PMP_L_SHIFT
        and     a0, a0, t5              # M-mode's
        or      t4, t4, a0
.Lstaying:
        and     t4, t4, t1
        bnone   t0, MSECCFG_RLB, .Lmask, a0
        li      t4, 0
.Lmask: slli    t5, t4, 8
        sub     t4, t5, t4              # 0xff for each
        keep    a1, WRITABLE, t5
        xor     a1, a1, t3
        not     t4, t4
        and     a1, a1, t4              # the bits that change
        xor     a1, a1, t3
        sd      a1, 0(t2)
        j       pmp_changed

# write_pmpaddr: unless it is locked, or the top of a locked range whose base it is
write_pmpaddr:
        ld      t2, CSR_FIELD(a0)
        addi    t3, t2, -VM_PMPADDR
        srli    t3, t3, 3
        add     t3, t3, s0
        has     VM_MSECCFG(s0), MSECCFG_RLB, .Lfree
        lbu     t0, VM_PMPCFG(t3)
        bany    t0, PMP_L, .Llocked
        lbu     t0, VM_PMPCFG+1(t3)     # after the last entry is VM_MSECCFG, which has no such bits
        andi    t0, t0, PMP_L | 3 << PMP_A_SHIFT
        beqi    t0, PMP_L | PMP_TOR, .Llocked
.Lfree: low     a1, a1, PMPADDR_BITS
        add     t2, t2, s0
        sd      a1, 0(t2)
        j       pmp_changed
.Llocked:
        ret

# write_mseccfg: MML and MMWP stay once they are set; RLB cannot be set while an entry is locked
write_mseccfg:
        ld      t0, VM_MSECCFG(s0)
        andi    t1, t0, MSECCFG_MML | MSECCFG_MMWP
        or      t1, t1, a1
        andi    t1, t1, MSECCFG_MML | MSECCFG_MMWP | MSECCFG_RLB
        locks   t3
        beqz    t3, .Lunlocked
        ori     t0, t0, ~MSECCFG_RLB
        and     t1, t1, t0
.Lunlocked:
        sd      t1, VM_MSECCFG(s0)      # and fall through

# pmp_changed: what has a share in all shadow tables is another
#   in:  s0 = VM
#   out: VM_BOUND, VM_WAY, VM_FITTED are as PMP has it
#   clobbers: a0-a7, t0-t6
pmp_changed:
        enter
        sd      zero, VM_PART_END(s0)
        sd      zero, VM_TABLES_BYTES(s0)

        # does a part of RAM end within a page? Then a1 = 1, and a0 the way
        li      a5, RAM
.Lpart: mv      a0, a5
        li      a2, MODE_M
        jal     pmp_part
        ld      a0, VM_TECHNIQUE(s0)
        li      a1, 0
        li      t0, RAM
        sub     t0, a5, t0
        ld      t1, VM_RAM_BYTES(s0)
        bgeu    t0, t1, .Lundivided
        low     t0, a5, PAGE_SHIFT
        beqz    t0, .Lpart
        li      a0, TECHNIQUE_TRAP
        li      a1, 1

        # M-mode is bound by that, by locked entries, and by mseccfg
.Lundivided:
        locks   t3
        ld      t0, VM_MSECCFG(s0)
        andi    t0, t0, MSECCFG_MML | MSECCFG_MMWP
        or      t0, t0, t3
        or      t0, t0, a1
        snez    t0, t0
        slli    t0, t0, 1
        sd      t0, VM_BOUND(s0)        # BOUND, or 0

        # is what the quick way leaves out to be done for each new mode of it?
        ld      t0, VM_CLOCK(s0)
        addi    t0, t0, -CLOCK_OWN
        seqz    t0, t0
        or      t0, t0, a0
        or      t0, t0, a1
        sd      t0, VM_FITTED(s0)
        same    VM_WAY(s0), a0, .Lsame_way
        jal     reclaim
        sd      a0, VM_WAY(s0)
.Lsame_way:
        jal     shadow_forget
        leave

        .section .rodata
# Rights by bits L, X, W, R of an entry; then with MML
other_rights:
        .byte   0,  _R, _W, RW, _X, RX, WX, RWX,  0,  _R, _W, RW, _X, RX, WX, RWX
        .byte   0,  _R, _R, RW, _X, RX, RW, RWX,  0,   0, _X,  0,  0,  0, _X, _R
machine_rights:
        .byte   RWX,RWX,RWX,RWX,RWX,RWX,RWX,RWX,  0,  _R, _W, RW, _X, RX, WX, RWX
        .byte   0,   0, RW,  0,  0,  0, RW,  0,   0,  _R, _X, RW, _X, RX, RX, _R
