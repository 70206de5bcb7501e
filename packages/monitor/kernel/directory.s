# directory.s: files by name: open, remove, and what there is to know of them.

        .include "memory-map.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "file-system.inc"
        .include "frame.inc"

        .text
        .globl  call_open, call_seek, call_stat, call_readdir, call_remove
        .globl  entry_find

# call_open: a0 = a name, a1 = OPEN_… → descriptor.
#
# Registers: s0 mode · s1 entry · s2 result · s3 descriptor
call_open:
        enter   4
        mv      s0, a1
        call    descriptor_free
        mv      s2, a0
        mv      s3, a1
        bltz    a0, .Lopened            # all are open
        call    files_enter
        bnez    a0, .Lopened

        addi    a0, tp, P_NAMED
        call    entry_find
        mv      s1, a0
        bnez    s1, 1f                  # it exists
        li      s2, ERROR_NAME
        beqz    s0, 3f                  # OPEN_READ makes none
        la      a0, no_name
        call    entry_find              # an entry of no file
        mv      s1, a0
        li      s2, ERROR_SPACE
        beqz    s1, 3f                  # as many files as there can be
        ld      t0, P_NAMED(tp)
        sd      t0, E_NAME(s1)          # its blocks and size are 0
        ld      t0, P_NAMED + 8(tp)
        sd      t0, E_NAME + 8(s1)
        call    catalogue_changed
        j       2f
1:      beqz    s0, 2f                  # only to read
        users_of t0, s1, t1
        lhu     t0, USERS_AREAS(t0)
        li      s2, ERROR_BUSY
        bnez    t0, 3f                  # nobody may change it now: it may be a program that runs
        li      t0, OPEN_NEW
        bne     s0, t0, 2f
        mv      a0, s1
        call    file_empty              # what it held is gone
        mv      s2, a0
        bnez    a0, 3f

2:      call    descriptor_free         # still the same: it is this process's
        mv      s2, a0
        snez    t0, s0
        slli    t0, t0, 8 * F_WRITE     # place 0, to write or to read,
        index_of t1, s1, t1
        slli    t2, t1, 8 * F_INDEX
        or      t0, t0, t2
        ori     t0, t0, F_FILE
        sd      t0, 0(s3)
        mv      a0, s3
        li      a1, 1
        call    descriptor_count        # one more has it open
3:      call    files_leave
        mv      a0, s2
.Lopened:
        leave   4

# call_seek: a0 = descriptor, a1 = place in the file, up to its end → place.
call_seek:
        ld      t0, P_OPEN(tp)
        lhu     t1, F_INDEX(t0)
        entry_at t2, t1, t1
        lwu     t1, E_SIZE(t2)
        li      a0, ERROR_VALUE
        bgtu    a1, t1, 1f              # beyond the end; below zero is huge here
        sw      a1, F_OFFSET(t0)
        mv      a0, a1
1:      ret

# call_stat: a0 = descriptor of a file, a1 = address for STAT_BYTES → 0.
call_stat:
        ld      t0, P_OPEN(tp)
        lhu     t0, F_INDEX(t0)
        entry_at a0, t0, t0
        # and on to stat_out

# stat_out: name and size of a file, for the process in tp.
#   in:  a0 = entry, a1 = address for STAT_BYTES
#   out: a0 = 0
stat_out:
        enter   0
        addi    sp, sp, -STAT_BYTES
        ld      t0, E_NAME(a0)
        sd      t0, 0(sp)
        ld      t0, E_NAME + 8(a0)
        sd      t0, 8(sp)
        lwu     t0, E_SIZE(a0)
        sd      t0, NAME_BYTES(sp)
        mv      a2, sp
        li      a3, STAT_BYTES
        call    copy_out
        addi    sp, sp, STAT_BYTES
        leave   0

# call_readdir: a0 = place in the catalogue, 1 … FILES - 1, a1 = address for
# STAT_BYTES → 1, or 0 when no file is there.
#
# Registers: s0 place · s1 address
call_readdir:
        enter   2
        mv      s0, a0
        mv      s1, a1
        call    files_enter
        bnez    a0, 1f
        call    files_leave             # to look does not take long
        entry_at a0, s0, t0
        lbu     t0, E_NAME(a0)
        beqz    t0, 2f                  # nothing there
        mv      a1, s1
        call    stat_out
        li      a0, 1
        leave   2
2:      li      a0, 0
1:      leave   2

# call_remove: a0 = a file's name → 0. Nobody may have it open.
#
# Registers: s0 entry
call_remove:
        enter   1
        call    files_enter
        bnez    a0, 3f
        addi    a0, tp, P_NAMED
        call    entry_find
        mv      s0, a0
        li      a0, ERROR_NAME
        beqz    s0, 2f
        users_of t0, s0, t1
        lwu     t0, 0(t0)               # both kinds
        li      a0, ERROR_BUSY
        bnez    t0, 2f                  # somebody has it open, or in memory
        mv      a0, s0
        call    file_empty              # its blocks go,
        bnez    a0, 2f
        sd      zero, E_NAME(s0)        # … and its name
        sd      zero, E_NAME + 8(s0)
        call    catalogue_commit
2:      mv      s0, a0
        call    files_leave
        mv      a0, s0
3:      leave   1

# entry_find: the file with a name. The empty name is that of no file.
#   in:  a0 = name, ended by 0
#   out: a0 = entry, or 0
#
# Registers: s0 name · s1 entry · s2 entries left
entry_find:
        enter   3
        mv      s0, a0
        la      s1, catalogue
        li      s2, FILES - 1
1:      addi    s1, s1, ENTRY_BYTES     # the header is no file
        mv      a0, s0
        addi    a1, s1, E_NAME
        call    string_equal
        bnez    a0, 2f
        addi    s2, s2, -1
        bnez    s2, 1b
        leave   3
2:      mv      a0, s1
        leave   3

        .section .rodata
no_name:
        .asciz  ""
