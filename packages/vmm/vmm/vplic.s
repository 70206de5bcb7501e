# vplic.s: the virtual PLIC: 31 interrupt sources, two contexts: M-mode and S-mode of the hart.
#
# All sources are levels. A source is pending while its device asks and nobody is serving it, so
# pending = VM_PLIC_LEVELS & ~VM_PLIC_CLAIMED, and nothing else has to be remembered.

        .include "csr.inc"
        .include "board.inc"
        .include "vm.inc"

        .equ    PRIORITY_MASK,  7
        .equ    CONTEXTS,       2

        .text

# plic_line: a device raises or lowers its interrupt
#   in:  s0 = VM, a0 = source, a1 = 1 raise, 0 lower
#   out: meip and seip up to date; the VM woken if it waited for this
#   clobbers: a0-a7, t0-t6
        .globl  plic_line
plic_line:
        ld      t0, VM_PLIC_LEVELS(s0)
        li      t1, 1
        sll     t1, t1, a0
        sll     a1, a1, a0
        not     t1, t1
        and     t0, t0, t1
        or      t0, t0, a1
        sd      t0, VM_PLIC_LEVELS(s0)  # and fall through

# plic_update: bring meip and seip up to date
#   in:  s0 = VM
#   clobbers: a0-a7, t0-t6
plic_update:
        addi    sp, sp, -16
        sd      ra, 8(sp)
        ld      t6, VM_LINES(s0)
        li      t0, ~(MEIP | SEIP)
        and     t6, t6, t0
        li      a0, 0
        ld      a1, VM_PLIC_THRESHOLD(s0)
        call    plic_best
        beqz    a0, .Lnot_m
        li      t0, MEIP
        or      t6, t6, t0
.Lnot_m:
        li      a0, 1
        ld      a1, VM_PLIC_THRESHOLD+8(s0)
        call    plic_best
        beqz    a0, .Lnot_s
        ori     t6, t6, SEIP
.Lnot_s:
        sd      t6, VM_LINES(s0)
        call    wake
        ld      ra, 8(sp)
        addi    sp, sp, 16
        ret

# plic_best: the most urgent pending source of a context
#   in:  s0 = VM, a0 = context, a1 = threshold
#   out: a0 = source with the highest priority above the threshold, the lowest number of several;
#        0: none
#   clobbers: a1, t0-t5
plic_best:
        slli    t0, a0, 3
        add     t0, t0, s0
        ld      t0, VM_PLIC_ENABLE(t0)
        ld      t1, VM_PLIC_LEVELS(s0)
        ld      t2, VM_PLIC_CLAIMED(s0)
        and     t0, t0, t1
        not     t2, t2
        and     t0, t0, t2              # pending and enabled
        li      a0, 0
        li      t1, 0                   # source
.Lsource:
        beqz    t0, .Lbest
        andi    t2, t0, 1
        beqz    t2, .Lnext
        slli    t3, t1, 3
        add     t3, t3, s0
        ld      t3, VM_PLIC_PRIORITY(t3)
        bleu    t3, a1, .Lnext
        mv      a0, t1
        mv      a1, t3                  # the next has to beat this one
.Lnext: srli    t0, t0, 1
        addi    t1, t1, 1
        j       .Lsource
.Lbest: ret

# plic_context: which context's block does an offset name?
#   in:  a0 = offset, a1 = first block, a2 = log2 of the stride
#   out: a3 = context, a0 = offset in its block
#   clobbers: t0
plic_context:
        sub     a0, a0, a1
        srl     a3, a0, a2
        sll     t0, a3, a2
        sub     a0, a0, t0
        ret

# plic_locate: which register an offset names
#   in:  s0 = VM, a0 = offset
#   out: a0 = PLIC_AT_*, a3 = VM + 8 × its number (source or context): the base for VM_PLIC_…(a3)
#   clobbers: a1, a2, t0
        .equ    PLIC_AT_NOTHING, 0
        .equ    PLIC_AT_PRIORITY, 1
        .equ    PLIC_AT_PENDING, 2
        .equ    PLIC_AT_ENABLE, 3
        .equ    PLIC_AT_THRESHOLD, 4
        .equ    PLIC_AT_CLAIM,  5
        .equ    ENABLE_SHIFT,   7       # log2 of PLIC_ENABLE_STRIDE
        .equ    CONTEXT_SHIFT,  12      # log2 of PLIC_CONTEXT_STRIDE
plic_locate:
        addi    sp, sp, -16
        sd      ra, 8(sp)
        srli    a3, a0, 2
        li      t0, PLIC_SOURCES
        bltu    a3, t0, .Lpriority
        li      t0, PLIC_PENDING
        beq     a0, t0, .Lpending
        li      a1, PLIC_CONTEXT
        bgeu    a0, a1, .Lcontext
        li      a1, PLIC_ENABLE
        bltu    a0, a1, .Lnothing
        li      a2, ENABLE_SHIFT
        call    plic_context
        bnez    a0, .Lnothing           # sources above 31 do not exist
        li      a0, PLIC_AT_ENABLE
        j       .Llocated
