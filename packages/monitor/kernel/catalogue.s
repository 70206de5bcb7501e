# catalogue.s: which files there are and which blocks they have, in memory and
# on the disk (file-system.inc).
#
# The catalogue in memory is ahead of the one on the disk. A block has two
# bits: NOW, when the one in memory names it, and DISK, when the one on the
# disk does. Invariant: only blocks without DISK are written. A commit writes
# the catalogue, and then DISK is what NOW is.
#
# One process at a time works on the file system, because it may wait for the
# disk at any point: files_enter … files_leave.

        .include "memory-map.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "file-system.inc"
        .include "frame.inc"

        .equ    UNKNOWN,        0               # nobody has looked at the disk yet
        .equ    MOUNTED,        1
        .equ    NO_FILES,       2               # no disk, or no file system on it

        .text
        .globl  files_enter, files_leave, catalogue_commit, block_take
        .globl  block_drop, catalogue_changed, catalogue, block_bits

# files_enter: wait until nobody works on the file system, and begin to.
#   out: a0 = 0, or ERROR_DEVICE when there is no file system; then one has
#        not begun
files_enter:
        enter   0
        j       2f
1:      li      a0, FILES_BUSY
        call    process_wait            # files_leave wakes it
2:      ld      t1, files_busy
        bnez    t1, 1b                  # not yet
        li      t1, 1
        sd      t1, files_busy, t0
        ld      t1, state
        li      a0, 0
        li      t0, MOUNTED
        beq     t1, t0, 4f
        li      t0, UNKNOWN
        bne     t1, t0, 3f              # somebody looked, in vain
        call    catalogue_mount
        beqz    a0, 4f
3:      call    files_leave
        li      a0, ERROR_DEVICE
4:      leave   0

# files_leave: let others work on the file system.
#   clobbers: a0, t0 … t2
files_leave:
        sd      zero, files_busy, t0
        li      a0, FILES_BUSY
        j       process_wake            # the first to run has it

# catalogue_mount: read the catalogue: the newer one of two.
#   out: a0 = 0, or ERROR_DEVICE
#
# Registers: s0 entry · s1 entries left · s2 where the next list's number is
#            s3 behind the last · s4 the list
catalogue_mount:
        enter   5
        li      t1, NO_FILES
        sd      t1, state, t0           # until we know better
        li      a0, 0
        call    catalogue_look
        li      a0, 1
        call    catalogue_look
        la      t0, catalogue
        ld      t1, C_MAGIC(t0)
        li      a0, ERROR_DEVICE
        beqz    t1, 4f                  # neither is valid

        # The blocks that it names.
        la      t1, block_bits
        li      t2, NOW | DISK_BIT
        sb      t2, 0(t1)               # the catalogue's own blocks
        sb      t2, 1(t1)
        mv      s0, t0
        li      s1, FILES - 1
1:      addi    s0, s0, ENTRY_BYTES     # the next file
        addi    s2, s0, E_LISTS
        addi    s3, s2, 2 * LISTS
2:      lhu     s4, 0(s2)               # its next list,
        addi    s2, s2, 2
        beqz    s4, 3f
        addi    a0, s2, -2
        mv      a1, s2
        call    blocks_named
        bnez    a0, 4f
        mv      a0, s4
        la      a1, list_buffer
        call    buffer_read
        bnez    a0, 4f
        la      a0, list_buffer
        ld      a0, B_DATA(a0)
        li      a1, BLOCK_BYTES
        add     a1, a0, a1
        call    blocks_named            # … and what it names
        bnez    a0, 4f
        bne     s2, s3, 2b
3:      addi    s1, s1, -1
        bnez    s1, 1b
        li      t1, MOUNTED
        sd      t1, state, t0
        li      a0, 0
4:      leave   5

# blocks_named: these blocks are in use.
#   in:  a0 = where the first number is, a1 = behind the last; 0 is no block
#   out: a0 = 0, or ERROR_DEVICE: the disk has no such block, or another file
#        has it: somebody has made it up
#   clobbers: t0 … t4
blocks_named:
        la      t0, catalogue
        ld      t0, C_BLOCKS(t0)
        la      t1, block_bits
        li      t4, NOW | DISK_BIT
1:      lhu     t2, 0(a0)
        beqz    t2, 2f
        bgeu    t2, t0, 3f
        add     t3, t1, t2
        lbu     t2, 0(t3)
        bnez    t2, 3f
        sb      t4, 0(t3)
2:      addi    a0, a0, 2
        bne     a0, a1, 1b
        li      a0, 0
        ret
3:      li      a0, ERROR_DEVICE
        ret

