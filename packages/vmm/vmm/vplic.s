# vplic.s: the virtual PLIC: 31 interrupt sources, two contexts: M-mode and S-mode of the hart.
#
# A device that drives its line high asks for an interrupt. That becomes pending, and stays so until
# it is claimed, even if the device thinks better of it [plic, "Interrupt Gateways"]. What it asks
# while it is being served becomes pending at the completion, unless the line has fallen by then. A
# line that only stays high asks for nothing: as on the real board, whose systems rely on that.

        .include "vmm.inc"
        .globl  plic_line, plic_read, plic_write

        .equ    PLIC_SOURCES,   32      # that it has: 1 to 31
        .equ    PRIORITY_MASK,  7
        .equ    CONTEXTS,       2
        .equ    ENABLE_SHIFT,   7       # log2 of PLIC_ENABLE_STRIDE
        .equ    CONTEXT_SHIFT,  12      # log2 of the stride of the contexts' other registers
        .equ    BIT_HASH,       0x077cb531      # any five of its bits in a row are different

# word_of: the base for the word of this NUMBER of a field
        .macro  word_of base, number
        slli    \base, \number, 2
        add     \base, \base, s0
        .endm

# plic_line: a device drives its interrupt line
#   in:  s0 = VM, a0 = source, a1 = 1 high, 0 low
#   out: meip and seip up to date; the VM woken if it waited for this
#   clobbers: a0-a7, t0-t6
plic_line:
        bit     t1, a0
        sll     a1, a1, a0
        ld      t0, VM_PLIC_CLAIMED(s0)
        and     t0, t0, t1
        beqz    t0, .Lidle
        ld      t0, VM_PLIC_ASKED(s0)   # it is being served: kept until the completion
        not     t1, t1
        and     t0, t0, t1
        or      t0, t0, a1
        sd      t0, VM_PLIC_ASKED(s0)
        ret
.Lidle: change  or, VM_PLIC_PENDING(s0), a1 # and fall through

# plic_update: bring meip and seip up to date
#   in:  s0 = VM
#   clobbers: a0-a7, t0-t6
plic_update:
        enter
        ld      t6, VM_LINES(s0)
        keep    t6, ~(MEIP | SEIP)
        li      a0, 0
        lwu     a1, VM_PLIC_THRESHOLD(s0)
        jal     plic_best
        beqz    a0, .Lnot_m
        li      t0, MEIP
        or      t6, t6, t0
.Lnot_m:
        li      a0, 1
        lwu     a1, VM_PLIC_THRESHOLD+4(s0)
        jal     plic_best
        beqz    a0, .Lnot_s
        ori     t6, t6, SEIP
.Lnot_s:
        sd      t6, VM_LINES(s0)
        jal     wake
        leave

# plic_best: the most urgent pending source of a context
#   in:  s0 = VM, a0 = context, a1 = threshold
#   out: a0 = source with the highest priority above the threshold, the lowest number of several;
#        0: none
#   clobbers: a1, t0-t4
plic_best:
        word_of t0, a0
        lwu     t0, VM_PLIC_ENABLE(t0)
        apply   and, t0, VM_PLIC_PENDING(s0), t1
        li      a0, 0
        beqz    t0, .Lbest
        la      t4, bit_numbers

        # the lowest bit, and its number: from the five top bits of its product with BIT_HASH
.Lsource:
        neg     t1, t0
        and     t1, t1, t0
        xor     t0, t0, t1
        li      t2, BIT_HASH
        mul     t1, t1, t2
        srliw   t1, t1, 32 - 5
        add     t1, t1, t4
        lbu     t1, 0(t1)
        word_of t3, t1
        lwu     t3, VM_PLIC_PRIORITY(t3)
        bleu    t3, a1, .Lnext
        mv      a0, t1
        mv      a1, t3                  # the next has to beat this one
.Lnext: bnez    t0, .Lsource
.Lbest: ret

