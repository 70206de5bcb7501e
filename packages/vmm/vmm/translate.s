# translate.s: the guest's own view of memory. Walks the guest's page tables as the hart would
# walk them, and turns guest-physical addresses into real ones.
#
# Guest-physical RAM + x is real VM_RAM + x; nothing else of the real memory has a guest name.

        .include "vmm.inc"
        .globl  guest_ram, effective_mode, translate, fetch_instruction

        .equ    BARE_SHIFT,     30      # without translation: as if by gigapages
        .equ    NOT_GLOBAL,     PTE_V | PTE_R | PTE_W | PTE_X | PTE_U | PTE_A | PTE_D

# guest_ram: where a block of the guest's RAM really is
#   in:  s0 = VM, a0 = guest-physical address, a1 = bytes
#   out: a0 = real address, or 0 if any part lies outside the guest's RAM
#   clobbers: t0, t1
guest_ram:
        li      t0, RAM
        sub     a0, a0, t0              # offset in RAM; below RAM it wraps to a huge number
        ld      t1, VM_RAM_BYTES(s0)
        bltu    t1, a1, .Loutside
        sub     t1, t1, a1              # the last offset at which a1 bytes fit
        bltu    t1, a0, .Loutside
        apply   add, a0, VM_RAM(s0)

        nonzero VM_WINDOW_PARTS(s0), .Lwindow
        ret
.Lwindow:
        jal     t1, window_shut
        ret
.Loutside:
        li      a0, 0
        ret

# effective_mode: the mode whose rules loads and stores obey
#   in:  s0 = VM
#   out: a0 = mode: VM_MODE, or with MPRV in M-mode MPP
#   clobbers: t0, t1
effective_mode:
        ld      a0, VM_MODE(s0)
        bnei    a0, MODE_M, .Lown
        ld      t0, VM_MSTATUS(s0)
        bnone   t0, MSTATUS_MPRV, .Lown, t1
        extract a0, t0, MSTATUS_MPP_SHIFT, 2
.Lown:  ret

# translate: from a guest-virtual to a guest-physical address
#   in:  s0 = VM, a0 = address, a1 = PTE_R, PTE_W or PTE_X: a load, store or fetch; several: any of
#        them; with PEEK: nothing is set in the entry, where that is to be it fails;
#        a2 = mode whose rules apply
#   out: a0 = 0, a1 = guest-physical address, a2 = what the mode may do there (PTE_R|W|X),
#        a3 = log2 of the size of the leaf: PAGE_SHIFT, or more for a superpage,
#        a4 = PTE_R|W|X|U of the leaf itself, whatever the mode
#        or a0 = cause of the exception
#   clobbers: a5-a7, t0-t6
#   plan: t0 table, t2 mstatus, t3 low bits of the page's address that have to be in the entry,
#         t4 bits of the address below this level, t5, t6 the part of RAM that PMP lets the hart
#         read and write, and its bytes, a4 the entry's real address, a5 entry, a6 real address -
#         guest-physical
# Sets the entry's A bit, and on a store its D bit, as a hart with hardware updating does
# [priv §4.3.1]. So W is withheld from a2, a4 until the page is dirty: the first store comes here.
translate:
        ld      t0, VM_SATP(s0)
        beqi    a2, MODE_M, .Lbare, t1
        bgez    t0, .Lbare              # mode 8 sets the top bit, bare mode does not

        # an address of Sv39, Sv48, Sv57 is so many bits, sign-extended
        root_shift t4, t0, t1
        li      t1, 64 - 9
        sub     t1, t1, t4
        sll     t3, a0, t1
        sra     t3, t3, t1
        bne     t3, a0, .Lpage_fault
        ld      t2, VM_MSTATUS(s0)
        slli    t0, t0, 64 - PPN_BITS   # the root table, in pages
        srli    t0, t0, 64 - PPN_BITS - PAGE_SHIFT
        li      t3, RAM
        ld      a6, VM_RAM(s0)
        sub     a6, a6, t3
        li      t3, 0
        ld      t5, VM_TABLES_START(s0)
        ld      t6, VM_TABLES_BYTES(s0)

        # one level: the entry at table + 8 × nine bits of the address, as in guest_ram
.Llevel:
        entry_at t0, a0, t4, t0, t1
        sub     t1, t0, t5
        bgeu    t1, t6, .Lother_part    # entries are aligned: one begins inside or outside
