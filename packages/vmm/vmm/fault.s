# fault.s: a guest's fetch, load or store found no entry in the shadow table. Why?
#
#   the guest's own tables forbid it      the guest takes its page fault
#   its PMP forbids it                    the guest takes an access fault
#   it is RAM, the shadow is not filled   fill it, and let the guest try again
#   its PMP divides the page              simulate the load or store
#   it is a device                        simulate the load or store (access.s)
#   it is nothing                         the guest takes an access fault
#
# Register plan: s1 guest-virtual address, s2 guest-physical address, s3 cause, s4 kind of access
# as a PTE bit, s5 rights, s6 log2 of the size of the guest's leaf, s7 mode whose rules apply, later
# a device's row, s8 log2 of the size of what is filled, s9 what PMP allows, s10 the address that
# tables of ours translate, s11 the instruction if the hart tells it, else 0.

        .include "vmm.inc"
        .globl  page_fault, guest_page_fault

        .equ    LAST,   VM_LOADED - LAST_BYTES / 2 * CAUSE_LOAD_PAGE_FAULT

# last: the base of VM_LOADED or VM_STORED, from LAST on, by the cause, 13 or 15, in s3
        .macro  last    base
        slli    \base, s3, 4            # LAST_BYTES / 2
        add     \base, \base, s0
        .endm

# kind: of access, as a PTE bit, by the cause in s3. clobbers t0
        .macro  kind    bit
        la      t0, kinds - CAUSE_FETCH_PAGE_FAULT
        add     t0, t0, s3
        lbu     \bit, 0(t0)
        .endm

# page_fault: decide
#   in:  s0 = VM, a0 = cause (12, 13 or 15), a1 = mtval: the address
#   out: jumps to resume, simulate_device, simulate_ram or virtual_trap
page_fault:
        is      VM_CONTEXT(s0), CONTEXT_STAGES, virtual_trap # by the guest's own tables
        mv      s1, a1
        mv      s10, a1
        mv      s3, a0
        li      s11, 0
        jal     last_device

        # a fetch is by the guest's mode; loads and stores heed MPRV
        kind    s4
        ld      s7, VM_MODE(s0)
        bnei    s7, MODE_M, .Lwalk
        beqi    s4, PTE_X, .Lwalk
        jal     effective_mode
        mv      s7, a0
.Lwalk: mv      a0, s10
        mv      a1, s4
        mv      a2, s7
        jal     translate
        bnez    a0, .Lreflect
        mv      s2, a1
        mv      s6, a3

        # what the shadow may grant: the rights of this mode, which really is U-mode; but where
        # the real hart tells the modes apart, those of the guest's leaf
        ori     s5, a2, PTE_U
        isnt    VM_CONTEXT(s0), CONTEXT_DIRECT, .Lrights
        mv      s5, a4
.Lrights:

        # PMP binds the modes below M, and M-mode if entries are locked: what does it grant, and how
        # much can be filled at once? Of a superpage a megapage or a run of pages within one part
.Lprotect:
        mv      a0, s2
        li      a1, 1
        find_ram .Lnot_ram
        li      s9, PTE_R | PTE_W | PTE_X
        li      s8, PAGE_SHIFT
        bnei    s7, MODE_M, .Lbound
        zero    VM_BOUND(s0), .Lprotected
        j       .Lpieces
.Lbound:
        jal     pmp_ram
        mv      s9, a0
        beqz    a0, .Lpieces
        beq     s6, s8, .Lprotected     # all RAM is in one part
        li      s8, MEGAPAGE_SHIFT
        j       .Lprotected
.Lpieces:
        beq     s6, s8, .Lpmp
        li      s8, MEGAPAGE_SHIFT      # RAM is made of these
.Lpmp:  mv      a0, s2
        bit     a1, s8
        mv      a2, s7
        jal     pmp_rights
        mv      s9, a0
        beqz    a1, .Lprotected
        beqi    s8, PAGE_SHIFT, .Ldivided
        addi    t0, s8, -RUN_SHIFT
        li      s8, RUN_SHIFT
        bnez    t0, .Lpmp
        li      s8, PAGE_SHIFT
        j       .Lpmp
.Lprotected:
        and     t0, s9, s4
        beqz    t0, .Lrefused
        ori     s9, s9, PTE_U
        and     s5, s5, s9
        ld      t0, VM_CONTEXT(s0)
        andi    t0, t0, ~BOUND
        bnei    t0, CONTEXT_MPRV, .Lreadable, t0
        bnei    s4, PTE_X, simulate_ram # its pages are never readable: see shadow.s
        andi    s5, s5, PTE_X | PTE_U
.Lreadable:
        mv      a1, s2
        mv      a2, s5
        mv      a3, s6
        mv      a4, s10
        mv      a5, s8
        jal     shadow_fill
        bany    s4, PEEK, .Lneighbour
        lacks   VM_SHADOWS(s0), SHADOWS_NEAR, .Lfilled
        bnei    s6, PAGE_SHIFT, .Lfilled

        # all pages of the run that it is in, from s10 to s11
        li      s11, 1 << RUN_SHIFT
        neg     t0, s11
        and     s10, s10, t0
        add     s11, s11, s10
        li      s4, PTE_R | PTE_X | PEEK
        j       .Lwalk
.Lneighbour:
        plus    s10, s10, PAGE_BYTES
        ld      t0, VM_FILLED_NEXT(s0)
        same    VM_POOL_END(s0), t0, .Lfilled, t1 # the pool was used up, all is forgotten
        bne     s10, s11, .Lwalk
