# chains.s: block requests as large systems make them: many pieces of data, a table of descriptors,
# a flush, an identity, and several requests at once. Its disks have 64 sectors, each filled with
# its number on the whole disk; the one in the second slot is read-only.

        .include "guest.inc"
        .include "block.inc"

        .equ    INDIRECT,       4
        .equ    FLUSH,          4
        .equ    GET_ID,         8
        .equ    PIECES,         16              # of 512 bytes each
        .equ    READ_ONLY,      1 << 5
        .equ    SECOND,         VIRTIO + 0x1000

        .text
        .globl  _start
_start:
        la      sp, stack_top
        call    start
        request FLUSH, 0, BUFFER, 0, NEXT | WRITE, OK
        request GET_ID, 0, BUFFER, 20, NEXT | WRITE, OK

        # what it offers, and its configuration: pieces at the most, bytes of a block
        li      t0, VIRTIO
        sw      zero, DEVICE_FEATURES_SEL(t0)
        lw      t3, DEVICE_FEATURES(t0)
        show    "features", t3
        li      t0, VIRTIO
        lw      t3, SEG_MAX(t0)
        show    "pieces at the most", t3
        li      t0, VIRTIO
        lw      t3, BLK_SIZE(t0)
        show    "bytes of a block", t3
        li      t0, SECOND
        lw      t3, DEVICE_FEATURES(t0)
        andi    t3, t3, READ_ONLY
        show    "read-only", t3

        # one request with PIECES pieces, the last of them first in memory, by a table
        la      t0, header
        sw      zero, 0(t0)
        li      t1, 8
        sd      t1, 8(t0)                       # from sector 8 on
        la      t1, table
        li      t2, 16
        call    entry                           # the header
        li      t0, BUFFER + 512 * (PIECES - 1)
        li      s2, PIECES
.Lpiece:
        li      t2, 512
        li      t3, NEXT | WRITE
        call    entry_of
        addi    t0, t0, -512
        addi    s2, s2, -1
        bnez    s2, .Lpiece
        la      t0, status
        li      t2, 1
        li      t3, WRITE
        call    entry_of
        call    prepare
        la      t0, descriptors
        la      t1, table
        sd      t1, 0(t0)
        li      t1, 16 * (PIECES + 2)
        sw      t1, 8(t0)
        li      t1, INDIRECT
        sw      t1, 12(t0)
        la      t0, header
        li      t1, 8
        sd      t1, 8(t0)
        call    ring_the_bell
        call    answered
        expect  a0, OK
        li      t0, BUFFER
        lbu     t3, 0(t0)
        show    "last piece", t3
        li      t0, BUFFER + 512 * (PIECES - 1) + 511
        lbu     t3, 0(t0)
        show    "first piece", t3
        say     "chains: done"
        j       pass

# entry: a descriptor of the table at t1 that leads to the next; entry_of: with flags t3
#   in:  t0 = address, t1 = where, t2 = length
#   out: t1 = where the next one goes
entry:
        li      t3, NEXT
entry_of:
        sd      t0, 0(t1)
        sw      t2, 8(t1)
        sh      t3, 12(t1)
        la      t3, table
        sub     t3, t1, t3
        srli    t3, t3, 4
        addi    t3, t3, 1
        sh      t3, 14(t1)
        addi    t1, t1, 16
        ret

        .section .data
        .balign 16
table:  .zero   16 * (PIECES + 2)
