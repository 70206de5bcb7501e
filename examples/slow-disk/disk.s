# disk.s: a driver for the virtio block device, one request at a time.
#
# The driver and the device share a queue in memory: descriptors say where the
# parts of a request are, the available ring is what the driver has asked for,
# and the used ring is what the device has done. [virtio §2.7]

        .include "virtio.inc"

        .equ    QUEUE_SIZE,     4               # three descriptors, to a power of two

# disk_start: set the device up.
#   out: a0 = 0, or 1: there is none
#   clobbers: t0 to t2
        .globl  disk_start
disk_start:
        li      t0, VIRTIO
        lw      t1, DeviceID(t0)
        li      t2, DEVICE_BLOCK
        bne     t1, t2, .Lnone

        # Reset it, then tell it step by step that we know how to drive it.
        sw      zero, Status(t0)
        li      t1, ACKNOWLEDGE | DRIVER
        sw      t1, Status(t0)
        sw      zero, DriverFeaturesSel(t0)
        sw      zero, DriverFeatures(t0)        # none of the block features
        li      t1, 1
        sw      t1, DriverFeaturesSel(t0)
        li      t1, VIRTIO_F_VERSION_1
        sw      t1, DriverFeatures(t0)
        li      t1, ACKNOWLEDGE | DRIVER | FEATURES_OK
        sw      t1, Status(t0)

        # Its one queue, and where in memory that is.
        sw      zero, QueueSel(t0)
        li      t1, QUEUE_SIZE
        sw      t1, QueueNum(t0)
        .irp    part, Desc, Driver, Device
        la      t1, queue\part
        sw      t1, Queue\part\()Low(t0)
        srli    t1, t1, 32
        sw      t1, Queue\part\()Low + HIGH(t0)
        .endr
        li      t1, 1
        sw      t1, QueueReady(t0)

        li      t1, ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK
        sw      t1, Status(t0)
        li      a0, 0
        ret
.Lnone:
        li      a0, 1
        ret

# disk_read: read one sector, and wait until it is there.
#   in:  a0 = sector, a1 = where to put its 512 bytes
#   out: a0 = 0, or not 0: the device failed
#   clobbers: a1, t0 to t2, and what wait_for_disk clobbers
        .globl  disk_read
disk_read:
        addi    sp, sp, -16
        sd      ra, 0(sp)

        # The request in three parts: what to do, the data, how it went.
        la      t0, header
        sd      a0, BLK_SECTOR(t0)
        la      t0, queueDesc
        sd      a1, DESC_BYTES + DESC_ADDR(t0)  # the others never change
        la      t0, outcome
        li      t1, -1
        sb      t1, 0(t0)

        # Chain 0 becomes the next entry of the available ring. The device may
        # look as soon as it sees the new count.
        la      t0, queueDriver
        lhu     t1, AVAIL_IDX(t0)
        andi    t2, t1, QUEUE_SIZE - 1
        slli    t2, t2, 1               # two bytes an entry
        add     t2, t2, t0
        sh      zero, AVAIL_RING(t2)
        fence   rw, w
        addi    t1, t1, 1
        sh      t1, AVAIL_IDX(t0)
        fence   rw, rw
        li      t0, VIRTIO
        sw      zero, QueueNotify(t0)

        # It is done when the device's count has reached ours.
        la      a0, queueDevice + USED_IDX
        slli    a1, t1, 48              # 16 bits
        srli    a1, a1, 48
        call    wait_for_disk
        fence   r, rw
        lbu     a0, outcome

        ld      ra, 0(sp)
        addi    sp, sp, 16
        ret

# The chain of every request, and the rings [virtio §2.7.5, §2.7.6, §2.7.8]
        .data
        .balign 16
queueDesc:
        .dword  header                          # 0: what to do
        .word   BLK_HEADER_BYTES
        .half   VIRTQ_DESC_F_NEXT, 1
        .dword  0                               # 1: the data
        .word   512
        .half   VIRTQ_DESC_F_NEXT | VIRTQ_DESC_F_WRITE, 2
        .dword  outcome                         # 2: how it went
        .word   1
        .half   VIRTQ_DESC_F_WRITE, 0
        .zero   DESC_BYTES

queueDriver:
        .zero   4 + 2 * QUEUE_SIZE + 2
        .balign 4
queueDevice:
        .zero   4 + 8 * QUEUE_SIZE + 2

        .balign 8
header: .word   VIRTIO_BLK_T_IN, 0
        .dword  0                               # the sector
outcome:
        .byte   0                               # 0: all went well
