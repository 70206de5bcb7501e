# early-net.s: a frame that is queued before the driver of the card is ready: it is sent then, not
# before, and nobody has to ring the bell for it.

        .include "guest.inc"
        .include "net.inc"

        .equ    PATIENCE,       100000          # looks in vain at the used ring

        .text
        .globl  _start
_start:
        la      sp, stack_top
        call    net_set_up
        call    net_send                        # its bell is rung in vain
        call    look
        show    "sent before", t3
        li      t0, VIRTIO
        li      t1, READY
        sw      t1, STATUS(t0)
        call    look
        show    "sent then", t3
        j       pass

# look: for what the card has sent, long enough for all that it can
#   out: t3 = how many there are
look:
        la      t0, send_descriptors + 16 * ENTRIES + 64
        li      t1, PATIENCE
.Llook: fence
        lhu     t3, 2(t0)
        addi    t1, t1, -1
        bnez    t1, .Llook
        ret
