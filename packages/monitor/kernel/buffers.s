# buffers.s: blocks of the disk in memory.
#
# There are two buffers, each of which holds one block: one for what is in
# files, one for lists of blocks. What is written goes there, and to the disk
# when the buffer is wanted for another block, or at a commit. So a file that is
# read or written in small pieces costs one transfer a block. Invariant: the
# block in a buffer that is dirty is not named by what is on the disk.

        .include "memory-map.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "file-system.inc"
        .include "frame.inc"

        .text
        .globl  block_transfer, buffer_read, buffer_flush, buffer_forget
        .globl  buffer_change, data_buffer, list_buffer

# block_transfer: read or write a block, for the process in tp.
#   in:  a0 = its number, a1 = address, a2 = 0 to read, 1 to write
#   out: a0 = 0 or ERROR_DEVICE
block_transfer:
        slli    a0, a0, 3               # BLOCK_SECTORS to a block
        mv      a3, a2
        li      a2, BLOCK_BYTES
        j       disk_transfer

# buffer_read: let a buffer hold a block.
#   in:  a0 = the block's number, a1 = buffer
#   out: a0 = 0 or ERROR_DEVICE
#
# Registers: s0 the number · s1 buffer
buffer_read:
        enter   2
        mv      s0, a0
        mv      s1, a1
        ld      t1, B_HOLDS(s1)
        li      a0, 0
        beq     t1, s0, 1f              # it does
        mv      a0, s1
        call    buffer_flush
        bnez    a0, 1f
        li      t1, NOTHING
        sd      t1, B_HOLDS(s1)         # in case the disk fails
        mv      a0, s0
        ld      a1, B_DATA(s1)
        li      a2, 0
        call    block_transfer
        bnez    a0, 1f
        sd      s0, B_HOLDS(s1)
1:      leave   2

# buffer_flush: what was written to a buffer goes to the disk.
#   in:  a0 = buffer
#   out: a0 = 0 or ERROR_DEVICE
buffer_flush:
        enter   1
        mv      s0, a0
        ld      t1, B_DIRTY(s0)
        li      a0, 0
        beqz    t1, 1f                  # the disk has it
        ld      a0, B_HOLDS(s0)
        ld      a1, B_DATA(s0)
        li      a2, 1
        call    block_transfer
        bnez    a0, 1f
        sd      zero, B_DIRTY(s0)
1:      leave   1

# buffer_forget: a buffer holds no block any more.
#   in:  a0 = buffer
#   clobbers: t0
buffer_forget:
        li      t0, NOTHING
        sd      t0, B_HOLDS(a0)
        sd      zero, B_DIRTY(a0)
        ret

# buffer_change: let a buffer hold a block that is going to be changed. A block
# that is named on the disk is left as it is, and another one taken for it.
#   in:  a0 = where its number is; 0 there: none yet, a1 = buffer
#   out: a0 = 0, ERROR_SPACE or ERROR_DEVICE
#
# Registers: s0 where the number is · s1 the number · s2 the new one · s3 buffer
buffer_change:
        enter   4
        mv      s0, a0
        mv      s3, a1
        lhu     s1, 0(s0)
        beqz    s1, 1f                  # none yet
        mv      a0, s1
        call    buffer_read
        bnez    a0, 4f
        la      t0, block_bits
        add     t0, t0, s1
        lbu     t0, 0(t0)
        andi    t0, t0, DISK_BIT
        beqz    t0, 3f                  # it may be changed where it is
        j       2f
1:      mv      a0, s3
        call    buffer_flush
        bnez    a0, 4f
        mv      a0, s3
        call    buffer_forget
        ld      a0, B_DATA(s3)
        call    page_clear              # a new block is all zeros

2:      call    block_take
        mv      s2, a0
        li      a0, ERROR_SPACE
        beqz    s2, 4f
        mv      a0, s1
        call    block_drop              # takes 0 for none
        sh      s2, 0(s0)               # from now on
        sd      s2, B_HOLDS(s3)
3:      li      t1, 1
        sd      t1, B_DIRTY(s3)
        call    catalogue_changed
        li      a0, 0
4:      leave   4

        .bss
        .balign BLOCK_BYTES
data:   .zero   BLOCK_BYTES
list:   .zero   BLOCK_BYTES

        .data
        .balign 8
data_buffer:    .dword  NOTHING, 0, data
list_buffer:    .dword  NOTHING, 0, list