.Lcontext:
        li      a2, CONTEXT_SHIFT
        call    plic_context
        mv      t0, a0
        li      a0, PLIC_AT_THRESHOLD
        beqz    t0, .Llocated           # PLIC_THRESHOLD is 0
        li      a0, PLIC_AT_CLAIM
        addi    t0, t0, -PLIC_CLAIM
        beqz    t0, .Llocated
.Lnothing:
        li      a0, PLIC_AT_NOTHING
        li      a3, 0
        j       .Lfound
.Llocated:
        li      t0, CONTEXTS
        bgeu    a3, t0, .Lnothing
        j       .Lfound
.Lpriority:
        li      a0, PLIC_AT_PRIORITY
        j       .Lfound
.Lpending:
        li      a0, PLIC_AT_PENDING
        li      a3, 0
.Lfound:
        slli    a3, a3, 3               # all are doublewords of the structure
        add     a3, a3, s0
        ld      ra, 8(sp)
        addi    sp, sp, 16
        ret

# plic_read: reading the claim register claims
        .globl  plic_read
plic_read:
        addi    sp, sp, -16
        sd      ra, 8(sp)
        call    plic_locate
        mv      t0, a0
        ld      a0, VM_PLIC_PRIORITY(a3)
        addi    t0, t0, -PLIC_AT_PRIORITY
        beqz    t0, .Lread
        ld      a0, VM_PLIC_LEVELS(s0)
        ld      t1, VM_PLIC_CLAIMED(s0)
        not     t1, t1
        and     a0, a0, t1
        addi    t0, t0, PLIC_AT_PRIORITY - PLIC_AT_PENDING
        beqz    t0, .Lread
        ld      a0, VM_PLIC_ENABLE(a3)
        addi    t0, t0, PLIC_AT_PENDING - PLIC_AT_ENABLE
        beqz    t0, .Lread
        ld      a0, VM_PLIC_THRESHOLD(a3)
        addi    t0, t0, PLIC_AT_ENABLE - PLIC_AT_THRESHOLD
        beqz    t0, .Lread
        addi    t0, t0, PLIC_AT_THRESHOLD - PLIC_AT_CLAIM
        li      a0, 0
        bnez    t0, .Lread

        # claim: the best source whatever the threshold; nobody else gets it until completed
        sub     a0, a3, s0
        srli    a0, a0, 3
        li      a1, 0
        call    plic_best
        beqz    a0, .Lread
        li      t0, 1
        sll     t0, t0, a0
        ld      t1, VM_PLIC_CLAIMED(s0)
        or      t1, t1, t0
        sd      t1, VM_PLIC_CLAIMED(s0)
        sd      a0, 0(sp)
        call    plic_update
        ld      a0, 0(sp)
.Lread: ld      ra, 8(sp)
        addi    sp, sp, 16
        ret

# plic_write: writing the claim register completes
        .globl  plic_write
plic_write:
        addi    sp, sp, -16
        sd      ra, 8(sp)
        mv      a4, a2
        call    plic_locate
        addi    t0, a0, -PLIC_AT_PRIORITY
        beqz    t0, .Lset_priority
        addi    t0, a0, -PLIC_AT_ENABLE
        beqz    t0, .Lset_enable
        addi    t0, a0, -PLIC_AT_THRESHOLD
        beqz    t0, .Lset_threshold
        addi    t0, a0, -PLIC_AT_CLAIM
        bnez    t0, .Lwritten

        # completion: of a source that exists
        li      t0, PLIC_SOURCES
        bgeu    a4, t0, .Lwritten
        li      t0, 1
        sll     t0, t0, a4
        not     t0, t0
        ld      t1, VM_PLIC_CLAIMED(s0)
        and     t1, t1, t0
        sd      t1, VM_PLIC_CLAIMED(s0)
        j       .Lupdate
.Lset_priority:
        andi    a4, a4, PRIORITY_MASK
        sd      a4, VM_PLIC_PRIORITY(a3)
        j       .Lupdate
.Lset_enable:
        andi    a4, a4, -2              # there is no source 0
        sd      a4, VM_PLIC_ENABLE(a3)
        j       .Lupdate
.Lset_threshold:
        andi    a4, a4, PRIORITY_MASK
        sd      a4, VM_PLIC_THRESHOLD(a3)
.Lupdate:
        call    plic_update
.Lwritten:
        ld      ra, 8(sp)
        addi    sp, sp, 16
        ret