.Lfilled:
        j       resume

        # Entries divide the page: loads and stores are simulated, each with the rights that it has.
        # A fetch fills it, for fetches only. So do, for all that any entry grants, accesses that
        # cannot be simulated, and the hart's own to the guest's tables.
.Ldivided:
        bany    s4, PEEK, .Lneighbour
        beqz    s6, .Lprotected
        bnei    s4, PTE_X, .Lone_access
        mv      a0, s2
        li      a1, 2                   # bytes that every instruction has
        mv      a2, s7
        jal     pmp_rights
        andi    s9, a0, PTE_X
        j       .Lprotected
.Lone_access:
        enter   s4, s5, s6
        jal     fetch_instruction
        jal     decode_access
        xor     t5, a0, s3
        andi    t6, s5, 3
        bit     a1, t6                  # bytes
        unframe s4, s5, s6
        bnez    t5, .Lprotected
        addi    t5, a1, -1
        and     t5, t5, s2
        bnez    t5, .Lprotected         # misaligned
        mv      a0, s2
        mv      a2, s7
        jal     pmp_rights
        bnez    a1, .Lrefused           # no entry has all of it
        and     t0, a0, s4
        bnez    t0, simulate_ram
        j       .Lrefused

        # a device? Devices hold no instructions, and no page tables
.Lnot_ram:
        bany    s4, PEEK, .Lneighbour
        beqi    s4, PTE_X, .Lrefused
        beqz    s6, .Lrefused
        bnei    s7, MODE_M, .Lguarded
        zero    VM_BOUND(s0), .Lallowed
.Lguarded:
        mv      a0, s2
        li      a1, PAGE_BYTES
        mv      a2, s7
        jal     pmp_rights
        and     t0, a0, s4
        beqz    t0, .Lrefused
.Lallowed:
        la      s7, devices
.Ldevice:
        zero    REGION_BYTES(s7), .Lrefused # the end of the table
        ld      t1, REGION_START(s7)
        sub     t1, s2, t1
        bltu    t1, t0, .Lhere
        addi    s7, s7, REGION_ROW
        j       .Ldevice

        # it is likely to be the same next time
.Lhere: last    a1
        assign  LAST+LAST_VIEW(a1), VM_VIEW(s0)
        sd      s10, LAST+LAST_PAGE(a1)
        sd      s7, LAST+LAST_ROW(a1)
        low     t0, s2, PAGE_SHIFT
        mv      s2, t1
        sub     t0, t1, t0
        sd      t0, LAST+LAST_OFFSET(a1)
        j       simulate_device

.Lrefused:
        li      a0, CAUSE_FETCH_ACCESS_FAULT
        beqi    s3, CAUSE_FETCH_PAGE_FAULT, .Lreflect
        addi    a0, s3, TO_ACCESS_FAULT
.Lreflect:
        bany    s4, PEEK, .Lneighbour
        mv      a1, s1
        j       virtual_trap

# guest_page_fault: the second stage has no entry for a guest-physical address: decide as page_fault
#   in:  s0 = VM, a0 = cause (20, 21 or 23), a1 = mtval: the guest-virtual address
#   out: jumps to resume, simulate_device, simulate_ram or virtual_trap
#   plan: as above; s6 = 0 if it was the hart's own access to the guest's tables
guest_page_fault:
        mv      s1, a1
        addi    s3, a0, TO_PAGE_FAULT
        csrr    s2, mtval2
        slli    s2, s2, GUEST_PAGE_SHIFT
        andi    t0, s1, (1 << GUEST_PAGE_SHIFT) - 1
        or      s2, s2, t0
        mv      s10, s2
        li      s6, 0
        csrr    s11, mtinst
        andi    t0, s11, ~(MTINST_READ ^ MTINST_WRITE)
        beqi    t0, MTINST_READ, .Limplicit, t1
        jal     last_device             # PMP is the same for VS- and VU-mode
        li      s6, MEGAPAGE_SHIFT      # as in a superpage

        # the hart's own accesses to the tables count as loads
.Limplicit:
        li      s5, PTE_R | PTE_W | PTE_X | PTE_U
        li      s7, MODE_S
        li      s4, PTE_R
        beqz    s6, .Lprotect
        kind    s4
        j       .Lprotect

# last_device: is it the device that was loaded from, or stored to, last? Then it is known what is
# there, as long as the same page is reached in the same way.
#   in:  s0 = VM, s3 = cause, s10 = address, guest-physical in CONTEXT_STAGES, else guest-virtual
#   out: jumps to simulate_device if so
#   clobbers: a1, t0, t1
last_device:
        beqi    s3, CAUSE_FETCH_PAGE_FAULT, .Lanother
        last    a1
        ld      t0, LAST+LAST_PAGE(a1)
        xor     t0, t0, s10
        srli    t0, t0, PAGE_SHIFT
        bnez    t0, .Lanother
        ld      t0, LAST+LAST_VIEW(a1)
        differs VM_VIEW(s0), t0, .Lanother, t1
        ld      s7, LAST+LAST_ROW(a1)
        ld      s2, LAST+LAST_OFFSET(a1)
        low     t0, s10, PAGE_SHIFT
        add     s2, s2, t0
        j       simulate_device
.Lanother:
        ret

        .section .rodata
kinds:  .byte   PTE_X, PTE_R, 0, PTE_W
