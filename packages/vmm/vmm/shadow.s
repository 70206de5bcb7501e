# shadow.s: shadow page tables: what the real hart walks while a guest runs.
#
#   guest-virtual --- guest's table ---> guest-physical --- VM_RAM ---> real
#         \_____________________ shadow table _____________________________/
#
# A shadow table is the composition of the two steps. There is one for each way in which the guest
# can see memory, its *context*, because in the technique `trap` all of them run in real U-mode and
# the real hart cannot tell them apart by mode:
#
#   CONTEXT_PHYSICAL  made once, of megapages: guest-physical RAM, everything allowed
#   CONTEXT_MPRV      made once: the same, but only to be executed; so every load and store of
#                     M-mode software with MPRV set faults, and is simulated as the other mode's
#   CONTEXT_BOUND, _BOUND_MPRV     in the place of these two, once a locked entry of PMP, or
#                     mseccfg, binds M-mode as well
#   CONTEXT_BARE, _S, _S_SUM, _U   filled page by page when the guest faults, as the last two are;
#                     forgotten as a whole when it writes MXR or PMP, fences, or when VM_POOL is
#                     used up. Those of other satps than the present one are kept in spaces.s
#   CONTEXT_DIRECT    the same, in the place of _S, _S_SUM, _U in the technique `tvm`: its leaves
#                     are the guest's, U bit and all, and the real hart heeds SUM and MXR
#   CONTEXT_STAGES    in the place of all below M-mode in the technique `h`: from guest-physical
#                     addresses, as far as PMP allows; the real hart walks the guest's tables itself
#
# Invariants: a valid shadow leaf grants nothing that the guest's leaf and its PMP did not grant to
# that context when it was filled, and W only if the guest's D bit was set; it names real pages
# within VM_RAM only. A shadow entry that is missing costs a fault; one too many would be an error.
# Of the pool, pages that have been used and are free again are all zero: a list knows all
# entries that are not, so to forget costs as much as was filled, and to begin again nothing.
#
# A superpage of the guest's is shadowed by megapages where RAM and PMP allow, else by runs of
# pages: a guest system that maps all its memory by one gigapage faults once for each 2 MiB or
# 64 KiB of it. The pointer to these pieces is marked, and dropped with all of them by a fence for
# any address in the superpage.

        .include "vmm.inc"
        .globl  choose_context, context, shadow_fill, shadow_forget, forget_last, shadow_forget_page
        .globl  shadow_init

        .equ    RUN_ENTRIES_BYTES, 8 << (RUN_SHIFT - PAGE_SHIFT)
        .equ    LEAF,   PTE_V | PTE_A | PTE_D
        .equ    PTE_PIECES, 1 << 8      # ours, in a pointer: see superpages above

# choose_context: the context that belongs to the guest's state
#   in:  s0 = VM
#   out: a0 = satp for the real hart, of CONTEXT_STAGES hgatp; VM_CONTEXT and VM_VIEW set
#   clobbers: a1, t0-t6
choose_context:
        mv      a1, ra
        jal     context
        mv      ra, a1
        mv      a0, t0
        beqz    a0, new_root            # no table yet: begin one
        ret

# new_root: begin a table for the current context, with as many levels as the guest's
#   in:  s0 = VM
#   out: a0 = satp for the real hart, with that table, which is in VM_ROOTS now
#   clobbers: a1, t0-t3
new_root:
        enter
        jal     shadow_page
        bnez    a0, .Lpage
        jal     shadow_forget
        jal     shadow_page             # now there is one
.Lpage: ld      t3, VM_CONTEXT(s0)
        indexed t3, t3
        srli    a0, a0, PAGE_SHIFT
        li      t0, SATP_SV39 << SATP_MODE_SHIFT
        positive VM_SATP(s0), .Lmode, t1 # bare
        srli    t0, t1, SATP_MODE_SHIFT
        slli    t0, t0, SATP_MODE_SHIFT