# catalogue_look: take a catalogue on the disk if it is valid, and newer than
# the one that we have.
#   in:  a0 = block 0 or 1
catalogue_look:
        enter   1
        la      a1, data_buffer
        ld      s0, B_DATA(a1)
        call    buffer_read
        bnez    a0, 1f                  # it cannot be read
        mv      a0, s0
        ld      t0, C_MAGIC(a0)
        li      t1, FS_MAGIC
        bne     t0, t1, 1f              # something else
        ld      t0, C_BLOCKS(a0)
        li      t1, BLOCKS_MAX
        bgtu    t0, t1, 1f              # more than we can count
        call    catalogue_sum
        mv      a1, s0
        ld      t0, C_SUM(a1)
        bne     a0, t0, 1f              # it was not written to its end
        la      a0, catalogue
        ld      t0, C_NUMBER(a1)
        ld      t1, C_NUMBER(a0)
        bleu    t0, t1, 1f              # an older one
        li      a2, BLOCK_BYTES
        call    copy_bytes
1:      leave   1

# catalogue_sum: the checksum of a catalogue.
#   in:  a0 = the block    out: a0 = checksum
#   clobbers: t0 … t4
catalogue_sum:
        li      t0, BLOCK_BYTES
        add     t0, a0, t0              # its end
        addi    t1, a0, C_SUM           # taken as 0
        li      t2, 0                   # a
        li      t3, 0                   # b
1:      beq     a0, t1, 2f
        ld      t4, 0(a0)
        add     t2, t2, t4
2:      add     t3, t3, t2
        addi    a0, a0, 8
        bne     a0, t0, 1b
        mv      a0, t3
        ret

# catalogue_commit: what was done to files until now survives a power cut.
#   out: a0 = 0 or ERROR_DEVICE
catalogue_commit:
        enter   1
        la      a0, data_buffer
        call    buffer_flush            # a file's last block goes first,
        bnez    a0, 4f
        la      a0, list_buffer
        call    buffer_flush            # … then the list that names it
        bnez    a0, 4f
        ld      t1, changed
        beqz    t1, 4f                  # nothing was done
        la      s0, catalogue
        add_to  C_NUMBER(s0), 1, t0     # the next one
        mv      a0, s0
        call    catalogue_sum
        sd      a0, C_SUM(s0)
        ld      a0, C_NUMBER(s0)
        andi    a0, a0, 1               # over the one before the last
        mv      a1, s0
        li      a2, 1
        call    block_transfer
        bnez    a0, 3f
        sd      zero, changed, t0

        # DISK is what NOW is, for eight blocks at a time.
        la      t0, block_bits
        ld      t1, C_BLOCKS(s0)
        add     t1, t0, t1
        li      t4, 0x0101010101010101 * NOW
1:      ld      t2, 0(t0)
        and     t2, t2, t4
        slli    t3, t2, 1
        or      t2, t2, t3
        sd      t2, 0(t0)
        addi    t0, t0, 8
        bltu    t0, t1, 1b
        li      a0, 0
        leave   1
3:      add_to  C_NUMBER(s0), -1, t0    # so that the last good one remains
4:      leave   1

# block_take: a block that no catalogue names.
#   out: a0 = its number, or 0 when the disk is full
#   clobbers: t0 … t4
block_take:
        la      t0, block_bits
        ld      a0, last_taken
        la      t1, catalogue
        ld      t1, C_BLOCKS(t1)
        mv      t2, t1                  # as many tries as there are blocks
1:      beqz    t2, 3f
        addi    t2, t2, -1
        addi    a0, a0, 1               # the next one,
        bltu    a0, t1, 2f
        li      a0, 0                   # … and behind the last the first
2:      add     t3, t0, a0
        lbu     t4, 0(t3)
        bnez    t4, 1b                  # it is in use, or named on the disk
        li      t4, NOW
        sb      t4, 0(t3)
        sd      a0, last_taken, t0
        ret
3:      li      a0, 0
        ret

# block_drop: the catalogue in memory names the block no more.
#   in:  a0 = its number, or 0: none
#   clobbers: t0, t1
block_drop:
        beqz    a0, 1f
        la      t0, block_bits
        add     t0, t0, a0
        lbu     t1, 0(t0)
        andi    t1, t1, ~NOW
        sb      t1, 0(t0)
1:      ret

# catalogue_changed: the catalogue in memory is ahead of the disk's.
#   clobbers: t0, t1
catalogue_changed:
        li      t1, 1
        sd      t1, changed, t0
        ret

        .bss
        .balign BLOCK_BYTES
catalogue:      .zero   BLOCK_BYTES     # its magic is 0 until it is there
block_bits:     .zero   BLOCKS_MAX
last_taken:     .zero   8               # the block that was taken last
files_busy:     .zero   8               # 1 while a process works on the file system
state:          .zero   8               # UNKNOWN, MOUNTED or NO_FILES
changed:        .zero   8               # 1: the disk's catalogue is older
