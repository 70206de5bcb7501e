# fault.s: a guest's fetch, load or store found no entry in the shadow table. Why?
#
#   the guest's own tables forbid it      the guest takes its page fault
#   its PMP forbids it                    the guest takes an access fault
#   it is RAM, the shadow is not filled   fill it, and let the guest try again
#   it is a device                        simulate the load or store (access.s)
#   it is nothing                         the guest takes an access fault
#
# Register plan: s1 guest-virtual address, s2 guest-physical address, s3 cause, s4 kind of access
# as a PTE bit, s5 rights, s6 level of the guest's leaf, s7 mode whose rules apply.

        .include "csr.inc"
        .include "vm.inc"

        .text

# page_fault: decide
#   in:  s0 = VM, a0 = cause (12, 13 or 15), a1 = mtval: the address
#   out: jumps to resume, simulate_access or virtual_trap
        .globl  page_fault
page_fault:
        mv      s1, a1
        mv      s3, a0

        # a fetch is by the guest's mode; loads and stores heed MPRV
        li      s4, PTE_X
        ld      s7, VM_MODE(s0)
        li      t0, CAUSE_FETCH_PAGE
        beq     s3, t0, .Lwalk
        call    effective_mode
        mv      s7, a0
        li      s4, PTE_R
        li      t0, CAUSE_LOAD_PAGE
        beq     s3, t0, .Lwalk
        li      s4, PTE_W

.Lwalk: mv      a0, s1
        mv      a1, s4
        mv      a2, s7
        call    translate
        bnez    a0, .Lreflect
        mv      s2, a1
        mv      s6, a3

        # what the shadow may grant: the rights of this mode, which really is U-mode; but where
        # the real hart tells the modes apart, those of the guest's leaf
        ori     s5, a2, PTE_U
        ld      t0, VM_CONTEXT(s0)
        addi    t0, t0, -CONTEXT_DIRECT
        bnez    t0, .Lrights
        mv      s5, a4
.Lrights:

        # PMP binds the modes below M
        li      t0, MODE_M
        beq     s7, t0, .Lprotected
        mv      a0, s2
        call    pmp_rights
        and     t0, a0, s4
        beqz    t0, .Lrefused
        ori     a0, a0, PTE_U
        and     s5, s5, a0
.Lprotected:

        mv      a0, s2
        li      a1, 1
        call    guest_ram
        beqz    a0, .Lnot_ram
        ld      t0, VM_CONTEXT(s0)
        li      t1, CONTEXT_MPRV
        beq     t0, t1, .Lsimulate      # its pages are never readable: see shadow.s
        mv      a0, s1
        mv      a1, s2
        mv      a2, s5
        mv      a3, s6
        call    shadow_fill
        tail    resume

.Lnot_ram:
        li      t0, PTE_X
        beq     s4, t0, .Lrefused       # devices hold no instructions
.Lsimulate:
        tail    simulate_access

.Lrefused:
        li      a0, CAUSE_FETCH_ACCESS
        li      t0, PTE_X
        beq     s4, t0, .Lreflect
        addi    a0, s3, TO_ACCESS_FAULT
.Lreflect:
        mv      a1, s1
        tail    virtual_trap
