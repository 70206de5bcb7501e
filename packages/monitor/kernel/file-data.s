# file-data.s: what is in files. A file's entry names lists, and these name its
# blocks (file-system.inc).

        .include "memory-map.inc"
        .include "csr.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "file-system.inc"
        .include "frame.inc"

        .text
        .globl  block_to_read, file_empty, file_transfer

# list_of: where in a file's entry the number of a list is.
#   in:  a0 = entry, a1 = number of a block in the file
#   out: a0 = where
#   clobbers: t0
list_of:
        srli    t0, a1, LIST_SHIFT
        slli    t0, t0, 1
        add     a0, a0, t0
        addi    a0, a0, E_LISTS
        ret

# place_in_list: where in the list buffer the number of a block is.
#   in:  a0 = number of the block in the file
#   out: a0 = where
#   clobbers: t0
place_in_list:
        slli    a0, a0, 64 - LIST_SHIFT
        srli    a0, a0, 64 - LIST_SHIFT - 1
        la      t0, list_buffer
        ld      t0, B_DATA(t0)
        add     a0, a0, t0
        ret

# block_to_read: let the data buffer hold a block of a file.
#   in:  a0 = entry, a1 = number of the block in the file, which it has
#   out: a0 = 0 or ERROR_DEVICE
#
# Registers: s0 number of the block
block_to_read:
        enter   1
        mv      s0, a1
        call    list_of
        lhu     a0, 0(a0)
        la      a1, list_buffer
        call    buffer_read
        bnez    a0, 1f
        mv      a0, s0
        call    place_in_list
        lhu     a0, 0(a0)
        la      a1, data_buffer
        call    buffer_read
1:      leave   1

# block_to_write: let the data buffer hold a block of a file that is going to
# be changed.
#   in:  a0 = entry, a1 = number of the block in the file
#   out: a0 = 0, ERROR_SPACE or ERROR_DEVICE
#
# Registers: s0 number of the block
block_to_write:
        enter   1
        mv      s0, a1
        srli    t0, a1, LIST_SHIFT
        li      t1, LISTS
        bgeu    t0, t1, 2f              # no file is so long
        call    list_of
        la      a1, list_buffer
        call    buffer_change
        bnez    a0, 1f
        mv      a0, s0
        call    place_in_list
        la      a1, data_buffer
        call    buffer_change
1:      leave   1
2:      li      a0, ERROR_SPACE
        leave   1

# file_empty: a file has no bytes any more, and no blocks.
#   in:  a0 = entry
#   out: a0 = 0 or ERROR_DEVICE
#
# Registers: s0 where the number of the next list is · s1 behind the last
#            s2 where the number of the next block is · s3 behind the last
file_empty:
        enter   4
        sw      zero, E_SIZE(a0)
        addi    s0, a0, E_LISTS
        addi    s1, s0, 2 * LISTS
        la      a0, data_buffer
        call    buffer_flush            # it may be another file's
        bnez    a0, 4f
        la      a0, data_buffer
        call    buffer_forget
1:      lhu     a0, 0(s0)
        beqz    a0, 3f                  # none behind it either
        la      a1, list_buffer
        call    buffer_read
        bnez    a0, 4f
        la      t0, list_buffer
        ld      s2, B_DATA(t0)
        li      s3, BLOCK_BYTES
        add     s3, s2, s3
2:      lhu     a0, 0(s2)
        call    block_drop              # takes 0 for none
        addi    s2, s2, 2
        bne     s2, s3, 2b
        lhu     a0, 0(s0)
        sh      zero, 0(s0)
        call    block_drop              # the list itself
        la      a0, list_buffer
        call    buffer_forget
        addi    s0, s0, 2
        bne     s0, s1, 1b
3:      call    catalogue_changed
        li      a0, 0
4:      leave   4

# file_transfer: read or write at the descriptor's place in its file.
#   in:  a0 = descriptor, a1 = address in the process, a2 = bytes
#        a3 = PTE_W to read into the process, PTE_R to write from it
#   out: a0 = bytes, or an error; the place has moved behind them
#
# Registers: s0 descriptor · s1 address · s2 bytes left · s3 entry · s4 use
#            s5 bytes done · s6 bytes in this piece
file_transfer:
        enter   7
        mv      s0, a0
        mv      s1, a1
        mv      s2, a2
        mv      s4, a3
        li      s5, 0
        call    files_enter
        bnez    a0, .Lreturn
        lhu     s3, F_INDEX(s0)
        entry_at s3, s3, t0

.Lpiece:
        beqz    s2, .Ldone              # none left
        lwu     t0, F_OFFSET(s0)
        lwu     t1, E_SIZE(s3)
        srli    a1, t0, BLOCK_SHIFT     # number of the block in the file
        mv      a0, s3
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
3:      call    block_to_read
        j       5f
4:      bgtu    t0, t1, .Lvalue         # somebody has made the file shorter
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
        la      a2, data_buffer
        ld      a2, B_DATA(a2)
        add     a2, a2, t0
        mv      a1, s1
        mv      a3, s6
        mv      a4, s4
        call    copy_user
        add     s1, s1, s6              # all go on
        sub     s2, s2, s6
        add     s5, s5, s6
        j       .Lpiece

.Lvalue:
        li      a0, ERROR_VALUE
.Lend:  bnez    s5, .Ldone              # what was done counts
        mv      s5, a0
.Ldone: call    files_leave
        mv      a0, s5
.Lreturn:
        leave   7
