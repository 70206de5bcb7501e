# early.s: a request that is queued before the driver is ready: it is served then, not before, and
# nobody has to ring the bell for it; in version 1, when the bell is rung. And what of a queue stays,
# and when a driver's wishes are looked at.

        .include "guest.inc"
        .include "block.inc"

        .text
        .globl  _start
_start:
        la      sp, stack_top
        call    set_up
        mv      s2, t1

        # sizes that no queue may have are not taken
        sw      zero, QUEUE_READY(t0)
        sw      zero, QUEUE_NUM(t0)
        li      t1, 2000
        sw      t1, QUEUE_NUM(t0)
        li      t1, 1
        sw      t1, QUEUE_READY(t0)
        call    prepare
        call    ring_the_bell                   # in vain, but in version 1
        look    used
        show    "answers before", t3
        li      t0, VIRTIO
        sw      s2, STATUS(t0)
        look    used
        show    "answers then", t3

        # that it is ready still is nothing new
        call    prepare
        li      t0, VIRTIO
        sw      s2, STATUS(t0)
        look    used
        show    "answers without a bell", t3

        # a queue that was not ready for a while goes on where it was
        li      t0, VIRTIO
        sw      zero, QUEUE_READY(t0)
        call    ring_the_bell
        look    used
        show    "answers of one that is not ready", t3
        li      t0, VIRTIO
        li      t1, 1
        sw      t1, QUEUE_READY(t0)
        call    ring_the_bell
        look    used
        show    "answers of one that is again", t3

        # features that are not offered: refused when they are to be agreed on
        li      t0, VIRTIO
        sw      zero, STATUS(t0)
        li      t1, DRIVER
        sw      t1, STATUS(t0)
        li      t1, -1
        sw      t1, DRIVER_FEATURES(t0)
        li      t1, AGREED
        sw      t1, STATUS(t0)
        lw      t3, STATUS(t0)
        show    "refused", t3
        li      t0, VIRTIO
        sw      zero, DRIVER_FEATURES(t0)
        li      t1, AGREED
        sw      t1, STATUS(t0)
        li      t1, -1
        sw      t1, DRIVER_FEATURES(t0)
        sw      s2, STATUS(t0)
        lw      t3, STATUS(t0)
        show    "agreed", t3
        j       pass
