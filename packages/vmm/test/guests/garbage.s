# garbage.s: executes words that nobody wrote as instructions, with all registers pointing into its
# own memory. Whatever they do, each is followed by a trap or not; the handler goes on with the
# next. Then it loses its trap handler, and falls into itself for ever.

        .include "guest.inc"

        .equ    WORDS,          2000
        .equ    FINAL,          0xffffffffffffff00      # there is no memory there

        .text
        .globl  _start
_start:
        la      sp, stack_top
        la      t0, handler
        csrw    mtvec, t0
        li      s0, WORDS
        li      s1, 0x2545f491                  # a seed
.Lword:
        # the next pseudo-random word (xorshift), made into an instruction that is not a jump
        slli    t0, s1, 13
        xor     s1, s1, t0
        srli    t0, s1, 7
        xor     s1, s1, t0
        slli    t0, s1, 17
        xor     s1, s1, t0
        ori     t1, s1, 0x73                    # of the SYSTEM opcode: CSRs and returns
        li      t2, 0xfff                       # but only with rd and rs1 = x0,
        slli    t2, t2, 20
        ori     t2, t2, 0x7f
        li      t3, 0x7000
        or      t2, t2, t3
        and     t1, t1, t2
        la      t0, victim
        sw      t1, 0(t0)
        fence.i
        la      t0, handler                     # the last word may have changed these
        csrw    mtvec, t0
        csrw    satp, zero
        csrw    mie, zero
victim: .word   0
.Lnext: addi    s0, s0, -1
        bgtz    s0, .Lword

        say     "garbage: done; now without a handler"
        li      t0, FINAL
        csrw    mtvec, t0
        .word   0                               # never legal

# handler: skip the word, in M-mode
        .balign 4
handler:
        la      t0, .Lnext
        csrw    mepc, t0
        li      t0, 3 << MPP_SHIFT
        csrs    mstatus, t0
        mret
