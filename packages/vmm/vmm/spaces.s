# spaces.s: the shadow tables of several address spaces of a guest, kept while another is in use.
#
# A guest that goes back to a satp that it had before finds its shadow tables as they were. That is
# allowed by the rule that a hart may keep translations until it is told by sfence.vma [priv
# §4.2.1]; so what is kept here goes when a fence names its ASID, or none. A guest that gives all
# its spaces the same ASID fences all of them at each switch, and keeps nothing.
#
# A *space* is a satp with the roots of the contexts that depend on it, FIRST_SPACE to LAST_SPACE.
# The one in use is in VM_SATP and VM_ROOTS, the others in VM_SPACES, the one left last in front.
# What is dropped leaves its pages in VM_POOL as they are, until shadow_forget takes all back.

        .include "vmm.inc"
        .globl  space_switch, spaces_drop, space_fence

        .equ    FIRST_ROOT,     VM_ROOTS + 8 * FIRST_SPACE
        .equ    ASID_BITS,      16

# roots: copy the roots at FROM to TO. clobbers t0
        .macro  roots   to, from
        .irp    at, 0,8,16,24
        ld      t0, \at+\from
        sd      t0, \at+\to
        .endr
        .endm

        .text

# space_switch: another satp comes into use
#   in:  s0 = VM, a1 = the new satp, not the one in use
#   out: VM_SATP = a1, VM_ROOTS as they were when it was left; 0 if it is not known
#   clobbers: t0-t6
space_switch:
        addi    t1, s0, VM_SPACES
        addi    t2, t1, (SPACES - 1) * SPACE_BYTES

        # the new one, or the last place, whose space has not been used for the longest time
.Lfind: ld      t0, SPACE_SATP(t1)
        beq     t0, a1, .Lknown
        addi    t1, t1, SPACE_BYTES
        bltu    t1, t2, .Lfind
        ld      t0, SPACE_SATP(t1)
        beq     t0, a1, .Lknown
        .irp    at, 0,8,16,24
        sd      zero, SPACE_ROOTS+\at(t1)
        .endr

        # its roots wait in t3 to t6 while those before it move one place back
.Lknown:
        ld      t3, SPACE_ROOTS(t1)
        ld      t4, SPACE_ROOTS+8(t1)
        ld      t5, SPACE_ROOTS+16(t1)
        ld      t6, SPACE_ROOTS+24(t1)
        addi    t2, s0, VM_SPACES
.Lback: beq     t1, t2, .Lfront
        assign  SPACE_SATP(t1), SPACE_SATP-SPACE_BYTES(t1)
        roots   SPACE_ROOTS(t1), SPACE_ROOTS-SPACE_BYTES(t1)
        addi    t1, t1, -SPACE_BYTES
        j       .Lback
.Lfront:
        assign  SPACE_SATP(t1), VM_SATP(s0)
        roots   SPACE_ROOTS(t1), FIRST_ROOT(s0)
        sd      a1, VM_SATP(s0)
        sd      s0, VM_CHANGED(s0)
        sd      t3, FIRST_ROOT(s0)
        sd      t4, FIRST_ROOT+8(s0)
        sd      t5, FIRST_ROOT+16(s0)
        sd      t6, FIRST_ROOT+24(s0)
        tail    forget_last

# spaces_drop: forget the spaces that wait; their shadow tables are gone, or stale
#   in:  s0 = VM
#   clobbers: t0, t1
spaces_drop:
        addi    t0, s0, VM_SPACES
        addi    t1, t0, SPACES * SPACE_BYTES
.Ldrop: sd      zero, SPACE_SATP(t0)
        addi    t0, t0, SPACE_BYTES
        bne     t0, t1, .Ldrop
        ret

# space_fence: sfence.vma x0, rs2: forget what was kept of one ASID
#   in:  s0 = VM, a0 = ASID
#   clobbers: a0, t0-t3
space_fence:
        slli    a0, a0, 64 - ASID_BITS
        addi    t0, s0, VM_SPACES
        addi    t1, t0, SPACES * SPACE_BYTES
.Lspace:
        ld      t2, SPACE_SATP(t0)
        slli    t3, t2, 64 - SATP_ASID_SHIFT - ASID_BITS
        srli    t3, t3, 64 - ASID_BITS
        slli    t3, t3, 64 - ASID_BITS
        bne     t3, a0, .Lanother
        sd      zero, SPACE_SATP(t0)
.Lanother:
        addi    t0, t0, SPACE_BYTES
        bne     t0, t1, .Lspace

        # and the one in use?
        ld      t2, VM_SATP(s0)
        slli    t3, t2, 64 - SATP_ASID_SHIFT - ASID_BITS
        srli    t3, t3, 64 - ASID_BITS
        slli    t3, t3, 64 - ASID_BITS
        bne     t3, a0, .Lfenced
        .irp    at, 0,8,16,24
        sd      zero, FIRST_ROOT+\at(s0)
        .endr
        sd      s0, VM_CHANGED(s0)
.Lfenced:
        sfence.vma
        tail    forget_last