.Lmode: or      a0, a0, t0
        sd      a0, VM_ROOTS(t3)
        leave

# context: the same, and its table if there is one
#   in:  s0 = VM
#   out: t0 = satp or hgatp, or 0: it has no table yet; VM_CONTEXT and VM_VIEW set
#   clobbers: t1-t4
#   plan: t1 mode, t2 mstatus, t3 the context, t4 status that loads and stores depend on besides
context:
        ld      t1, VM_MODE(s0)
        ld      t2, VM_MSTATUS(s0)
        bnei    t1, MODE_M, .Lbelow_m
        ld      t3, VM_BOUND(s0)        # CONTEXT_PHYSICAL, or CONTEXT_BOUND
        li      t4, 0
        bnone   t2, MSTATUS_MPRV, .Lchosen
        extract t0, t2, MSTATUS_MPP_SHIFT, 2
        beqi    t0, MODE_M, .Lchosen    # MPRV with MPP = M changes nothing
        masked  t2, VIEWED_FIELDS, t4
        addi    t3, t3, CONTEXT_MPRV - CONTEXT_PHYSICAL
        j       .Lchosen
.Lbelow_m:
        ld      t4, VM_WAY(s0)
        li      t3, CONTEXT_STAGES
        beqi    t4, TECHNIQUE_H, .Lunviewed
        ld      t0, VM_SATP(s0)
        li      t3, CONTEXT_BARE
        bgez    t0, .Lunviewed          # mode 8, Sv39, sets the top bit of satp
        li      t3, CONTEXT_DIRECT
        bnez    t4, .Lunviewed          # TECHNIQUE_TVM: the real hart tells S and U apart
        li      t3, CONTEXT_U
        beqz    t1, .Lunviewed
        li      t3, CONTEXT_S
        bnone   t2, MSTATUS_SUM, .Lunviewed
        li      t3, CONTEXT_S_SUM
.Lunviewed:
        li      t4, 0
.Lchosen:
        sd      t3, VM_CONTEXT(s0)
        or      t4, t4, t3
        sd      t4, VM_VIEW(s0)
        indexed t3, t3
        ld      t0, VM_ROOTS(t3)
        ret

# shadow_page: a zeroed page from the VM's pool
#   in:  s0 = VM
#   out: a0 = page, or 0: the pool is used up
#   clobbers: t0, t1
shadow_page:
        ld      a0, VM_POOL_FREE(s0)
        same    VM_POOL_END(s0), a0, .Lused_up
        plus    t1, a0, PAGE_BYTES
        sd      t1, VM_POOL_FREE(s0)
        ld      t0, VM_POOL_CLEARED(s0)
        bltu    a0, t0, .Lcleared       # shadow_forget has left it all zero
        sd      t1, VM_POOL_CLEARED(s0)
        mv      t0, a0
.Lclear:
        .irp    at, 0, 8, 16, 24, 32, 40, 48, 56
        sd      zero, \at(t0)
        .endr
        addi    t0, t0, 64
        bltu    t0, t1, .Lclear
.Lcleared:
        ret
.Lused_up:
        li      a0, 0
        ret

# shadow_fill: let the current context reach one more page
#   in:  s0 = VM in a context that faults fill; a1 = guest-physical address, in RAM;
#        a2 = PTE_R|W|X|U granted; a3 = log2 of the size of the guest's leaf, a4 = guest-virtual
#        address, a5 = log2 of what to map: PAGE_SHIFT, MEGAPAGE_SHIFT, or RUN_SHIFT for a run
#   out: the page is mapped; or, when the pool was used up, nothing is mapped any more and the
#        guest will fault again: the same fault then finds room
#   clobbers: a0, a1, t0-t6
shadow_fill:
        enter

        # the new leaf: the real page with the granted rights
        li      t0, RAM
        sub     a1, a1, t0
        apply   add, a1, VM_RAM(s0)
        srl     a1, a1, a5
        sll     a1, a1, a5              # where the page begins
        to_entry a1, a1
        or      a1, a1, a2
        ori     a1, a1, LEAF

        # down the tables, making those that are missing
        ld      t2, VM_CONTEXT(s0)
        indexed t2, t2
        ld      t2, VM_ROOTS(t2)
        root_shift t3, t2, t4
        slli    t2, t2, 64 - PPN_BITS   # the bits above fall off at the top
        srli    t2, t2, 64 - PPN_BITS - PAGE_SHIFT
