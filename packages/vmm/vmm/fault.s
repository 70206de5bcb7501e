# fault.s: a guest's fetch, load or store found no entry in the shadow table. Why?
#
#   the guest's own tables forbid it      the guest takes its page fault
#   its PMP forbids it                    the guest takes an access fault
#   it is RAM, the shadow is not filled   fill it, and let the guest try again
#   it is a device                        simulate the load or store (access.s)
#   it is nothing                         the guest takes an access fault
#
# Register plan: s1 guest-virtual address, s2 guest-physical address, s3 cause, s4 kind of access
# as a PTE bit, s5 rights, s6 log2 of the size of the guest's leaf, s7 mode whose rules apply.

        .include "csr.inc"
        .include "vm.inc"

        .text

# page_fault: decide
#   in:  s0 = VM, a0 = cause (12, 13 or 15), a1 = mtval: the address
#   out: jumps to resume, simulate_access or virtual_trap
        .globl  page_fault
page_fault:
        ld      t0, VM_CONTEXT(s0)
        addi    t0, t0, -CONTEXT_STAGES
        beqz    t0, virtual_trap        # the hart has walked the guest's own tables
        mv      s1, a1
        mv      s3, a0

        # the device that was loaded from, or stored to, last? Then it is known what is there.
        call    device_key
        ld      t1, 0(a1)
        bne     t1, a0, .Lother_page
        ld      s2, 8(a1)
        slli    t0, s1, 64 - PAGE_SHIFT
        srli    t0, t0, 64 - PAGE_SHIFT
        add     s2, s2, t0
        tail    simulate_access
.Lother_page:

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
.Lprotect:
        li      t0, MODE_M
        beq     s7, t0, .Lprotected
        mv      a0, s2
        li      a1, PAGE_BYTES
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

        # of a superpage a megapage or a run of pages, if all of it is RAM, undivided by PMP
        li      s4, PAGE_SHIFT
        beq     s6, s4, .Lfill
        li      s4, MEGAPAGE_SHIFT
.Lsize: li      a1, 1
        sll     a1, a1, s4
        neg     a0, a1
        and     a0, a0, s2
        call    guest_ram
        beqz    a0, .Lsmaller
        mv      a0, s2
        li      a1, 1
        sll     a1, a1, s4
        call    pmp_rights
        beqz    a1, .Lfill
.Lsmaller:
        mv      t0, s4
        li      s4, RUN_SHIFT
        bne     t0, s4, .Lsize
        li      s4, PAGE_SHIFT
.Lfill: mv      a0, s1
        ld      t0, VM_CONTEXT(s0)
        addi    t0, t0, -CONTEXT_STAGES
        bnez    t0, .Lfill_from
        mv      a0, s2                  # the second stage is from guest-physical addresses
        la      t0, staged_vm
        sd      zero, 0(t0)             # stages_lend will fence
.Lfill_from:
        mv      a1, s2
        mv      a2, s5
        mv      a3, s6
        mv      a4, s4
        call    shadow_fill
        tail    resume

.Lnot_ram:
        li      t0, PTE_X
        beq     s4, t0, .Lrefused       # devices hold no instructions
        ld      t0, VM_CONTEXT(s0)
        addi    t0, t0, -CONTEXT_STAGES
        beqz    t0, .Lstages
        call    device_key
        sd      a0, 0(a1)
        srli    t0, s2, PAGE_SHIFT
        slli    t0, t0, PAGE_SHIFT
        sd      t0, 8(a1)
.Lsimulate:
        tail    simulate_access

.Lstages:
        beqz    s6, .Lrefused           # nor tables
        j       .Lsimulate

.Lrefused:
        li      a0, CAUSE_FETCH_ACCESS
        li      t0, CAUSE_FETCH_PAGE
        beq     s3, t0, .Lreflect
        addi    a0, s3, TO_ACCESS_FAULT
.Lreflect:
        mv      a1, s1
        tail    virtual_trap

# guest_page_fault: the second stage has no entry for a guest-physical address: decide as page_fault
#   in:  s0 = VM, a0 = cause (20, 21 or 23), a1 = mtval: the guest-virtual address
#   out: jumps to resume, simulate_access or virtual_trap
#   plan: as above; s6 = 0 if it was the hart's own access to the guest's tables
        .globl  guest_page_fault
guest_page_fault:
        mv      s1, a1
        addi    s3, a0, TO_PAGE_FAULT
        csrr    s2, mtval2
        slli    s2, s2, GUEST_PAGE_SHIFT
        andi    t0, s1, (1 << GUEST_PAGE_SHIFT) - 1
        or      s2, s2, t0
        li      s5, PTE_R | PTE_W | PTE_X | PTE_U
        li      s7, MODE_S
        li      s6, MEGAPAGE_SHIFT      # as in a superpage
        li      s4, PTE_X
        addi    t0, s3, -CAUSE_FETCH_PAGE
        beqz    t0, .Limplicit
        li      s4, PTE_R
        addi    t0, s3, -CAUSE_LOAD_PAGE
        beqz    t0, .Limplicit
        li      s4, PTE_W
.Limplicit:
        csrr    t0, mtinst
        li      t1, MTINST_READ
        beq     t0, t1, .Ltables
        li      t1, MTINST_WRITE
        bne     t0, t1, .Lprotect
.Ltables:
        li      s4, PTE_R
        li      s6, 0
        j       .Lprotect

# device_key: what the translation of a load or store depends on, besides the guest's tables and
# PMP, in one word: the page, and below it context, mode, SUM and MXR, MPP
#   in:  s0 = VM, s1 = guest-virtual address, s3 = cause
#   out: a0 = key, of a fetch one that matches none; a1 = address of VM_LOADED_KEY, VM_STORED_KEY
#   clobbers: t0
device_key:
        addi    a1, s0, VM_STORED_KEY
        addi    t0, s3, -CAUSE_STORE_PAGE
        beqz    t0, .Lkey
        addi    a1, s0, VM_LOADED_KEY
        addi    t0, s3, -CAUSE_LOAD_PAGE
        beqz    t0, .Lkey
        li      a0, -2                  # devices hold no instructions, so this is never kept
        ret
.Lkey:  srli    a0, s1, PAGE_SHIFT
        slli    a0, a0, PAGE_SHIFT
        ld      t0, VM_CONTEXT(s0)      # bits 2 to 0
        or      a0, a0, t0
        ld      t0, VM_MODE(s0)
        slli    t0, t0, 3               # 4, 3
        or      a0, a0, t0
        ld      t0, VM_MSTATUS(s0)
        srli    t0, t0, MPP_SHIFT - 7   # 8, 7
        andi    t0, t0, 3 << 7
        or      a0, a0, t0
        ld      t0, VM_MSTATUS(s0)
        srli    t0, t0, SUM_SHIFT - 5   # 6, 5
        andi    t0, t0, 3 << 5
        or      a0, a0, t0
        ret
