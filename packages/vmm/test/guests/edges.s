# edges.s: queues whose rings go over the end of RAM. Requests are answered as long as the entries
# that they use are there; the first that is not breaks the queue.

        .include "guest.inc"
        .include "block.inc"

        .equ    END,            RAM + 0x200000
        .equ    PATIENCE,       100000          # looks at what has come of it

# moved: an empty queue, but with a part at another PLACE
#   out: s2 = that
        .macro  moved   part, place
        call    set_up
        sw      zero, QUEUE_READY(t0)
        li      s2, \place
        sw      s2, \part(t0)
        li      t2, 1
        sw      t2, QUEUE_READY(t0)
        sw      t1, STATUS(t0)
        .endm

        .text
        .globl  _start
_start:
        la      sp, stack_top

        # the available ring: flags, index, and two heads
        moved   QUEUE_DRIVER, END - 8
        sd      zero, 0(s2)
        .irp    request, 1, 2, 3
        call    prepare
        li      t1, \request
        sh      t1, 2(s2)
        call    tell
        .endr

        # its index is not there
        moved   QUEUE_DRIVER, END - 2
        call    prepare
        call    tell

        # the used ring: flags, index, and one entry
        moved   QUEUE_DEVICE, END - 12
        sw      zero, 0(s2)
        .irp    request, 1, 2
        call    prepare
        call    tell
        .endr
        lhu     t3, 2(s2)
        show    "used", t3

        # the used ring begins below RAM, and so does its index
        moved   QUEUE_DEVICE, RAM - 4
        call    prepare
        call    tell
        j       pass

# tell: ring the bell, and tell what comes of it: the device's status, and below it the request's
tell:   mv      s3, ra
        call    ring_the_bell
        li      t1, PATIENCE
.Llook: fence
        addi    t1, t1, -1
        bnez    t1, .Llook
        li      t0, VIRTIO
        lw      t3, STATUS(t0)
        la      t0, status
        lbu     t0, 0(t0)
        slli    t3, t3, 8
        or      t3, t3, t0
        show    "status", t3
        jr      s3