.Ldown: entry_at t4, a4, t3, t2, t4     # the entry
        nonzero 0(t4), .Lnoted, t2

        # an entry comes into use: note it for shadow_forget
        ld      t5, VM_FILLED_NEXT(s0)
        same    VM_FILLED_END(s0), t5, .Lno_page, t6
        sd      t4, 0(t5)
        addi    t5, t5, 8
        sd      t5, VM_FILLED_NEXT(s0)
.Lnoted:
        bleu    t3, a5, .Lleaf
        beqz    t2, .Lnew_table
        bnone   t2, PTE_R | PTE_X, .Lthere, t5 # else a megapage is in the way of pages
.Lnew_table:
        jal     shadow_page
        beqz    a0, .Lno_page
        to_entry t2, a0
        ori     t2, t2, PTE_V
        sd      t2, 0(t4)
.Lthere:
        bne     t3, a3, .Lno_superpage
        ori     t2, t2, PTE_PIECES      # what is below is, or has been, a superpage of the guest's
        sd      t2, 0(t4)
.Lno_superpage:
        from_entry t2, t2
        addi    t3, t3, -9
        j       .Ldown
.Lleaf: bltu    t3, a5, .Lrun
        sd      a1, 0(t4)
        sfence.vma a4, zero             # the hart may remember what was there
        j       .Lfilled

        # a run: the entries of all its pages, noted again
.Lrun:  andi    t4, t4, -RUN_ENTRIES_BYTES
        addi    t2, t4, RUN_ENTRIES_BYTES
        ld      t5, VM_FILLED_NEXT(s0)
        ld      t6, VM_FILLED_END(s0)
        addi    t6, t6, -RUN_ENTRIES_BYTES
        bgtu    t5, t6, .Lno_page
        li      t6, 1 << PTE_PPN_SHIFT
.Lpage_of_run:
        sd      a1, 0(t4)
        sd      t4, 0(t5)
        add     a1, a1, t6              # the next page
        addi    t4, t4, 8
        addi    t5, t5, 8
        bne     t4, t2, .Lpage_of_run
        sd      t5, VM_FILLED_NEXT(s0)
        sfence.vma
        j       .Lfilled

.Lno_page:
        jal     shadow_forget
.Lfilled:
        leave

# shadow_forget: forget all shadow tables that faults have filled, and what is known from them
#   in:  s0 = VM
#   clobbers: t0-t2
shadow_forget:
        # every entry in use: so the pages they are in are all zero again
        ld      t0, VM_POOL_END(s0)
        ld      t1, VM_FILLED_NEXT(s0)
        sd      t0, VM_FILLED_NEXT(s0)
        beq     t0, t1, .Lzeroed
.Lzero: ld      t2, 0(t0)
        addi    t0, t0, 8
        sd      zero, 0(t2)
        bne     t0, t1, .Lzero
.Lzeroed:
        .irp    context, BOUND, BOUND_MPRV, BARE
        sd      zero, VM_ROOTS+8*CONTEXT_\context(s0)
        .endr
        sd      s0, VM_CHANGED(s0)
        assign  VM_POOL_FREE(s0), VM_POOL(s0)
        sd      zero, staged_vm, t0     # stages_lend will fence
        enter
        jal     spaces_forget
        zero    VM_WINDOW_PARTS(s0), .Lno_window
        jal     window_close
.Lno_window:
        unframe
        sfence.vma

