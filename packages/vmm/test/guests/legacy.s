# legacy.s: what version 1 of virtio's transport shows of a disk, and that it works. Its disk has 8
# sectors, each filled with its number on the whole disk.

        .include "guest.inc"
        .include "block.inc"

        .text
        .globl  _start
_start:
        la      sp, stack_top
        call    registers
        call    start
        call    registers
        request IN, 0, BUFFER, 512, NEXT | WRITE, OK
        li      t0, BUFFER
        lbu     t0, 511(t0)
        show    "first sector", t0
        request OUT, 3, BUFFER, 512, NEXT, OK
        request IN, 3, BUFFER, 512, NEXT | WRITE, OK
        request IN, 8, BUFFER, 512, NEXT | WRITE, IOERR

        # sizes that are no powers of two are not taken; a queue on page 0 resets the device
        li      s2, VIRTIO
        li      t0, 3000
        sw      t0, GUEST_PAGE_SIZE(s2)
        sw      t0, QUEUE_ALIGN(s2)
        sw      zero, GUEST_PAGE_SIZE(s2)
        call    registers
        sw      zero, QUEUE_PFN(s2)
        call    registers
        call    start
        request IN, 7, BUFFER, 512, NEXT | WRITE, OK
        li      t0, BUFFER
        lbu     t0, 0(t0)
        show    "last sector", t0
        j       pass

# registers: the version, features, ready (of version 2), the queue's page, status
registers:
        mv      s3, ra
        li      s2, VIRTIO
        lw      t0, 4(s2)
        show    "version", t0
        li      t0, 1
        sw      t0, DEVICE_FEATURES_SEL(s2)
        lw      t0, DEVICE_FEATURES(s2)
        show    "features", t0
        lw      t0, QUEUE_READY(s2)
        show    "ready", t0
        lw      t0, QUEUE_PFN(s2)
        show    "page", t0
        lw      t0, STATUS(s2)
        show    "status", t0
        jr      s3
