# burst.s: as many requests at once as its queue holds, again and again: two such guests want more of
# a real disk than it does at a time. At the end a reset with requests under way, after which the
# disk serves as before.
#
# Register plan: s2 rounds left, s3 requests to be made available

        .include "guest.inc"
        .include "block.inc"

        .equ    ROUNDS,         20

        .text
        .globl  _start
_start:
        la      sp, stack_top
        call    start
        li      s2, ROUNDS
.Lround:
        call    burst
        call    answered
        la      t1, used
        lhu     a0, 2(t1)
        show    "answers", a0
        addi    s2, s2, -1
        bnez    s2, .Lround

        call    burst
        call    start
        request IN, 0, BUFFER, 512, NEXT | WRITE, OK
        say     "burst: done"
        j       pass

# burst: the same request ENTRIES times, announced once
#   clobbers: a0-a4, s3, t0-t2
burst:
        mv      t2, ra
        li      s3, ENTRIES
.Lmore: call    prepare
        addi    s3, s3, -1
        bnez    s3, .Lmore
        call    ring_the_bell
        mv      ra, t2
        ret
