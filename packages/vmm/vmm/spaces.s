# spaces.s: the shadow tables of several address spaces of a guest, kept while another is in use.
#
# A guest that goes back to a satp that it had before finds its shadow tables as they were. That is
# allowed by the rule that a hart may keep translations until it is told by sfence.vma [priv
# §4.2.1]; so what is kept here goes when a fence names its ASID, or none. A guest that gives all
# its spaces the same ASID fences all of them at each switch, and keeps nothing.
#
# A *space* is a satp with the roots of the contexts that depend on it, CONTEXT_S and those after
# it; a root that is 0 has no table. They stand in VM_SPACES, the one in use in front, then those
# that were in use before, the last one first, up to VM_SPACES_END. What is forgotten leaves its
# pages in VM_POOL as they are, until shadow_forget takes all back.

        .include "vmm.inc"
        .globl  space_switch, spaces_forget, space_fence

        .equ    ASID_BITS,      16

# held: `ld` or `sd` the roots of the space at t1, in t3 to t6; unrooted: a space without roots
        .macro  held    move
        \move   t3, SPACE_ROOTS(t1)
        \move   t4, SPACE_ROOTS+8(t1)
        \move   t5, SPACE_ROOTS+16(t1)
        \move   t6, SPACE_ROOTS+24(t1)
        .endm
        .macro  unrooted space
        .irp    at, 0,8,16,24
        sd      zero, SPACE_ROOTS+\at(\space)
        .endr
        .endm

# space_switch: another satp comes into use
#   in:  s0 = VM, a1 = the new satp, not the one in use
#   out: VM_SATP = a1, its roots as they were when it was left; 0 if it is not known
#   clobbers: t0-t6
space_switch:
        addi    t1, s0, VM_SPACES
        ld      t2, VM_SPACES_END(s0)
.Lfind: addi    t1, t1, SPACE_BYTES
        beq     t1, t2, .Lunknown
        differs SPACE_SATP(t1), a1, .Lfind
        j       .Lknown

        # a new one, or in the last place, whose space has not been used for the longest time
.Lunknown:
        plus    t0, s0, VM_SPACES + SPACES * SPACE_BYTES
        beq     t1, t0, .Lfull
        addi    t2, t2, SPACE_BYTES
        sd      t2, VM_SPACES_END(s0)
.Lfull: addi    t1, t2, -SPACE_BYTES
        unrooted t1

        # its roots wait in t3 to t6 while those before it move one place back
.Lknown:
        held    ld
        addi    t2, s0, VM_SPACES
.Lback: .irp    at, 0, 8, 16, 24, 32
        assign  \at(t1), \at-SPACE_BYTES(t1)
        .endr
        addi    t1, t1, -SPACE_BYTES
        bne     t1, t2, .Lback
        sd      a1, SPACE_SATP(t1)
        held    sd
        sd      s0, VM_CHANGED(s0)
        j       forget_last

# spaces_forget: only the space in use is known, and that has no tables
#   in:  s0 = VM
#   clobbers: t0
spaces_forget:
        addi    t0, s0, VM_SPACES
        unrooted t0
        addi    t0, t0, SPACE_BYTES
        sd      t0, VM_SPACES_END(s0)
        ret

# space_fence: sfence.vma x0, rs2: forget the tables of one ASID
#   in:  s0 = VM, a0 = ASID
#   clobbers: a0, t0-t2
space_fence:
        slli    a0, a0, SATP_ASID_SHIFT
        addi    t0, s0, VM_SPACES
        ld      t1, VM_SPACES_END(s0)
.Lspace:
        ld      t2, SPACE_SATP(t0)
        xor     t2, t2, a0              # the ASID's bits are zero if they are the same,
        slli    t2, t2, 64 - SATP_ASID_SHIFT - ASID_BITS
        srli    t2, t2, 64 - ASID_BITS  # whatever is beside them
        bnez    t2, .Lanother
        unrooted t0
        sd      s0, VM_CHANGED(s0)      # it may be the one in use
.Lanother:
        addi    t0, t0, SPACE_BYTES
        bne     t0, t1, .Lspace
        sfence.vma
        j       forget_last
