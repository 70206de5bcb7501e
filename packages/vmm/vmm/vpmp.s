# vpmp.s: physical memory protection within a guest: what its M-mode lets S- and U-mode do, and, by
# locked entries and mseccfg, itself [priv §3.7, smepmp §2]. It is worked into the shadow tables, so
# it is known by pages; in a page that several entries divide, accesses are simulated (fault.s).

        .include "vmm.inc"
        .globl  pmp_rights, pmp_ram, write_pmpcfg, write_pmpaddr, write_mseccfg

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

# pmp_rights: what a mode may do in a page, or with a few bytes
#   in:  s0 = VM, a0 = guest-physical address, a1 = how many bytes, a power of two, a2 = mode
#   out: a0 = PTE_R|W|X, a1 = not 0: several entries divide them; what any grants
#   clobbers: a2-a7, t0-t6
#   plan: a0 start of the page or block, t6 its end, a1 rights, a6 the table of rights, a7 what the
#         mode may do where no entry is, and bit 0: divided, t1, t2 the bases for the entry's
#         VM_PMPCFG and VM_PMPADDR, t3 pmpaddr of the entry before, t4 end of t1, a4 to a5 the range
pmp_rights:
        neg     t0, a1
        and     a0, a0, t0
        add     t6, a0, a1
rights_between:                         # a0 and t6
        li      a1, 0
        ld      t0, VM_MSECCFG(s0)
        andi    t1, t0, MSECCFG_MML
        slli    a6, t1, 4
        li      a7, 0
        bnei    a2, MODE_M, .Lelsewhere, t2
        addi    a6, a6, OTHER_RIGHTS
        bany    t0, MSECCFG_MMWP, .Lelsewhere, t2
        li      a7, PTE_R | PTE_W
        bnez    t1, .Lelsewhere
        li      a7, PTE_R | PTE_W | PTE_X
.Lelsewhere:
        la      t0, other_rights
        add     a6, a6, t0
        mv      t1, s0
        mv      t2, s0
        li      t3, 0
        addi    t4, s0, PMP_ENTRIES
.Lentry:
        lbu     t5, VM_PMPCFG(t1)
        ld      a3, VM_PMPADDR(t2)
        extract a2, t5, PMP_A_SHIFT, 2
        beqz    a2, .Lnext              # PMP_A_OFF

        # the range, in units of 4 bytes
        mv      a4, t3
        mv      a5, a3
        beqi    a2, PMP_A_TOR, .Lrange
        li      a5, 0
        beqi    a2, PMP_A_NA4, .Lpower
        addi    a5, a3, 1
        xor     a5, a5, a3              # the trailing ones, and the zero before them
.Lpower:
        not     a4, a5
        and     a4, a4, a3
        add     a5, a5, a4
        addi    a5, a5, 1

        # the first entry that has all of the page decides; those before it, with a part, add
.Lrange:
        slli    a4, a4, 2
        slli    a5, a5, 2
        bgeu    a4, t6, .Lnext
        bgeu    a0, a5, .Lnext
        srli    t0, t5, PMP_L_SHIFT
        slli    t0, t0, 3
        andi    t5, t5, PMP_RWX
        add     t0, t0, t5
        add     t0, t0, a6
        lbu     t0, 0(t0)
        or      a1, a1, t0
        bltu    a0, a4, .Lpart
        bgeu    a5, t6, .Ldecided
.Lpart: ori     a7, a7, 1
.Lnext: mv      t3, a3
        addi    t1, t1, 1
        addi    t2, t2, 8
        bne     t1, t4, .Lentry
        or      a1, a1, a7
.Ldecided:
        andi    a0, a1, PTE_R | PTE_W | PTE_X
        andi    a1, a7, 1
        ret

# pmp_ram: what modes below M may do in all of RAM, if that is the same everywhere
#   in:  s0 = VM
#   out: a0 = PTE_R|W|X, and PTE_V; or 0: it is not
#   clobbers: a1-a7, t0-t6
pmp_ram:
        negative VM_RAM_RIGHTS(s0), .Lask, a0
        ret
.Lask:  enter
        li      a0, RAM
        ld      t6, VM_RAM_BYTES(s0)
        add     t6, t6, a0
        li      a2, MODE_S
        jal     rights_between
        addi    a1, a1, -1
        ori     a0, a0, PTE_V
        and     a0, a0, a1
        sd      a0, VM_RAM_RIGHTS(s0)
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
#   clobbers: t0-t3
pmp_changed:
        locks   t3
        ld      t0, VM_MSECCFG(s0)
        andi    t0, t0, MSECCFG_MML | MSECCFG_MMWP
        or      t0, t0, t3
        snez    t0, t0
        slli    t0, t0, 1
        sd      t0, VM_BOUND(s0)        # BOUND, or 0
        let     VM_RAM_RIGHTS(s0), -1
        j       shadow_forget

        .section .rodata
# Rights by bits L, X, W, R of an entry; then with MML
other_rights:
        .byte   0,  _R, _W, RW, _X, RX, WX, RWX,  0,  _R, _W, RW, _X, RX, WX, RWX
        .byte   0,  _R, _R, RW, _X, RX, RW, RWX,  0,   0, _X,  0,  0,  0, _X, _R
machine_rights:
        .byte   RWX,RWX,RWX,RWX,RWX,RWX,RWX,RWX,  0,  _R, _W, RW, _X, RX, WX, RWX
        .byte   0,   0, RW,  0,  0,  0, RW,  0,   0,  _R, _X, RW, _X, RX, RX, _R
