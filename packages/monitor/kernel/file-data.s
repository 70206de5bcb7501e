# file-data.s: what is in files.
#
# There is one buffer, which holds one block. What is written goes there, and
# to the disk when the buffer is wanted for another block, or at a commit. So
# a file that is read or written in small pieces costs one transfer a block.
# Invariant: the block in a buffer that is DIRTY is not named by the catalogue
# on the disk.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "file-system.inc"
        .include "frame.inc"

        .equ    NOTHING,        -1              # the number of no block

        .text

# block_transfer: read or write a block, for the process in tp.
#   in:  a0 = its number, a1 = address, a2 = 0 to read, 1 to write
#   out: a0 = 0 or ERROR_DEVICE
        .globl  block_transfer
block_transfer:
        slli    a0, a0, 3               # BLOCK_SECTORS to a block
        mv      a3, a2
        li      a2, BLOCK_BYTES
        j       disk_transfer

# buffer_read: let the buffer hold a block.
#   in:  a0 = its number
#   out: a0 = 0 or ERROR_DEVICE
#
# Registers: s0 the number
        .globl  buffer_read
buffer_read:
        enter   1
        mv      s0, a0
        la      t0, holds
        ld      t1, 0(t0)
        li      a0, 0
        beq     t1, s0, 1f              # it does
        call    buffer_flush
        bnez    a0, 1f
        la      t0, holds
        li      t1, NOTHING
        sd      t1, 0(t0)               # in case the disk fails
        mv      a0, s0
        la      a1, buffer
        li      a2, 0
        call    block_transfer
        bnez    a0, 1f
        la      t0, holds
        sd      s0, 0(t0)
1:      leave   1

# buffer_flush: what was written to the buffer goes to the disk.
#   out: a0 = 0 or ERROR_DEVICE
        .globl  buffer_flush
buffer_flush:
        enter   0
        la      t0, dirty
        ld      t1, 0(t0)
        li      a0, 0
        beqz    t1, 1f                  # the disk has it
        la      t0, holds
        ld      a0, 0(t0)
        la      a1, buffer
        li      a2, 1
        call    block_transfer
        bnez    a0, 1f
        la      t0, dirty
        sd      zero, 0(t0)
1:      leave   0

# block_to_write: let the buffer hold a block of a file that is going to be
# changed. A block that the catalogue on the disk names is left as it is, and
# the file gets another one.
#   in:  a0 = where in its entry the number of the block is; 0 there: none yet
#   out: a0 = 0, ERROR_SPACE or ERROR_DEVICE
#
# Registers: s0 where the number is · s1 the number · s2 the new one
block_to_write:
        enter   3
        mv      s0, a0
        lhu     s1, 0(s0)
        beqz    s1, 1f                  # none yet
        mv      a0, s1
        call    buffer_read
        bnez    a0, 4f
        mv      a0, s1
        call    block_is_on_disk
        beqz    a0, 3f                  # it may be changed where it is
        j       2f
1:      call    buffer_flush
        bnez    a0, 4f
        la      a0, buffer
        call    page_clear              # a new block is all zeros

2:      call    block_take
        mv      s2, a0
        li      a0, ERROR_SPACE
        beqz    s2, 5f
        mv      a0, s1
        beqz    s1, 6f
        call    block_drop
6:      sh      s2, 0(s0)               # the file's from now on
        la      t0, holds
        sd      s2, 0(t0)
3:      la      t0, dirty
        li      t1, 1
        sd      t1, 0(t0)
        call    catalogue_changed
        li      a0, 0
4:      leave   3
5:      bnez    s1, 4b                  # the buffer holds what it held
        la      t0, holds
        li      t1, NOTHING
        sd      t1, 0(t0)
        leave   3

# file_transfer: read or write at the descriptor's place in its file.
#   in:  a0 = descriptor, a1 = address in the process, a2 = bytes
#        a3 = PTE_W to read into the process, PTE_R to write from it
#   out: a0 = bytes, at most WRITE_MAX, or an error; the place has moved behind them
#
# Registers: s0 descriptor · s1 address · s2 bytes left · s3 entry · s4 use
#            s5 bytes done · s6 bytes in this piece
        .globl  file_transfer
file_transfer:
        enter   7
        mv      s0, a0
        mv      s1, a1
        mv      s4, a3
        li      s2, WRITE_MAX
        bgeu    a2, s2, 1f              # the rest will be another call
        mv      s2, a2
1:      li      s5, 0
        mv      a0, tp
        mv      a2, s2
        call    user_range              # all or nothing
        bnez    a0, .Lreturn
        call    files_enter
        bnez    a0, .Lreturn
        lhu     s3, F_INDEX(s0)
        slli    s3, s3, 6               # ENTRY_BYTES each
        la      t0, catalogue
        add     s3, s3, t0

.Lpiece:
        beqz    s2, .Ldone              # none left
        lwu     t0, F_OFFSET(s0)
        lwu     t1, E_SIZE(s3)
        srli    a0, t0, BLOCK_SHIFT
        slli    a0, a0, 1
        add     a0, a0, s3
        addi    a0, a0, E_BLOCKS        # where the block's number is
        li      t2, BLOCK_BYTES - 1
        and     t2, t0, t2
        li      s6, BLOCK_BYTES
        sub     s6, s6, t2              # to the end of the block,
        bleu    s6, s2, 2f
        mv      s6, s2                  # … or of what is wanted,
2:      li      t3, PTE_R
        beq     s4, t3, 4f
        bgeu    t0, t1, .Ldone          # behind the end there is nothing to read
        sub     t1, t1, t0
        bleu    s6, t1, 3f
        mv      s6, t1                  # … or of the file
3:      lhu     a0, 0(a0)
        call    buffer_read
        j       5f
4:      bgtu    t0, t1, .Lvalue         # somebody has made the file shorter
        li      t1, FILE_BLOCKS * BLOCK_BYTES
        bgeu    t0, t1, .Lspace
        call    block_to_write
5:      bnez    a0, .Lend

        lwu     t0, F_OFFSET(s0)
        add     t1, t0, s6
        sw      t1, F_OFFSET(s0)        # the place behind the piece
        lwu     t2, E_SIZE(s3)
        bleu    t1, t2, 6f
        sw      t1, E_SIZE(s3)          # the file has grown
6:      li      t2, BLOCK_BYTES - 1
        and     t0, t0, t2
        la      a2, buffer
        add     a2, a2, t0
        mv      a0, tp
        mv      a1, s1
        mv      a3, s6
        mv      a4, s4
        call    copy_user               # cannot fail: user_range made the pages
        add     s1, s1, s6              # all go on
        sub     s2, s2, s6
        add     s5, s5, s6
        j       .Lpiece

.Lvalue:
        li      a0, ERROR_VALUE
        j       .Lend
.Lspace:
        li      a0, ERROR_SPACE
.Lend:
        bnez    s5, .Ldone              # what was done counts
        mv      s5, a0
.Ldone:
        call    files_leave
        mv      a0, s5
.Lreturn:
        leave   7

        .bss
        .balign BLOCK_BYTES
        .globl  buffer
buffer: .zero   BLOCK_BYTES
        .balign 8
dirty:  .zero   8                       # 1: the disk does not have it yet

        .data
        .balign 8
holds:  .dword  NOTHING                 # the number of the block in the buffer
