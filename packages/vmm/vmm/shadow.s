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
#   CONTEXT_BARE, _S, _S_SUM, _U   filled page by page when the guest faults; forgotten as a whole
#                     when it writes satp, MXR or PMP, fences, or when VM_POOL is used up
#   CONTEXT_DIRECT    the same, in the place of the last three in the technique `tvm`: its leaves
#                     are the guest's, U bit and all, and the real hart heeds SUM and MXR
#
# Invariants: a valid shadow leaf grants nothing that the guest's leaf and its PMP did not grant to
# that context when it was filled, and W only if the guest's D bit was set; it names real pages
# within VM_RAM only. A shadow entry that is missing costs a fault; one too many would be an error.

        .include "csr.inc"
        .include "board.inc"
        .include "vm.inc"
        .include "frame.inc"

        .equ    ROOT_ENTRY, (RAM >> 30) * 8     # of the root: the gigabyte that begins at RAM
        .equ    LEAF,   PTE_V | PTE_A | PTE_D

        .text

# choose_context: the context that belongs to the guest's state
#   in:  s0 = VM
#   out: a0 = satp for the real hart; VM_CONTEXT set
#   clobbers: a1, t0-t6
        .globl  choose_context
choose_context:
        ld      t0, VM_MODE(s0)
        ld      t1, VM_MSTATUS(s0)
        ld      t2, VM_SATP(s0)
        li      t3, CONTEXT_PHYSICAL
        li      t4, MODE_M
        bne     t0, t4, .Lbelow_m
        li      t4, MSTATUS_MPRV
        and     t4, t1, t4
        beqz    t4, .Lchosen
        li      t4, MSTATUS_MPP
        and     t5, t1, t4
        beq     t5, t4, .Lchosen        # MPRV with MPP = M changes nothing
        li      t3, CONTEXT_MPRV
        j       .Lchosen
.Lbelow_m:
        li      t3, CONTEXT_BARE
        bgez    t2, .Lchosen            # mode 8, Sv39, sets the top bit of satp
        li      t3, CONTEXT_DIRECT
        ld      t4, VM_TECHNIQUE(s0)
        bnez    t4, .Lchosen            # TECHNIQUE_TVM: the real hart tells S and U apart
        li      t3, CONTEXT_U
        beqz    t0, .Lchosen
        li      t3, CONTEXT_S
        li      t4, MSTATUS_SUM
        and     t4, t1, t4
        beqz    t4, .Lchosen
        li      t3, CONTEXT_S_SUM

.Lchosen:
        sd      t3, VM_CONTEXT(s0)
        slli    t3, t3, 3
        add     t3, t3, s0
        ld      a0, VM_ROOTS(t3)
        bnez    a0, .Lrooted

        # no table yet: begin one
        enter
        call    shadow_page
        bnez    a0, .Lpage
        call    shadow_forget
        call    shadow_page             # now there is one
.Lpage: ld      t3, VM_CONTEXT(s0)
        slli    t3, t3, 3
        add     t3, t3, s0
        srli    a0, a0, PAGE_SHIFT
        li      t0, SATP_SV39 << SATP_MODE_SHIFT
        or      a0, a0, t0
        sd      a0, VM_ROOTS(t3)
        leave
.Lrooted:
        ret

# shadow_page: a zeroed page from the VM's pool
#   in:  s0 = VM
#   out: a0 = page, or 0: the pool is used up
#   clobbers: t0, t1
shadow_page:
        ld      a0, VM_POOL_FREE(s0)
        ld      t0, VM_POOL_END(s0)
        beq     a0, t0, .Lused_up
        li      t0, PAGE_BYTES
        add     t1, a0, t0
        sd      t1, VM_POOL_FREE(s0)
        mv      t0, a0
.Lclear:
        sd      zero, 0(t0)
        sd      zero, 8(t0)
        sd      zero, 16(t0)
        sd      zero, 24(t0)
        sd      zero, 32(t0)
        sd      zero, 40(t0)
        sd      zero, 48(t0)
        sd      zero, 56(t0)
        addi    t0, t0, 64
        bltu    t0, t1, .Lclear
        ret
.Lused_up:
        li      a0, 0
        ret

# shadow_fill: let the current context reach one more page
#   in:  s0 = VM in a context that faults fill; a0 = guest-virtual address, a1 =
#        guest-physical address, in RAM; a2 = PTE_R|W|X|U granted; a3 = level of the guest's leaf
#   out: the page is mapped; or, when the pool was used up, nothing is mapped any more and the
#        guest will fault again: the same fault then finds room
#   clobbers: a0-a5, t0-t6
        .globl  shadow_fill
shadow_fill:
        enter
        beqz    a3, .Lwhole
        sd      a3, VM_SPLIT(s0)        # a piece of a superpage
.Lwhole:
        mv      a4, a0

        # the new leaf: the real page with the granted rights
        li      t0, RAM
        sub     a1, a1, t0
        ld      t0, VM_RAM(s0)
        add     a1, a1, t0
        srli    a1, a1, PAGE_SHIFT
        slli    a1, a1, PTE_PPN_SHIFT
        or      a1, a1, a2
        ori     a1, a1, LEAF

        # down the tables, making those that are missing
        ld      t2, VM_CONTEXT(s0)
        slli    t2, t2, 3
        add     t2, t2, s0
        ld      t2, VM_ROOTS(t2)
        slli    t2, t2, PAGE_SHIFT      # the mode bits fall off at the top
        li      t3, PAGE_SHIFT + 18
