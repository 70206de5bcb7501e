# window.s: the hart's own PMP while a guest runs: the second wall; and in it a window, through
# which the guest sees pages that its PMP divides.
#
#   entry 0 … 7    four parts of such pages, each as the guest's PMP allows its mode
#   entry 8 … 11   the pages they are in: closed but for those parts
#   entry 12, 13   the VM's shadow tables, for the hart to read
#   entry 14, 15   the VM's RAM
#
# A shadow table maps a divided page with all rights of the guest's leaf. The hart refuses what is
# not in the window; then the part is put there, if the guest may use it, and the guest tries again.
# So each check is the hart's: of atomics, of misaligned accesses, of halves of instructions; and of
# M-mode, which may do everything, but not with two parts at once. An instruction touches four parts
# at most: two itself, and two its operand. When the window is full, all is forgotten, the tables,
# too.
#
# Only the hart's own walks of a guest's tables could need more. So guests whose PMP divides a page
# of RAM run below M-mode by TECHNIQUE_TRAP, and translate checks the walks: VM_WAY.

        .include "vmm.inc"
        .globl  walls, window_fit, window_open, window_close, window_shut

# VM_WINDOW
        .equ    ADDRESSES,      0               # pmpaddr0 to pmpaddr11
        .equ    CFG,            12 * 8          # pmpcfg0 for modes below M, and for M-mode
        .equ    CLOSED_CFG,     CFG + 2 * 8     # of pmpcfg2

        .equ    PARTS,          4
        .equ    CLOSED,         2 * PARTS       # the entry of the first closed page
        .equ    WALLS,          3 * PARTS       # the first of the wall
        .equ    PMP_NAPOT,      PMP_A_NAPOT << PMP_A_SHIFT
        .equ    PAGE_NAPOT,     (PAGE_BYTES >> 3) - 1   # low bits of a page's pmpaddr
        .equ    WALLS_CFG,      (PMP_TOR | PMP_R) << 40 | (PMP_TOR | PMP_RWX) << 56

# walls: U- and S-mode may use this VM's RAM, and the hart may read its shadow tables there
#   in:  s0 = VM
#   clobbers: t0, t1
walls:
        ld      t0, VM_POOL_START(s0)
        srli    t0, t0, 2
        csrw    pmpaddr12, t0
        ld      t0, VM_POOL_END(s0)
        srli    t0, t0, 2
        csrw    pmpaddr13, t0
        ld      t0, VM_RAM(s0)
        ld      t1, VM_RAM_BYTES(s0)
        add     t1, t1, t0
        srli    t0, t0, 2
        csrw    pmpaddr14, t0
        srli    t1, t1, 2
        csrw    pmpaddr15, t1
        mv      t1, ra
        j       shut

# window_close: forget what is in it, with all shadow tables
#   in:  s0 = VM
#   clobbers: t0, t1
window_close:
        sd      zero, VM_WINDOW_PARTS(s0)
        plus    t0, s0, VM_WINDOW
        .irp    cfg, 0, 8, 16
        sd      zero, CFG+\cfg(t0)
        .endr
        mv      t1, ra
        same    current_vm, s0, shut
        ret                             # the hart's is another's

# window_shut: M-mode, too, may not touch two parts at once: so the window is shut before the VMM
# touches the guest's memory
#   in:  s0 = VM with something in its window, t1 = return address
#   clobbers: t0
window_shut:
        differs current_vm, s0, .Lis_shut
        sd      s0, VM_CHANGED(s0)      # fit will open it, and fall through

# shut: the hart's is as that of a VM with nothing in it: only the walls stand
#   in:  t1 = return address
#   clobbers: t0
shut:   csrw    pmpcfg0, zero
        li      t0, WALLS_CFG
        csrw    pmpcfg2, t0
        sfence.vma                      # a hart may keep PMP checks with its translations
.Lis_shut:
        jr      t1

# window_fit: the guest's mode has changed, or what is in the window
#   in:  s0 = VM, with VM_CONTEXT and something in its window; so M-mode is bound
#   clobbers: t0-t2
window_fit:
        plus    t2, s0, VM_WINDOW
        .irp    entry, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
        ld      t0, ADDRESSES+8*\entry(t2)
        csrw    pmpaddr\entry, t0
        .endr
        ld      t0, CFG(t2)
        ld      t1, VM_CONTEXT(s0)
        addi    t1, t1, -CONTEXT_BARE
        bgez    t1, .Lmode
        ld      t0, CFG+8(t2)           # of M-mode
.Lmode: csrw    pmpcfg0, t0
        li      t0, WALLS_CFG
        apply   or, t0, CLOSED_CFG(t2), t1
        csrw    pmpcfg2, t0
        sfence.vma
        ret

# window_open: put a part of a page into the window, where the guest is to use it
#   in:  s0 = VM, a guest-physical address s2 in RAM, the part around it from a4 to a5
#   out: it is there; or jumps to resume: the guest will try again
#        a0 = not 0: it was there, and the hart has refused it all the same
#   clobbers: a1-a7, t0-t6
window_open:
        enter   s3, s4
        srli    t0, s2, PAGE_SHIFT
        slli    t0, t0, PAGE_SHIFT      # only what of it is in the page
        bgeu    a4, t0, .Lstart
        mv      a4, t0
.Lstart:
        plus    t1, t0, PAGE_BYTES, t2
        bgeu    t1, a5, .Lend
        mv      a5, t1
.Lend:  ld      t1, VM_RAM(s0)
        li      t2, RAM
        sub     t1, t1, t2
        add     t0, t0, t1              # as they really are, as pmpaddr has them
        add     t2, a4, t1
        add     t3, a5, t1
        srli    t0, t0, 2
        srli    t2, t2, 2
        srli    t3, t3, 2

        # is it there?
        ld      t4, VM_WINDOW_PARTS(s0)
        plus    s4, s0, VM_WINDOW, t6
        mv      t5, s4
        li      s3, 0
.Lpart: beq     s3, t4, .Lput
        same    ADDRESSES(t5), t2, .Lknown, t6
        addi    s3, s3, 1
        addi    t5, t5, 2 * 8
        j       .Lpart
.Lknown:
        csrr    a0, mcause
        sltiu   a0, a0, CAUSE_FETCH_PAGE_FAULT
        leave   s3, s4
.Lput:  beqi    t4, PARTS, .Lfull, t6
        sd      t2, ADDRESSES(t5)
        sd      t3, ADDRESSES+8(t5)
        indexed t5, t4, s4
        ori     t0, t0, PAGE_NAPOT
        sd      t0, ADDRESSES+8*CLOSED(t5)
        addi    t5, t4, 1
        sd      t5, VM_WINDOW_PARTS(s0)
        slli    s3, t4, 3
        li      t0, PMP_NAPOT
        sll     t0, t0, s3
        change  or, CLOSED_CFG(s4), t0, t1
        slli    s3, s3, 1
        addi    s3, s3, 8               # the upper entry of the two

        # what each kind of mode may do there
        .irp    mode, S, M
        mv      a0, s2
        li      a2, MODE_\mode
        jal     pmp_part
        srli    a0, a0, 1               # from bits of a PTE
        ori     a0, a0, PMP_TOR
        sll     a0, a0, s3
        change  or, CFG(s4), a0, t1
        addi    s4, s4, 8
        .endr
        jal     window_fit
        li      a0, 0
        leave   s3, s4
.Lfull: jal     shadow_forget
        j       resume