# plic_register: what an offset names
#   in:  s0 = VM, a0 = offset
#   out: a3 = address of the word that keeps the register, or 0: there is none
#        a4 = its bits that can be written; 0: none, or it is a claim register
#        a5 = context, if it is one's claim register; else -1
#   clobbers: a0, t0-t2
plic_register:
        li      a5, -1
        srli    t1, a0, 2               # source
        addi    a3, s0, VM_PLIC_PRIORITY
        li      a4, PRIORITY_MASK
        beqz    t1, .Lnothing           # there is no source 0
        li      t0, PLIC_SOURCES
        bltu    t1, t0, .Lindexed
        addi    a3, s0, VM_PLIC_PENDING
        li      a4, 0
        beqi    a0, PLIC_PENDING, .Lfound

        # the rest is one block for each context; t1 = context, t2 = offset in its block
        li      t0, PLIC_CONTEXT
        bgeu    a0, t0, .Lcontext
        li      t0, PLIC_ENABLE
        sub     a0, a0, t0
        srli    t1, a0, ENABLE_SHIFT
        andi    t2, a0, PLIC_ENABLE_STRIDE - 1
        addi    a3, s0, VM_PLIC_ENABLE
        li      a4, -2                  # nor a source 0 here
        bnez    t2, .Lnothing           # nor any above 31
        j       .Lof_context
.Lcontext:
        sub     a0, a0, t0
        srli    t1, a0, CONTEXT_SHIFT
        low     t2, a0, CONTEXT_SHIFT
        addi    a3, s0, VM_PLIC_THRESHOLD
        beqz    t2, .Lthreshold         # PLIC_THRESHOLD is 0
        bnei    t2, PLIC_CLAIM_COMPLETE, .Lnothing, t2
        li      t0, CONTEXTS
        bgeu    t1, t0, .Lnothing
        mv      a5, t1
        ret
.Lthreshold:
        li      a4, PRIORITY_MASK
.Lof_context:
        li      t0, CONTEXTS
        bgeu    t1, t0, .Lnothing
.Lindexed:
        slli    t1, t1, 2
        add     a3, a3, t1
        ret
.Lnothing:
        li      a3, 0
.Lfound:
        ret

# plic_read: reading the claim register claims
plic_read:
        enter
        jal     plic_register
        li      a0, 0
        beqz    a3, .Lread
        lwu     a0, 0(a3)
        bltz    a5, .Lread

        # claim: the best source whatever the threshold; nobody else gets it until completed
        mv      a0, a5
        li      a1, 0
        jal     plic_best
        beqz    a0, .Lread
        bit     t0, a0
        change  or, VM_PLIC_CLAIMED(s0), t0, t1
        change  xor, VM_PLIC_PENDING(s0), t0, t1
        sd      a0, 0(sp)
        jal     plic_update
        ld      a0, 0(sp)
.Lread: leave

# plic_write: writing the claim register completes
plic_write:
        enter
        jal     plic_register
        beqz    a3, .Lwritten
        bgez    a5, .Lcomplete
        beqz    a4, .Lwritten
        and     a2, a2, a4
        sw      a2, 0(a3)
        jal     plic_update
        j       .Lwritten

        # completion: of a source that exists and that the context has enabled
.Lcomplete:
        li      t0, PLIC_SOURCES
        bgeu    a2, t0, .Lwritten
        word_of t2, a5
        lwu     t2, VM_PLIC_ENABLE(t2)
        bit     t0, a2
        and     t0, t0, t2
        not     t2, t0
        change  and, VM_PLIC_CLAIMED(s0), t2, t1
        apply   and, t0, VM_PLIC_ASKED(s0), t1 # it has asked again
        and     t1, t1, t2
        sd      t1, VM_PLIC_ASKED(s0)
        change  or, VM_PLIC_PENDING(s0), t0, t1
        jal     plic_update
.Lwritten:
        leave

        .section .rodata
bit_numbers:                            # by the top five bits of BIT_HASH << number
        .byte   0, 1, 28, 2, 29, 14, 24, 3, 30, 22, 20, 15, 25, 17, 4, 8
        .byte   31, 27, 13, 23, 21, 19, 16, 7, 26, 12, 18, 6, 11, 5, 10, 9
