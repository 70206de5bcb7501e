# frames.s: breaks its network card's queues in every way it can think of, and sends frames that
# are none. Afterwards the card must still work: it sends to itself what nobody may see.

        .include "guest.inc"
        .include "net.inc"

# broken: ring the bell, expect NEEDS_RESET, and start the card anew
        .macro  broken
        call    net_send
        li      t0, VIRTIO
        lw      t1, STATUS(t0)
        andi    t1, t1, NEEDS_RESET
        expect  t1, NEEDS_RESET
        call    net_start
        .endm

# sent_as: as net_send would do it, with another descriptor
        .macro  sent_as address, length, flags
        la      t0, send_descriptors
        li      t1, \address
        sd      t1, 0(t0)
        li      t1, \length
        sw      t1, 8(t0)
        li      t1, \flags
        sw      t1, 12(t0)
        call    net_announce
        .endm

        .text
        .globl  _start
_start:
        la      sp, stack_top
        call    net_start

        # frames that are too short, too long, or nothing
        sent_as RAM, 0, 0
        sent_as RAM, 11, 0
        sent_as RAM, 25, 0
        sent_as RAM, 4096, 0
        sent_as RAM, 0x200000, 0
        call    alive

        # buffers outside of memory; a chain that bites its tail; a table of tables
        sent_as RAM + 0x200000, 64, 0
        call    dead
        sent_as -16, 64, 0
        call    dead
        sent_as RAM + 0x1fffff, 64, 0
        call    dead
        sent_as RAM, 1, 1
        call    dead
        sent_as RAM, 17, 4
        call    dead
        sent_as RAM + 0x1ffff8, 32, 4
        call    dead
        la      t0, send_descriptors
        addi    t1, t0, 0
        sd      t1, 0(t0)
        li      t1, 16
        sw      t1, 8(t0)
        li      t1, 4
        sw      t1, 12(t0)
        call    net_announce
        call    dead

        # a ring with more in it than there can be; queues that are nowhere
        la      t0, send_descriptors + AVAILABLE
        li      t1, ENTRIES + 7
        sh      t1, 2(t0)
        broken
        li      t0, VIRTIO
        li      t1, SEND
        sw      t1, QUEUE_SEL(t0)
        sw      zero, QUEUE_READY(t0)
        sw      zero, QUEUE_DRIVER(t0)
        li      t1, 1
        sw      t1, QUEUE_READY(t0)
        broken
        li      t0, VIRTIO
        sw      zero, QUEUE_READY(t0)
        sw      zero, QUEUE_DEVICE(t0)
        li      t1, 1
        sw      t1, QUEUE_READY(t0)
        broken

        # a queue that does not exist, and one that is not ready
        li      t0, VIRTIO
        li      t1, 2
        sw      t1, QUEUE_NOTIFY(t0)
        li      t1, -1
        sw      t1, QUEUE_NOTIFY(t0)
        call    alive
        say     "frames: all refused"
        j       pass

# alive: the card works; dead: it asks for a reset, and gets it
#   clobbers: t0-t6
alive:
        mv      s2, ra
        li      t0, VIRTIO
        lw      t1, STATUS(t0)
        andi    t1, t1, NEEDS_RESET
        expect  t1, 0
        jr      s2
dead:
        mv      s2, ra
        li      t0, VIRTIO
        lw      t1, STATUS(t0)
        andi    t1, t1, NEEDS_RESET
        expect  t1, NEEDS_RESET
        call    net_start
        jr      s2