.Lreachable:
        add     a4, t0, a6
        ld      a5, 0(a4)
        srli    t1, a5, PTE_RESERVED_SHIFT
        bnez    t1, .Lextended
        andi    t1, a5, NOT_GLOBAL
        bnei    t1, PTE_V, .Lno_pointer, t1 # where all others are reserved
        addi    t4, t4, -9
        from_entry t0, a5
        addi    t1, t4, -PAGE_SHIFT
        bgez    t1, .Llevel
        j       .Lpage_fault            # a pointer where only a page can be

        # a leaf: what may this mode do? W without R is reserved.
.Lno_pointer:
        andi    a6, a5, PTE_R | PTE_W | PTE_X
        andi    t1, a5, PTE_V | PTE_R
        beqi    t1, PTE_V | PTE_R, .Lreadable, t1
        bnone   a5, PTE_V, .Lpage_fault, t1
        bnei    a6, PTE_X, .Lpage_fault, t1
        bnone   t2, MSTATUS_MXR, .Lreadable, t1
        ori     a6, a6, PTE_R           # executable, so readable
.Lreadable:
        bany    a5, PTE_U, .Luser_page, t1
        beqz    a2, .Lpage_fault        # U-mode has its own pages only
        j       .Lpermitted
.Luser_page:
        beqz    a2, .Lpermitted
        bnone   t2, MSTATUS_SUM, .Lpage_fault, t1 # S-mode needs SUM to load and store there,
        andi    a6, a6, PTE_R | PTE_W   # and can never execute
.Lpermitted:
        and     t1, a6, a1
        beqz    t1, .Lpage_fault

        # a superpage is aligned to its size
        slli    a7, a5, 64 - PTE_RESERVED_SHIFT
        srli    a7, a7, 64 - PTE_RESERVED_SHIFT + PTE_PPN_SHIFT
        slli    a7, a7, PAGE_SHIFT
        xor     a7, a7, t3              # where the page begins
        bit     t1, t4
        addi    t1, t1, -1              # mask of the offset in the page
        and     t0, a7, t1
        bnez    t0, .Lpage_fault

        # accessed; dirty when this is a store
        ori     t0, a5, PTE_A
        bnone   a1, PTE_W, .Lclean, t5
        ori     t0, t0, PTE_D
.Lclean:
        beq     t0, a5, .Lupdated
        bany    a1, PEEK, .Lpage_fault, t5
        beqz    t6, .Laccess_fault      # PMP keeps the hart from writing there
        sd      t0, 0(a4)
.Lupdated:
        and     a1, a0, t1
        or      a1, a1, a7
        mv      a3, t4
        mv      a2, a6
        andi    a4, a5, PTE_R | PTE_W | PTE_X | PTE_U
        bany    t0, PTE_D, .Ldirty
        andi    a2, a2, PTE_R | PTE_X
        andi    a4, a4, PTE_R | PTE_X | PTE_U
.Ldirty:
        li      a0, 0
        ret

        # a leaf with a type of memory, 1 or 2, if PBMTE allows that; which one does not matter
.Lextended:
        bany    t1, (1 << (PTE_TYPE_SHIFT - PTE_RESERVED_SHIFT)) - 1, .Lpage_fault
        extract t0, t1, PTE_TYPE_SHIFT - PTE_RESERVED_SHIFT, 2
        beqz    t0, .Luntyped
        beqi    t0, 3, .Lpage_fault
        ld      t0, VM_MENVCFG(s0)
        slli    t0, t0, 1
        bgez    t0, .Lpage_fault
.Luntyped:

        # a page of 64 KiB is 16 entries of the lowest level, which all say so
        bgez    a5, .Lno_pointer
        bnei    t4, PAGE_SHIFT, .Lpage_fault
        li      t4, RUN_SHIFT
        li      t3, 1 << (RUN_SHIFT - 1)
        j       .Lno_pointer

        # an entry in another part of RAM than the last one: may the hart read it, and write A, D?
.Lother_part:
        li      t5, RAM
        sub     t1, t0, t5
        ld      t6, VM_RAM_BYTES(s0)
        bgeu    t1, t6, .Laccess_fault
        enter   a0, a1, a2, a6, t0, t2, t3, t4
        mv      a0, t0
        li      a2, MODE_S
        jal     pmp_part
        mv      a7, a0
        unframe a0, a1, a2, a6, t0, t2, t3, t4
        addi    t1, t0, 8
        bltu    a5, t1, .Laccess_fault  # only a part of it is there
        bnone   a7, PTE_R, .Laccess_fault, t1
        li      t6, 0
        bnone   a7, PTE_W, .Lreachable, t1
        li      t5, RAM
        ld      t6, VM_RAM_BYTES(s0)
        add     t6, t6, t5
        bltu    a5, t6, .Lupper
        mv      a5, t6
