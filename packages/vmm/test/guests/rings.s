# rings.s: asks its disk for what it may not have, and breaks its queue in every way it can think
# of. Right requests before and after must still be answered. The slice has 8 sectors.

        .include "guest.inc"
        .include "block.inc"

        .equ    SECTORS,        8

# broken: ask with the queue as it is now, expect NEEDS_RESET, and start the device anew
        .macro  broken
        call    ring_the_bell
        li      t0, VIRTIO
        lw      t1, STATUS(t0)
        andi    t1, t1, NEEDS_RESET
        expect  t1, NEEDS_RESET
        call    start
        .endm

        .text
        .globl  _start
_start:
        la      sp, stack_top
        call    start
        request IN, 0, BUFFER, 512, NEXT | WRITE, OK
        request IN, SECTORS - 1, BUFFER, 512, NEXT | WRITE, OK
        request IN, SECTORS, BUFFER, 512, NEXT | WRITE, IOERR
        request IN, SECTORS - 1, BUFFER, 1024, NEXT | WRITE, IOERR
        request IN, -1, BUFFER, 512, NEXT | WRITE, IOERR
        request IN, 0, BUFFER, 100, NEXT | WRITE, IOERR
        request IN, 0, BUFFER, 0, NEXT | WRITE, OK
        request IN, SECTORS + 1, BUFFER, 0, NEXT | WRITE, IOERR
        request IN, 0, BUFFER, 512, NEXT, IOERR
        request IN, 0, RAM - 512, 512, NEXT | WRITE, IOERR
        request IN, 0, RAM + 0x200000, 512, NEXT | WRITE, IOERR
        request IN, 0, RAM + 0x1fff00, 512, NEXT | WRITE, IOERR
        request IN, 0, -256, 512, NEXT | WRITE, IOERR
        request IN, 0, RAM, 0xfffffe00, NEXT | WRITE, IOERR
        request 99, 0, BUFFER, 512, NEXT | WRITE, UNSUPPORTED

        # what the device has given back it counts itself
        la      t0, used
        li      t1, ENTRIES + 77
        sh      t1, 2(t0)
        request IN, 0, BUFFER, 512, NEXT | WRITE, OK

        # a chain that bites its own tail
        call    prepare
        la      t0, descriptors
        li      t1, 1
        sh      t1, 1*16+14(t0)
        broken

        # a descriptor, a head, that does not exist
        call    prepare
        la      t0, descriptors
        li      t1, ENTRIES
        sh      t1, 0*16+14(t0)
        broken
        call    prepare
        la      t0, available
        li      t1, ENTRIES
        sh      t1, 4(t0)
        broken

        # header, status, rings outside of memory
        call    prepare
        la      t0, descriptors
        sd      zero, 0*16(t0)
        broken
        call    prepare
        la      t0, descriptors
        li      t1, RAM + 0x200000
        sd      t1, 2*16(t0)
        broken
        call    prepare
        li      t0, VIRTIO
        sw      zero, QUEUE_READY(t0)                  # a queue that is ready cannot be moved
        sw      zero, QUEUE_DESC + 4(t0)      # descriptors
        sw      zero, QUEUE_DESC(t0)
        li      t1, 1
        sw      t1, QUEUE_READY(t0)
        broken
        call    prepare
        li      t0, VIRTIO
        sw      zero, QUEUE_READY(t0)
        li      t1, -2
        sw      t1, QUEUE_DRIVER + 4(t0)      # available ring
        sw      t1, QUEUE_DRIVER(t0)
        li      t1, 1
        sw      t1, QUEUE_READY(t0)
        broken

        # more available than there is
        call    prepare
        la      t0, available
        li      t1, ENTRIES + 7
        sh      t1, 2(t0)
        broken

        request IN, 0, BUFFER, 512, NEXT | WRITE, OK
        say     "rings: all refused"
        j       pass
