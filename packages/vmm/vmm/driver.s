# driver.s: what the drivers of real virtio devices have in common [virtio §3.1.1, §4.2.3].

        .include "vmm.inc"
        .globl  driver_begin, driver_queue, driver_ready

# driver_begin: is such a device in a slot? Reset it, and agree on its features
#   in:  a0 = the slot's registers, a1 = VIRTIO_*: the kind of device, a2 = features of the first
#        word that are welcome
#   out: a0 = the same, or 0: there is none that the VMM can drive; a2 = those features that it has
#   clobbers: t0, t1
driver_begin:
        lwu     t0, VIRTIO_MAGIC_VALUE(a0)
        bnei    t0, VIRTIO_MAGIC, .Lnone, t1
        lwu     t0, VIRTIO_VERSION(a0)
        bnei    t0, 2, .Lnone
        lwu     t0, VIRTIO_DEVICE_ID(a0)
        bne     t0, a1, .Lnone
        sw      zero, VIRTIO_STATUS(a0) # a reset
        li      t1, STATUS_ACKNOWLEDGE | STATUS_DRIVER
        sw      t1, VIRTIO_STATUS(a0)

        # of its features what is welcome, and that it is no legacy device
        sw      zero, VIRTIO_DEVICE_FEATURES_SEL(a0)
        lwu     t0, VIRTIO_DEVICE_FEATURES(a0)
        and     a2, a2, t0
        sw      zero, VIRTIO_DRIVER_FEATURES_SEL(a0)
        sw      a2, VIRTIO_DRIVER_FEATURES(a0)
        li      t0, 1
        sw      t0, VIRTIO_DRIVER_FEATURES_SEL(a0)
        li      t0, VIRTIO_F_VERSION_1 >> 32
        sw      t0, VIRTIO_DRIVER_FEATURES(a0)
        ori     t1, t1, STATUS_FEATURES_OK
        sw      t1, VIRTIO_STATUS(a0)
        lwu     t0, VIRTIO_STATUS(a0)
        bany    t0, STATUS_FEATURES_OK, .Lagreed
.Lnone: li      a0, 0
.Lagreed:
        ret

# driver_queue: tell the device where one of its queues is
#   in:  a0 = registers, a1 = its number, a2 = its entries, a3 = its descriptors, a4 = its ring of
#        available buffers, a5 = its ring of used ones
#   out: t0 = not 0: the device has no queue of this size
#   clobbers: a3-a5
driver_queue:
        sw      a1, VIRTIO_QUEUE_SEL(a0)
        lwu     t0, VIRTIO_QUEUE_NUM_MAX(a0)
        sltu    t0, t0, a2
        bnez    t0, .Ltold
        sw      a2, VIRTIO_QUEUE_NUM(a0)
        sw      a3, VIRTIO_QUEUE_DESC(a0)
        srli    a3, a3, 32
        sw      a3, VIRTIO_QUEUE_DESC+4(a0)
        sw      a4, VIRTIO_QUEUE_DRIVER(a0)
        srli    a4, a4, 32
        sw      a4, VIRTIO_QUEUE_DRIVER+4(a0)
        sw      a5, VIRTIO_QUEUE_DEVICE(a0)
        srli    a5, a5, 32
        sw      a5, VIRTIO_QUEUE_DEVICE+4(a0)
        li      a3, 1
        sw      a3, VIRTIO_QUEUE_READY(a0)
.Ltold: ret

# driver_ready: its queues are told: it may begin
#   in:  a0 = registers
#   clobbers: t0
driver_ready:
        lwu     t0, VIRTIO_STATUS(a0)
        ori     t0, t0, STATUS_DRIVER_OK
        sw      t0, VIRTIO_STATUS(a0)
        ret
