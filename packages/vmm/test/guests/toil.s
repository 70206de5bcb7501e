# toil.s: has the VMM work for its devices as long as it can, again and again: long chains of
# descriptors, as many as a queue holds, that ask a disk for what it does not know; frames in as many
# pieces as there may be, to all others, and buffers for theirs likewise. Only others can tell how
# long that takes. Its board has disks or cards, but none in the last slot.

        .include "guest.inc"
        .include "transport.inc"

        .equ    SLOT_BYTES,     0x1000
        .equ    DISK,           2
        .equ    ENTRIES,        1024
        .equ    PIECES,         128             # descriptors in a chain
        .equ    FRAME_PIECE,    12              # bytes: the header has so many, and all else is like it
        .equ    PIECE_BYTES,    13              # of a buffer for frames
        .equ    UNKNOWN,        99              # type of a request
        .equ    NEXT,           1
        .equ    WRITE,          2
        .equ    RECEIVE,        0               # queues of a card
        .equ    SEND,           1

# chain: PIECES descriptors from PLACE on, each of BYTES at BUFFER
#   clobbers: a0-a4, t0, t1
        .macro  chain   place, buffer, bytes, flags
        la      a0, \place
        la      a1, \buffer
        li      a2, \bytes
        li      a3, \flags | NEXT
        call    make_chain
        .endm

# queue: NUMBER of the device a0, whose descriptors are at PLACE, and all heads the first of them
        .macro  queue   number, place
        li      a1, \number
        la      a2, \place
        call    set_queue
        .endm

        .text
        .globl  _start
_start:
        la      sp, stack_top
        chain   request, header, 0, 0
        li      t0, 16
        sw      t0, 8(a4)                       # the header has a length,
        li      t0, 1
        sw      t0, -8(a0)                      # and the last is for the status
        li      t0, WRITE
        sw      t0, -4(a0)
        chain   buffers, buffer, PIECE_BYTES, WRITE
        li      t0, WRITE
        sw      t0, -4(a0)
        chain   frames, frame, FRAME_PIECE, 0
        sw      zero, -4(a0)

        # all devices of the board: bells of disks are rung, and the last card sends, if there is one
.Lagain:
        li      s4, 0
        li      s2, VIRTIO
.Lslot: lw      s3, DEVICE_ID(s2)
        beqz    s3, .Lsend
        mv      a0, s2
        call    begin
        li      t0, DISK
        bne     s3, t0, .Lcard
        queue   0, request
        call    ready
        fence
        sw      zero, QUEUE_NOTIFY(s2)
        j       .Lnext
.Lcard: queue   RECEIVE, buffers
        call    ready
        mv      s4, s2
.Lnext: li      t0, SLOT_BYTES
        add     s2, s2, t0
        j       .Lslot
.Lsend: beqz    s4, .Lagain
        mv      a0, s4
        queue   SEND, frames
        fence
        li      t1, SEND
        sw      t1, QUEUE_NOTIFY(s4)
        j       .Lagain

# make_chain: descriptors, each followed by the next
#   in:  a0 = their place, a1 = address, a2 = bytes, a3 = flags
#   out: a0 = their end, a4 = the first
#   clobbers: t0, t1
make_chain:
        mv      a4, a0
        li      t0, 1
.Ldescriptor:
        sd      a1, 0(a0)
        sw      a2, 8(a0)
        sh      a3, 12(a0)
        sh      t0, 14(a0)
        addi    a0, a0, 16
        addi    t0, t0, 1
        li      t1, PIECES + 1
        bne     t0, t1, .Ldescriptor
        ret

# begin, ready: reset the device a0 and agree on its features; it may work. clobbers t0
begin:  sw      zero, STATUS(a0)
        li      t0, DRIVER
        sw      t0, STATUS(a0)
        li      t0, 1
        sw      t0, DRIVER_FEATURES_SEL(a0)
        sw      t0, DRIVER_FEATURES(a0)
        li      t0, AGREED
        sw      t0, STATUS(a0)
        ret
ready:  li      t0, READY
        sw      t0, STATUS(a0)
        ret

# set_queue: as `queue` says; a whole ring is available
#   in:  a0 = registers, a1 = number, a2 = descriptors
#   clobbers: t0
set_queue:
        sw      a1, QUEUE_SEL(a0)
        li      t0, ENTRIES
        sw      t0, QUEUE_NUM(a0)
        sw      a2, QUEUE_DESC(a0)
        sw      zero, QUEUE_DESC + 4(a0)
        la      t0, available
        sw      t0, QUEUE_DRIVER(a0)
        sw      zero, QUEUE_DRIVER + 4(a0)
        la      t0, used
        sw      t0, QUEUE_DEVICE(a0)
        sw      zero, QUEUE_DEVICE + 4(a0)
        li      t0, 1
        sw      t0, QUEUE_READY(a0)
        ret

        .section .data
        .balign 4096
request:
        .zero   16 * ENTRIES
buffers:
        .zero   16 * ENTRIES
frames: .zero   16 * ENTRIES
available:
        .half   0, ENTRIES
        .zero   2 * ENTRIES
        .balign 8
used:   .zero   8 * ENTRIES + 8
header: .quad   UNKNOWN, 0
buffer: .zero   PIECE_BYTES
frame:  .fill   FRAME_PIECE, 1, 0xff            # to all; not aligned, so copied byte by byte
