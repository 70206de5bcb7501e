# block.s: a simple driver of the block device. Its queue is in the open, for those who want to
# break it.

        .include "guest.inc"
        .include "block.inc"

        .text

# start: reset the device and give it an empty queue
#   clobbers: t0-t2
        .globl  start
start:
        mv      t2, ra
        call    set_up
        sw      t1, STATUS(t0)
        jr      t2

# set_up: all of that but that the driver is ready, by either version of the transport; without a
# block device, complain and end
#   out: t0 = its registers, t1 = the status that says so
        .globl  set_up
set_up:
        li      t0, VIRTIO
        sw      zero, STATUS(t0)
        la      t0, available
        sw      zero, 0(t0)
        la      t0, used
        sw      zero, 0(t0)
        li      t0, VIRTIO
        lw      t1, DEVICE_ID(t0)
        expect  t1, BLOCK_DEVICE
        li      t1, DRIVER
        sw      t1, STATUS(t0)
        lw      t1, VERSION(t0)
        addi    t1, t1, -1
        beqz    t1, .Lversion_1
        li      t1, 1
        sw      t1, DRIVER_FEATURES_SEL(t0)
        sw      t1, DRIVER_FEATURES(t0)
        li      t1, AGREED
        sw      t1, STATUS(t0)
        sw      zero, QUEUE_SEL(t0)
        li      t1, ENTRIES
        sw      t1, QUEUE_NUM(t0)
        la      t1, descriptors
        sw      t1, QUEUE_DESC(t0)
        sw      zero, QUEUE_DESC + 4(t0)
        la      t1, available
        sw      t1, QUEUE_DRIVER(t0)
        sw      zero, QUEUE_DRIVER + 4(t0)
        la      t1, used
        sw      t1, QUEUE_DEVICE(t0)
        sw      zero, QUEUE_DEVICE + 4(t0)
        li      t1, 1
        sw      t1, QUEUE_READY(t0)
        li      t1, READY
        ret

        # one page, and the used ring on its next boundary of 64 bytes
.Lversion_1:
        sw      zero, QUEUE_SEL(t0)
        li      t1, 4096
        sw      t1, GUEST_PAGE_SIZE(t0)
        li      t1, ENTRIES
        sw      t1, QUEUE_NUM(t0)
        li      t1, 64
        sw      t1, QUEUE_ALIGN(t0)
        la      t1, descriptors
        srli    t1, t1, 12
        sw      t1, QUEUE_PFN(t0)
        li      t1, 7
        ret

# prepare: a right request, in descriptors 0 to 2, made available but not announced
#   out: a0-a4 as for ask
        .globl  prepare
prepare:
        li      a0, IN
        li      a1, 0
        li      a2, BUFFER
        li      a3, 512
        li      a4, NEXT | WRITE                # and fall through

# build: a request in descriptors 0 to 2, made available but not announced
#   in:  as for ask
#   clobbers: t0, t1
        .globl  build
build:
        la      t0, header
        sw      a0, 0(t0)
        sd      a1, 8(t0)
        la      t1, descriptors
        sd      t0, 0*16(t1)
        li      t0, 16
        sw      t0, 0*16+8(t1)
        li      t0, 1 << 16 | NEXT
        sw      t0, 0*16+12(t1)
        sd      a2, 1*16(t1)
        sw      a3, 1*16+8(t1)
        sh      a4, 1*16+12(t1)
        li      t0, 2
        sh      t0, 1*16+14(t1)
        la      t0, status
        sd      t0, 2*16(t1)
        li      t1, NONE
        sb      t1, 0(t0)
        la      t1, descriptors
        li      t0, 1
        sw      t0, 2*16+8(t1)
        li      t0, WRITE
        sw      t0, 2*16+12(t1)
        la      t0, available
        lhu     t1, 2(t0)
        andi    t1, t1, ENTRIES - 1
        slli    t1, t1, 1
        add     t1, t1, t0
        sh      zero, 4(t1)
        lhu     t1, 2(t0)
        addi    t1, t1, 1
        sh      t1, 2(t0)
        ret

# ring_the_bell: announce what is available
#   clobbers: t0
        .globl  ring_the_bell
ring_the_bell:
        fence
        li      t0, VIRTIO
        sw      zero, QUEUE_NOTIFY(t0)
        ret

# ask: one request, and wait for the answer
#   in:  a0 = type, a1 = sector, a2 = address, a3 = length, a4 = flags of the data
#   out: a0 = status
#   clobbers: a1, t0-t2
        .globl  ask
ask:
        mv      t2, ra
        call    build
        call    ring_the_bell
        mv      ra, t2

# answered: wait until all that was made available has been used
#   out: a0 = status of the last
#   clobbers: a1, t0, t1
        .globl  answered
answered:
        la      t0, available
        la      t1, used
.Lpoll: fence
        lhu     a0, 2(t0)
        lhu     a1, 2(t1)
        bne     a0, a1, .Lpoll
        la      t0, status
        lbu     a0, 0(t0)
        ret

        .section .data
        .balign 4096
        .globl  descriptors, available, used, header, status
descriptors:
        .zero   16 * ENTRIES
available:
        .zero   64
        .balign 64
used:   .zero   128
        .balign 16
header: .zero   16
status: .zero   1
