# program-file.s: programs that are files on the disk. Their pages are read when
# they are first touched, as those of programs in the image are copied; so the
# file does not change as long as a process runs it (map.s).

        .include "memory-map.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "file-system.inc"
        .include "frame.inc"

        .text
        .globl  program_open, program_read

# program_open: begin an image with a program on the disk.
#   in:  a0 = image, P_IMAGE bytes, all zero, a1 = name of the file
#   out: a0 = 0, ERROR_NAME or ERROR_PROGRAM
#        if 0, the image's areas and pc are set, and the file has users more
#
# Registers: s0 image · s1 name, then entry
program_open:
        enter   2
        mv      s0, a0
        mv      s1, a1
        call    files_enter
        mv      t0, a0
        li      a0, ERROR_NAME
        bnez    t0, 2f                  # no file system
        mv      a0, s1
        call    entry_find
        mv      s1, a0
        li      a0, ERROR_NAME
        beqz    s1, 1f
        li      a0, ERROR_PROGRAM
        lwu     t0, E_SIZE(s1)
        beqz    t0, 1f
        mv      a0, s1
        li      a1, 0                   # its first block has all headers
        call    block_to_read
        bnez    a0, 1f
        mv      a0, s0
        la      a1, data_buffer
        ld      a1, B_DATA(a1)
        lwu     a2, E_SIZE(s1)
        li      a3, BLOCK_BYTES
        bgeu    a2, a3, 3f
        mv      a3, a2
3:      index_of a4, s1, t0
        slli    a4, a4, FILE_SHIFT      # areas tell places in this file
        call    program_load
        bnez    a0, 1f
        mv      a0, s0
        li      a1, 1
        call    areas_count
        li      a0, 0
1:      mv      s0, a0
        call    files_leave
        mv      a0, s0
2:      leave   2

# program_read: bytes of a program's file, or of one that is mapped.
#   in:  a0 = where to, in the monitor's memory, a1 = place in the file, and
#        above FILE_SHIFT which file, a2 = bytes, which it has
#   out: a0 = 0 or ERROR_DEVICE
#
# Registers: s0 where to · s1 place in the file · s2 bytes left · s3 entry
#            s4 bytes in this block
program_read:
        enter   5
        mv      s0, a0
        slli    s1, a1, 64 - FILE_SHIFT
        srli    s1, s1, 64 - FILE_SHIFT
        mv      s2, a2
        srli    s3, a1, FILE_SHIFT
        entry_at s3, s3, t0
        call    files_enter
        bnez    a0, 3f
1:      mv      a0, s3
        srli    a1, s1, BLOCK_SHIFT
        call    block_to_read
        bnez    a0, 2f
        li      t0, BLOCK_BYTES
        addi    t1, t0, -1
        and     t1, s1, t1              # place in the block
        sub     s4, t0, t1              # to the end of the block,
        bleu    s4, s2, 4f
        mv      s4, s2                  # … or of what is wanted
4:      mv      a0, s0
        la      a1, data_buffer
        ld      a1, B_DATA(a1)
        add     a1, a1, t1
        mv      a2, s4
        call    copy_bytes
        add     s0, s0, s4              # all go on
        add     s1, s1, s4
        sub     s2, s2, s4
        bnez    s2, 1b
        li      a0, 0
2:      mv      s4, a0
        call    files_leave
        mv      a0, s4
3:      leave   5