# forget_last: forget which pages were fetched from, loaded, stored last
#   in:  s0 = VM
#   clobbers: t0
forget_last:
        let     VM_CODE_KEY(s0), -1
        .irp    last, 0, 1
        sd      t0, VM_LOADED+\last*LAST_BYTES+LAST_VIEW(s0)
        sd      t0, VM_STORED+\last*LAST_BYTES+LAST_VIEW(s0)
        .endr
        ret

# shadow_forget_page: forget what the shadow tables say of one address, in all address spaces. Where
# it is, or was, in a superpage of the guest's, forget all of that.
#   in:  s0 = VM, a0 = guest-virtual address
#   clobbers: a1, a2, t0-t4
shadow_forget_page:
        addi    a1, s0, VM_SPACES
        ld      a2, VM_SPACES_END(s0)
.Lspace:
        addi    t0, a1, SPACE_ROOTS     # and up to the next space
        addi    a1, a1, SPACE_BYTES
.Lroot: ld      t1, 0(t0)
        addi    t0, t0, 8
        beqz    t1, .Lnext
        root_shift t2, t1, t4
        slli    t1, t1, PAGE_SHIFT
.Lwalk: entry_at t3, a0, t2, t1, t3
        zero    0(t3), .Lnext, t1
        bany    t1, PTE_R | PTE_X | PTE_PIECES, .Lerase, t4 # a leaf, or all below it
        from_entry t1, t1
        addi    t2, t2, -9
        j       .Lwalk
.Lerase:
        sd      zero, 0(t3)
.Lnext: bne     t0, a1, .Lroot
        bne     a1, a2, .Lspace
        sfence.vma a0, zero
        j       forget_last

# shadow_init: make the tables of CONTEXT_PHYSICAL and CONTEXT_MPRV, from the VM's pool
#   in:  s0 = VM, its memory and its pool set
#   out: VM_ROOTS filled; VM_POOL moved on to the pages left for the other contexts
#   clobbers: a0-a5, t0-t6
shadow_init:
        enter   s1

        # the root of a second stage is four pages, the first of the pool, which are aligned so
        isnt    VM_TECHNIQUE(s0), TECHNIQUE_H, .Lone_stage
        ld      t2, VM_INDEX(s0)
        addi    t2, t2, 1
        slli    t2, t2, HGATP_VMID_SHIFT
        ld      t0, VM_POOL_FREE(s0)
        srli    t0, t0, PAGE_SHIFT
        or      t2, t2, t0
        li      t0, SATP_SV39 << SATP_MODE_SHIFT
        or      t2, t2, t0
        sd      t2, VM_ROOTS+8*CONTEXT_STAGES(s0)
        .rept   STAGE_ROOT_PAGES
        jal     shadow_page
        .endr
        sd      zero, staged_vm, t0
.Lone_stage:
        li      s1, PTE_U | PTE_R | PTE_W | PTE_X
        jal     map_ram                 # CONTEXT_PHYSICAL is 0
        let     VM_CONTEXT(s0), CONTEXT_MPRV
        li      s1, PTE_U | PTE_X
        jal     map_ram
        sd      zero, VM_CONTEXT(s0)

        # these pages, and what is in them, are never forgotten
        assign  VM_POOL(s0), VM_POOL_FREE(s0)
        assign  VM_FILLED_NEXT(s0), VM_POOL_END(s0)
        leave   s1

# map_ram: begin a table for the current context, with all of the guest's RAM by megapages
#   in:  s0 = VM, s1 = PTE_R|W|X|U granted
#   clobbers: a0-a5, t0-t6
#   plan: s2 guest-physical address
map_ram:
        enter   s2
        jal     new_root
        li      s2, RAM
.Lmega: mv      a1, s2
        mv      a2, s1
        li      a3, 0                   # no superpage in pieces
        mv      a4, s2
        li      a5, MEGAPAGE_SHIFT
        jal     shadow_fill
        plus    s2, s2, MEGAPAGE_BYTES
        li      t0, RAM
        apply   add, t0, VM_RAM_BYTES(s0), t1
        bltu    s2, t0, .Lmega
        leave   s2
