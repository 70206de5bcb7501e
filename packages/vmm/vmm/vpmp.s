# vpmp.s: physical memory protection within a guest: what its M-mode lets S- and U-mode do
# [priv §3.7]. It is worked into the shadow tables, so it is known by pages: a page that several
# entries divide between them grants what any of them grants.
#
# The lock bit is kept, but it neither locks nor binds M-mode.

        .include "csr.inc"
        .include "vm.inc"
        .include "frame.inc"

        .text

# pmp_rights: what the modes below M may do in a page
#   in:  s0 = VM, a0 = guest-physical address, a1 = bytes of the page
#   out: a0 = PTE_R|W|X, a1 = not 0: several entries divide the page
#   clobbers: a2-a7, t0-t6
#   plan: a0 start of the page, t6 its end, a1 rights, a7 not 0: divided, t1, t2 the bases for the
#         entry's VM_PMPCFG and VM_PMPADDR, t3 pmpaddr of the entry before, t4 end of t1, a4 to a5
#         the range
        .globl  pmp_rights
pmp_rights:
        neg     t0, a1
        and     a0, a0, t0
        add     t6, a0, a1
        li      a1, 0
        li      a7, 0
        mv      t1, s0
        mv      t2, s0
        li      t3, 0
        addi    t4, s0, PMP_ENTRIES
.Lentry:
        lbu     t5, VM_PMPCFG(t1)
        ld      a3, VM_PMPADDR(t2)
        srli    a2, t5, PMP_A_SHIFT
        andi    a2, a2, 3
        beqz    a2, .Lnext              # A_OFF

        # the range, in units of 4 bytes
        mv      a4, t3
        mv      a5, a3
        beqi    a2, A_TOR, .Lrange
        li      a5, 0
        beqi    a2, A_NA4, .Lpower
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
        andi    t5, t5, PMP_RWX
        slli    t5, t5, 1               # from bits of pmpcfg to bits of a PTE
        or      a1, a1, t5
        bltu    a0, a4, .Lpart
        bgeu    a5, t6, .Ldecided
.Lpart: li      a7, 1
.Lnext: mv      t3, a3
        addi    t1, t1, 1
        addi    t2, t2, 8
        bne     t1, t4, .Lentry
.Ldecided:
        mv      a0, a1
        mv      a1, a7
        ret
