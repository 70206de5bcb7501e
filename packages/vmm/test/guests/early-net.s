# early-net.s: a frame that is queued before the driver of the card is ready: it is sent then, not
# before, and nobody has to ring the bell for it.

        .include "guest.inc"
        .include "net.inc"

        .text
        .globl  _start
_start:
        la      sp, stack_top
        call    net_set_up
        call    net_send                        # its bell is rung in vain
        look    send_descriptors + USED
        show    "sent before", t3
        li      t0, VIRTIO
        li      t1, READY
        sw      t1, STATUS(t0)
        look    send_descriptors + USED
        show    "sent then", t3
        j       pass
