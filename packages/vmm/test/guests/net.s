# net.s: a simple driver of the network card in the first slot. Its queues are in the open, for
# those who want to break them.

        .include "guest.inc"
        .include "net.inc"

        .text

# net_start: reset the card, give it empty queues, by either version of the transport, and fill that
# for receiving. Frames are behind HEADER_BYTES; the header of version 1 leaves GAP of them out.
#   clobbers: t0-t3
        .globl  net_start
net_start:
        mv      t3, ra
        call    net_set_up
        li      t1, READY
        sw      t1, STATUS(t0)
        jr      t3

# net_set_up: all of that but that the driver is ready
#   out: t0 = its registers
#   clobbers: t1, t2
        .globl  net_set_up
net_set_up:
        la      t2, back
        sd      ra, 0(t2)
        li      t0, VIRTIO
        lw      t1, DEVICE_ID(t0)
        expect  t1, NETWORK_CARD
        sw      zero, STATUS(t0)
        li      t1, DRIVER
        sw      t1, STATUS(t0)
        lw      t1, VERSION(t0)
        addi    t1, t1, -2
        andi    t1, t1, GAP
        la      t2, gap
        sd      t1, 0(t2)
        bnez    t1, .Lfeatures
        li      t1, 1
        sw      t1, DRIVER_FEATURES_SEL(t0)
        sw      t1, DRIVER_FEATURES(t0)
        sw      zero, DRIVER_FEATURES_SEL(t0)
.Lfeatures:
        li      t1, 1 << 5                      # its address
        sw      t1, DRIVER_FEATURES(t0)
        li      t1, AGREED
        sw      t1, STATUS(t0)
        la      t1, receive_descriptors
        li      t2, RECEIVE
        call    queue
        la      t1, send_descriptors
        li      t2, SEND
        call    queue

        # a buffer for each descriptor that receives
        la      t0, receive_descriptors
        la      t1, buffers
        ld      t2, gap
        add     t1, t1, t2
        li      t2, ENTRIES
.Lbuffer:
        sd      t1, 0(t0)
        addi    t1, t1, BUFFER_BYTES
        li      ra, BUFFER_BYTES - GAP
        sw      ra, 8(t0)
        li      ra, WRITE
        sw      ra, 12(t0)
        addi    t0, t0, 16
        addi    t2, t2, -1
        bnez    t2, .Lbuffer
        la      t0, receive_descriptors + 16 * ENTRIES
        li      t1, 0
.Lavailable:
        slli    t2, t1, 1
        add     t2, t2, t0
        sh      t1, 4(t2)
        addi    t1, t1, 1
        addi    t2, t1, -ENTRIES
        bnez    t2, .Lavailable
        sh      t1, 2(t0)
        la      t0, received
        sd      zero, 0(t0)
        li      t0, VIRTIO
        ld      ra, back
        ret

# queue: its parts stand behind each other, as below
#   in:  t0 = registers, t1 = descriptors, t2 = number
queue:
        sw      t2, QUEUE_SEL(t0)
        li      t2, ENTRIES
        sw      t2, QUEUE_NUM(t0)
        ld      t2, gap
        bnez    t2, .Lversion_1
        sw      t1, QUEUE_DESC(t0)
        sw      zero, QUEUE_DESC + 4(t0)
        addi    t1, t1, 16 * ENTRIES
        sw      zero, 0(t1)
        sw      t1, QUEUE_DRIVER(t0)
        sw      zero, QUEUE_DRIVER + 4(t0)
        addi    t1, t1, 64
        sw      zero, 0(t1)
        sw      t1, QUEUE_DEVICE(t0)
        sw      zero, QUEUE_DEVICE + 4(t0)
        li      t2, 1
        sw      t2, QUEUE_READY(t0)
        ret

        # one page, and the used ring on its next boundary of 64 bytes
.Lversion_1:
        li      t2, 4096
        sw      t2, GUEST_PAGE_SIZE(t0)
        li      t2, 64
        sw      t2, QUEUE_ALIGN(t0)
        srli    t2, t1, 12
        sw      t2, QUEUE_PFN(t0)
        sw      zero, 16 * ENTRIES(t1)
        sw      zero, 16 * ENTRIES + 64(t1)
        ret

# net_send: the frame at `sent`
#   clobbers: t0-t2
        .globl  net_send
net_send:
        la      t0, send_descriptors
        la      t1, sent
        ld      t2, gap
        add     t1, t1, t2
        sd      t1, 0(t0)
        li      t1, HEADER_BYTES + FRAME_BYTES
        sub     t1, t1, t2
        sd      t1, 8(t0)                       # no flags

# net_announce: make the descriptor 0 that is there available, and ring the bell
#   clobbers: t0-t2
        .globl  net_announce
net_announce:
        la      t0, send_descriptors + AVAILABLE
        lhu     t1, 2(t0)
        andi    t2, t1, ENTRIES - 1
        slli    t2, t2, 1
        add     t2, t2, t0
        sh      zero, 4(t2)
        addi    t1, t1, 1
        sh      t1, 2(t0)
        fence
        li      t0, VIRTIO
        li      t1, SEND
        sw      t1, QUEUE_NOTIFY(t0)
        ret

# net_receive: a frame that has come; its buffer is used again
#   out: a0 = address of the frame, or 0: there is none
#   clobbers: t0-t3
        .globl  net_receive
net_receive:
        fence
        la      t0, receive_descriptors + 16 * ENTRIES + 64
        la      t1, received
        ld      t2, 0(t1)
        lhu     a0, 2(t0)
        sub     a0, a0, t2
        beqz    a0, .Lnothing
        addi    t3, t2, 1
        sd      t3, 0(t1)
        andi    t2, t2, ENTRIES - 1
        slli    t2, t2, 3
        add     t2, t2, t0
        lw      t2, 4(t2)                       # the descriptor
        li      a0, BUFFER_BYTES
        mul     a0, a0, t2
        la      t0, buffers + HEADER_BYTES
        add     a0, a0, t0
        la      t0, receive_descriptors + 16 * ENTRIES
        lhu     t1, 2(t0)
        andi    t3, t1, ENTRIES - 1
        slli    t3, t3, 1
        add     t3, t3, t0
        sh      t2, 4(t3)
        addi    t1, t1, 1
        sh      t1, 2(t0)
.Lnothing:
        ret

        .section .data
        .balign 4096
        .globl  receive_descriptors, send_descriptors, sent
receive_descriptors:
        .zero   16 * ENTRIES + 64 + 128         # descriptors, available, used
        .balign 4096
send_descriptors:
        .zero   16 * ENTRIES + 64 + 128
        .balign 8
gap:    .zero   8
back:   .zero   8                               # where net_set_up returns to
received:                                       # frames taken so far
        .zero   8
sent:   .zero   HEADER_BYTES + FRAME_BYTES
        .balign 8
buffers:
        .zero   BUFFER_BYTES * ENTRIES