.Ldown: srl     t4, a4, t3
        andi    t4, t4, 511
        slli    t4, t4, 3
        add     t4, t4, t2              # the entry
        addi    t5, t3, -PAGE_SHIFT
        beqz    t5, .Lleaf
        ld      t2, 0(t4)
        bnez    t2, .Lthere
        call    shadow_page
        beqz    a0, .Lno_page
        srli    t2, a0, PAGE_SHIFT
        slli    t2, t2, PTE_PPN_SHIFT
        ori     t2, t2, PTE_V
        sd      t2, 0(t4)
.Lthere:
        srli    t2, t2, PTE_PPN_SHIFT
        slli    t2, t2, PAGE_SHIFT
        addi    t3, t3, -9
        j       .Ldown
.Lleaf: sd      a1, 0(t4)
        sfence.vma a4, zero             # the hart may remember what was there
        j       .Lfilled

.Lno_page:
        call    shadow_forget
.Lfilled:
        leave

# shadow_forget: forget all shadow tables that faults have filled
#   in:  s0 = VM
#   clobbers: t0
        .globl  shadow_forget
shadow_forget:
        sd      zero, VM_ROOTS+8*CONTEXT_BARE(s0)
        sd      zero, VM_ROOTS+8*CONTEXT_S(s0)
        sd      zero, VM_ROOTS+8*CONTEXT_S_SUM(s0)
        sd      zero, VM_ROOTS+8*CONTEXT_U(s0)
        sd      zero, VM_ROOTS+8*CONTEXT_DIRECT(s0)
        sd      zero, VM_SPLIT(s0)
        ld      t0, VM_POOL(s0)
        sd      t0, VM_POOL_FREE(s0)
        sfence.vma
        ret

# shadow_forget_page: forget what the shadow tables say of one address
#   in:  s0 = VM, a0 = guest-virtual address
#   clobbers: t0-t5
        .globl  shadow_forget_page
shadow_forget_page:
        ld      t0, VM_SPLIT(s0)
        beqz    t0, .Lonly_pages
        j       shadow_forget           # a superpage has many pieces: too many to look for
.Lonly_pages:
        li      t0, FIRST_FILLED
.Lcontext:
        slli    t1, t0, 3
        add     t1, t1, s0
        ld      t1, VM_ROOTS(t1)
        beqz    t1, .Lnext
        slli    t1, t1, PAGE_SHIFT
        li      t2, PAGE_SHIFT + 18
.Lwalk: srl     t3, a0, t2
        andi    t3, t3, 511
        slli    t3, t3, 3
        add     t3, t3, t1
        addi    t4, t2, -PAGE_SHIFT
        beqz    t4, .Lerase
        ld      t1, 0(t3)
        beqz    t1, .Lnext
        srli    t1, t1, PTE_PPN_SHIFT
        slli    t1, t1, PAGE_SHIFT
        addi    t2, t2, -9
        j       .Lwalk
.Lerase:
        sd      zero, 0(t3)
.Lnext: addi    t0, t0, 1
        li      t1, LAST_CONTEXT
        bgeu    t1, t0, .Lcontext
        sfence.vma a0, zero
        ret

# shadow_init: make the tables of CONTEXT_PHYSICAL and CONTEXT_MPRV, from the VM's pool
#   in:  s0 = VM, its memory and its pool set
#   out: VM_ROOTS filled; VM_POOL moved on to the pages left for the other contexts
#   clobbers: a0-a2, t0-t6
        .globl  shadow_init
shadow_init:
        enter
        li      a1, LEAF | PTE_U | PTE_R | PTE_W | PTE_X
        li      a2, CONTEXT_PHYSICAL
        call    map_ram
        li      a1, LEAF | PTE_U | PTE_X
        li      a2, CONTEXT_MPRV
        call    map_ram
        ld      t0, VM_POOL_FREE(s0)
        sd      t0, VM_POOL(s0)
        leave

# map_ram: a context in which all of the guest's RAM is mapped by megapages
#   in:  s0 = VM, a1 = bits of each leaf, a2 = context
#   clobbers: a0, t0-t6
map_ram:
        enter

        # the root, with one pointer: RAM is within the gigabyte at RAM
        call    shadow_page
        mv      t2, a0
        srli    t0, t2, PAGE_SHIFT
        li      t1, SATP_SV39 << SATP_MODE_SHIFT
        or      t0, t0, t1
        slli    t1, a2, 3
        add     t1, t1, s0
        sd      t0, VM_ROOTS(t1)
        call    shadow_page
        mv      t3, a0
        srli    t0, t3, PAGE_SHIFT
        slli    t0, t0, PTE_PPN_SHIFT
        ori     t0, t0, PTE_V
        sd      t0, ROOT_ENTRY(t2)

        # a leaf for each 2 MiB
        ld      t0, VM_RAM(s0)
        ld      t1, VM_RAM_BYTES(s0)
        add     t1, t1, t0
        li      t4, MEGAPAGE_BYTES
.Lmega: srli    t5, t0, PAGE_SHIFT
        slli    t5, t5, PTE_PPN_SHIFT
        or      t5, t5, a1
        sd      t5, 0(t3)
        addi    t3, t3, 8
        add     t0, t0, t4
        bltu    t0, t1, .Lmega
        leave