.Lupper:
        bltu    t5, a4, .Llower
        mv      a4, t5
.Llower:
        mv      t5, a4
        sub     t6, a5, a4
        sd      t5, VM_TABLES_START(s0)
        sd      t6, VM_TABLES_BYTES(s0)
        j       .Lreachable

.Lbare: mv      a1, a0
        li      a2, PTE_R | PTE_W | PTE_X
        li      a4, PTE_R | PTE_W | PTE_X | PTE_U
        li      a3, BARE_SHIFT
        li      a0, 0
        ret

        # the cause: by the kind of access
.Lpage_fault:
        la      t0, page_faults
        j       .Lcause
.Laccess_fault:
        la      t0, access_faults
.Lcause:
        andi    t1, a1, PTE_R | PTE_W | PTE_X
        add     t0, t0, t1
        lbu     a0, 0(t0)
        ret

# fetch_instruction: the instruction at the guest's pc, which has trapped. If it cannot be read any
# more, because its tables have changed under the hart's feet, the guest takes that exception.
#   in:  s0 = VM
#   out: a0 = the instruction, of a compressed one the upper half is zero; or jumps to virtual_trap
#   clobbers: a1-a7, t0-t6
# A load under MPRV would do it, but on QEMU 7.2 that may see the page of the code that makes it.
fetch_instruction:
        # from the page of the last one, and not across its end: it is known where that is
        ld      t0, VM_PC(s0)
        low     t1, t0, PAGE_SHIFT      # offset in the page
        sub     t0, t0, t1
        apply   or, t0, VM_CONTEXT(s0), t2
        differs VM_CODE_KEY(s0), t0, .Lwalk, t2
        li      t2, PAGE_BYTES - 4
        bgtu    t1, t2, .Lwalk
        apply   add, t1, VM_CODE_PAGE(s0), t2
        lhu     a0, 0(t1)
        andi    t0, a0, 3
        addi    t0, t0, -3
        bnez    t0, .Lcompressed
        lhu     t0, 2(t1)
        slli    t0, t0, 16
        or      a0, a0, t0
.Lcompressed:
        ret

.Lwalk: enter   s1
        ld      a0, VM_PC(s0)
        jal     fetch_half
        mv      s1, a0
        andi    t0, s1, 3
        addi    t0, t0, -3
        bnez    t0, .Lfetched           # not 3: compressed
        ld      a0, VM_PC(s0)
        addi    a0, a0, 2
        jal     fetch_half              # it may lie on another page
        slli    a0, a0, 16
        or      a0, a0, s1
.Lfetched:
        leave   s1

# fetch_half: 16 bits of an instruction
#   in:  s0 = VM, a0 = guest-virtual address, even
#   out: a0 = the bits; or jumps to virtual_trap
fetch_half:
        is      VM_CONTEXT(s0), CONTEXT_STAGES, stages_fetch
        enter
        sd      a0, 0(sp)
        li      a1, PTE_X
        ld      a2, VM_MODE(s0)
        jal     translate
        bnez    a0, .Lunreadable
        mv      a0, a1
        li      a1, 2
        find_ram .Lno_ram

        # remember the page; what was fetched may be, whatever the mode: it was just executed
        ld      t0, 0(sp)
        srli    t0, t0, PAGE_SHIFT
        slli    t0, t0, PAGE_SHIFT
        apply   or, t0, VM_CONTEXT(s0), t1
        sd      t0, VM_CODE_KEY(s0)
        srli    t1, a0, PAGE_SHIFT
        slli    t1, t1, PAGE_SHIFT
        sd      t1, VM_CODE_PAGE(s0)
        lhu     a0, 0(a0)
        leave
.Lno_ram:
        li      a0, CAUSE_FETCH_ACCESS_FAULT
.Lunreadable:
        ld      a1, 0(sp)
        j       virtual_trap

# causes: by the kinds of access, as bits of a PTE: fetch before load before store
        .macro  causes  kind
        .byte   0, 0, CAUSE_LOAD_\kind, 0, CAUSE_STORE_\kind, 0, CAUSE_LOAD_\kind, 0
        .rept   4
        .byte   CAUSE_FETCH_\kind, 0
        .endr
        .endm
        .section .rodata
page_faults:
        causes  PAGE_FAULT
access_faults:
        causes  ACCESS_FAULT
