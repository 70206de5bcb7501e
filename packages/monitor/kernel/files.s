# files.s: descriptors. Programs name an open file by the number of one, 0 …
# DESCRIPTORS - 1; it may also be the console, as 0 and 1 are at first, or an
# end of a pipe. A child made by fork or spawn begins with its parent's.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "file-system.inc"
        .include "pipe.inc"
        .include "frame.inc"

        .text
        .globl  descriptor_free, call_write, call_read, call_close
        .globl  descriptor_close, files_close, files_inherit, descriptor_count
        .globl  call_dup

# descriptor_free: the first descriptor of the process in tp that is not open.
#   out: a0 = its number, or ERROR_FULL; a1 = its address
#   clobbers: t0
descriptor_free:
        li      a0, 0
        addi    a1, tp, P_FILES
1:      lbu     t0, F_KIND(a1)
        beqz    t0, 2f                  # F_NONE is 0
        addi    a0, a0, 1
        addi    a1, a1, F_BYTES
        li      t0, DESCRIPTORS
        bne     a0, t0, 1b
        li      a0, ERROR_FULL
2:      ret

# call_write: a0 = descriptor, a1 = address, a2 = bytes → bytes taken.
# call_read:  a0 = descriptor, a1 = address, a2 = bytes → bytes; 0: no more.
call_write:
        la      t1, writers
        li      a3, PTE_R               # the bytes come from the process,
        j       1f
call_read:
        la      t1, readers
        li      a3, PTE_W               # … or go into it
1:      li      t0, WRITE_MAX           # the rest will be another call
        bleu    a2, t0, 2f
        mv      a2, t0
2:      ld      a0, P_OPEN(tp)
        lbu     t0, F_KIND(a0)
        slli    t0, t0, 3
        add     t0, t0, t1
        ld      t0, 0(t0)               # what does it for this kind
        jr      t0

# call_close: a0 = descriptor → 0, or an error: what was written may be lost.
call_close:
        ld      a0, P_OPEN(tp)
        # and on to descriptor_close

# descriptor_close: what was written is on the disk then.
#   in:  a0 = descriptor of the process in tp
#   out: a0 = 0 or ERROR_DEVICE
#
# Registers: s0 what the descriptor was
descriptor_close:
        enter   1
        ld      s0, 0(a0)
        li      a1, -1
        call    descriptor_count        # one less
        sd      zero, 0(a0)             # F_NONE
        andi    t0, s0, 0xff            # its kind
        li      t1, F_PIPE
        beq     t0, t1, 2f
        li      a0, 0
        li      t1, F_FILE
        bne     t0, t1, 1f              # the console needs nothing
        srli    t0, s0, 8 * F_WRITE
        andi    t0, t0, 1
        beqz    t0, 1f                  # it only read
        call    files_enter
        bnez    a0, 1f
        call    catalogue_commit
        mv      s0, a0
        call    files_leave
        mv      a0, s0
1:      leave   1
2:      li      a0, PIPE
        call    process_wake            # the other end must know
        li      a0, 0
        leave   1

# files_close: close all that the process in tp has open, because it ends.
#
# Registers: s0 descriptor · s1 behind the last one
files_close:
        enter   2
        mv      a0, tp
        li      a1, -1
        call    areas_count             # those in its areas too
        addi    s0, tp, P_FILES
        addi    s1, s0, DESCRIPTORS * F_BYTES
1:      mv      a0, s0
        call    descriptor_close
        addi    s0, s0, F_BYTES
        bne     s0, s1, 1b
        leave   2

# files_inherit: a new process has its parent's descriptors open as well.
#   in:  a0 = record, its descriptors copied
#
# Registers: s0 descriptor · s1 behind the last one
files_inherit:
        enter   2
        addi    s0, a0, P_FILES
        addi    s1, s0, DESCRIPTORS * F_BYTES
1:      mv      a0, s0
        li      a1, 1
        call    descriptor_count
        addi    s0, s0, F_BYTES
        bne     s0, s1, 1b
        leave   2

# descriptor_count: one more has open what a descriptor has open, or one less.
#   in:  a0 = descriptor, which it keeps, a1 = 1 or -1
#   clobbers: t0, t1
descriptor_count:
        lbu     t0, F_KIND(a0)
        lhu     t1, F_INDEX(a0)
        addi    t0, t0, -F_FILE
        bnez    t0, 1f
        slli    t1, t1, USERS_SHIFT
        la      t0, file_users          # USERS_OPEN comes first
        add     t1, t1, t0
        j       2f
1:      addi    t0, t0, F_FILE - F_PIPE
        bnez    t0, 3f                  # the console counts nobody
        li      t0, PIPE_BYTES
        mul     t1, t1, t0
        la      t0, pipes
        add     t1, t1, t0
        lbu     t0, F_WRITE(a0)
        slli    t0, t0, 1
        add     t1, t1, t0              # PIPE_READERS, or PIPE_WRITERS behind it
2:      lhu     t0, 0(t1)
        add     t0, t0, a1
        sh      t0, 0(t1)
3:      ret

# call_dup: a0 = descriptor → another one. Each has its own place in a file.
#
# Registers: s0 its number
call_dup:
        enter   1
        call    descriptor_free
        mv      s0, a0                  # the answer
        bltz    a0, 1f                  # all are open
        ld      t0, P_OPEN(tp)
        ld      t0, 0(t0)
        sd      t0, 0(a1)
        mv      a0, a1
        li      a1, 1
        call    descriptor_count
1:      mv      a0, s0
        leave   1

        .section .rodata
        .balign 8
writers:        .dword  0, console_output, file_transfer, pipe_write
readers:        .dword  0, console_input, file_transfer, pipe_read
