# wait-poll.s: wait by asking. The processor is busy all the time, with nothing.

# wait_for_disk: wait until a 16-bit count has a certain value.
#   in:  a0 = address of the count, a1 = the value
#   clobbers: t0
        .globl  wait_for_disk
wait_for_disk:
        lhu     t0, 0(a0)
        bne     t0, a1, wait_for_disk
        ret
