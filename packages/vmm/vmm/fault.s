# fault.s: a guest's fetch, load or store found no entry in the shadow table. Why?
#
#   the guest's own tables forbid it      the guest takes its page fault
#   its PMP forbids it                    the guest takes an access fault
#   it is RAM, the shadow is not filled   fill it, and let the guest try again
#   its PMP divides the page              let the hart's own PMP do so (window.s)
#   it is a device                        simulate the load or store (access.s)
#   it is nothing                         the guest takes an access fault
#
# Register plan: s1 guest-virtual address, s2 guest-physical address, s3 cause, s4 kind of access
# as a PTE bit, s5 rights, s6 log2 of the size of the guest's leaf, s7 mode whose rules apply, later
# a device's row, s8 log2 of the size of what is filled, 0: a divided page, later how many bytes PMP
# allows from s2 on, s9 what it allows, s10 the address that tables of ours translate, s11 the
# instruction if the hart tells it, else 0.

        .include "vmm.inc"
        .globl  page_fault, guest_page_fault, pmp_fault

        .equ    LAST,   VM_LOADED - LASTS * LAST_BYTES / 2 * CAUSE_LOAD_PAGE_FAULT

# last: the base for the page of address s10 in VM_LOADED or VM_STORED, from LAST on, by the cause,
# 13 or 15, in s3: interrupt controllers have one of LASTS, the devices above them the other.
# clobbers t3
        .macro  last    base
        slli    \base, s3, 5            # LASTS * LAST_BYTES / 2
        add     \base, \base, s0
        srli    t3, s10, 28 - 5         # UART is at 1 << 28; LAST_BYTES each
        andi    t3, t3, (LASTS - 1) * LAST_BYTES
        add     \base, \base, t3
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

        # PMP binds the modes below M, and M-mode if entries are locked: what does it grant? Of an
        # M-mode that is not bound all RAM is mapped, and never faults
.Lprotect:
        bnei    s7, MODE_M, .Lbound
        li      a4, 0
        li      a5, -1
        zero    VM_BOUND(s0), .Lnot_ram
.Lbound:
        mv      a0, s2
        mv      a2, s7
        jal     pmp_part
        mv      s9, a0
        and     t0, s9, s4
        beqz    t0, .Lrefused
        li      t0, RAM
        sub     t0, s2, t0
        ld      t1, VM_RAM_BYTES(s0)
        bgeu    t0, t1, .Lnot_ram

        # how much can be filled at once? What is in one part of PMP's, and in the guest's leaf
        li      s8, PAGE_SHIFT
        beq     s6, s8, .Lsize
        li      s8, MEGAPAGE_SHIFT      # RAM is made of these
        bnei    s6, RUN_SHIFT, .Lsize
        li      s6, MEGAPAGE_SHIFT      # all that is in one table is forgotten with it
        li      s8, RUN_SHIFT
.Lsize: li      t1, -1
        sll     t1, t1, s8
        and     t0, s2, t1
        sub     t1, t0, t1
        bltu    t0, a4, .Lsmaller
        bgeu    a5, t1, .Lprotected
.Lsmaller:
        addi    t0, s8, -RUN_SHIFT
        li      s8, RUN_SHIFT
        bgtz    t0, .Lsize
        li      s8, PAGE_SHIFT
        beqz    t0, .Lsize

        # entries divide the page: the hart's own PMP is to do what they say
        bany    s4, PEEK, .Lneighbour
        li      s9, PTE_R | PTE_W | PTE_X
        li      s8, 0
.Lprotected:
        ori     s9, s9, PTE_U
        and     s5, s5, s9
        ld      t0, VM_CONTEXT(s0)
        andi    t0, t0, ~BOUND
        bnei    t0, CONTEXT_MPRV, .Lreadable, t0
        beqi    s4, PTE_X, .Lexecuted, t0
        sub     s8, a5, s2              # its pages are never readable: see shadow.s
        j       simulate_ram
.Lexecuted:
        andi    s5, s5, PTE_X | PTE_U
.Lreadable:
        bnez    s8, .Lfill
        li      s8, PAGE_SHIFT
        jal     window_open
        bnez    a0, .Lrefused
.Lfill:
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
        beq     s10, s11, .Lfilled
        undisturbed .Lwalk              # else they have to come by themselves
.Lfilled:
        j       resume

        # a device? Devices hold no instructions, and no page tables
.Lnot_ram:
        bany    s4, PEEK, .Lneighbour
        beqi    s4, PTE_X, .Lrefused
        beqz    s6, .Lrefused
        la      s7, devices
.Ldevice:
        zero    REGION_BYTES(s7), .Lrefused # the end of the table
        ld      t1, REGION_START(s7)
        sub     t1, s2, t1
        bltu    t1, t0, .Lhere
        addi    s7, s7, REGION_ROW
        j       .Ldevice

        # it is likely to be the same next time, if PMP does not divide the page
.Lhere: sub     s8, a5, s2
        low     t0, s2, PAGE_SHIFT
        sub     t2, s2, t0
        mv      s2, t1
        bltu    t2, a4, simulate_device
        plus    t2, t2, PAGE_BYTES, t3
        bltu    a5, t2, simulate_device
        last    a1
        assign  LAST+LAST_VIEW(a1), VM_VIEW(s0), t2
        sd      s10, LAST+LAST_PAGE(a1)
        sd      s7, LAST+LAST_ROW(a1)
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

        # the hart's own accesses to the tables are loads, or stores of A and D
.Limplicit:
        li      s5, PTE_R | PTE_W | PTE_X | PTE_U
        li      s7, MODE_S
        kind    s4
        bnez    s6, .Lprotect
        li      s4, PTE_R
        beqi    s11, MTINST_READ, .Lprotect
        li      s4, PTE_W
        j       .Lprotect

# pmp_fault: the hart's PMP has refused an access: in a page that the guest's divides, perhaps only
# because that part of it is not in the window
#   in:  s0 = VM, a0 = cause (1, 5 or 7), a1 = mtval: the address
#   out: as page_fault
pmp_fault:
        zero    VM_WINDOW_PARTS(s0), virtual_trap
        addi    a0, a0, -TO_ACCESS_FAULT
        bnei    a0, CAUSE_FETCH_ACCESS_FAULT - TO_ACCESS_FAULT, page_fault
        li      a0, CAUSE_FETCH_PAGE_FAULT
        j       page_fault

# last_device: is it a device that was loaded from, or stored to, lately? Then it is known what is
# there, as long as the same page is reached in the same way.
#   in:  s0 = VM, s3 = cause, s10 = address, guest-physical in CONTEXT_STAGES, else guest-virtual
#   out: jumps to simulate_device if so
#   clobbers: a1, t0, t1, t3
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
        li      s8, -1
        j       simulate_device
.Lanother:
        ret

        .section .rodata
kinds:  .byte   PTE_X, PTE_R, 0, PTE_W
