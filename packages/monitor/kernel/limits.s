# limits.s: how much a process may use. A job has the limits that its card
# gives it (user/batch.s), and so have its children.
#
# Whoever goes beyond one is killed, with words that say so.

        .include "process.inc"
        .include "calls.inc"

        .text
        .globl  call_limit, limit_check, limit_words

# call_limit: a0 = LIMIT_…, a1 = how much → how much it was; 0: without limit.
# A limit can only become lower.
call_limit:
        beqz    a1, 1f
        slli    t0, a0, 3
        add     t0, t0, tp
        ld      a0, P_LIMITS(t0)
        beqz    a0, 2f
        bgtu    a1, a0, 1f              # more than before
2:      sd      a1, P_LIMITS(t0)
        ret
1:      li      a0, ERROR_VALUE
        ret

# limit_check: if the process in tp uses too much, it dies of it, on its way
# back to its program.
#   in:  a1 = how much it uses, a2 = LIMIT_…
#   clobbers: t0, t1
limit_check:
        slli    t0, a2, 3
        add     t0, t0, tp
        ld      t0, P_LIMITS(t0)
        beqz    t0, 1f                  # without limit
        bleu    a1, t0, 1f
        ld      t1, P_KILLER(tp)
        bnez    t1, 1f                  # it dies of something else
        not     t1, a2                  # below zero: no pid
        sd      t1, P_KILLER(tp)
1:      ret

        .section .rodata
        .balign 8
limit_words:                            # why, from the last to the first
        .dword  .Loutput, .Lpages, .Ltime
.Ltime: .asciz  "it computed longer than its limit"
.Lpages:
        .asciz  "it used more pages than its limit"
.Loutput:
        .asciz  "it printed more than its limit"
