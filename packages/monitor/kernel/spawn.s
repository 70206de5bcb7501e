# spawn.s: how a process begins: with a program of its own (spawn), or as a
# copy of its parent (fork), and then perhaps with another program (exec).
#
# An image is the part of a record that says what a process runs: registers,
# areas and name, up to P_IMAGE. program_image makes one; fork copies one, and
# what is inherited with it.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "frame.inc"

        .text
        .globl  process_create, call_spawn, call_fork, call_exec

# program_image: the image of a process that is about to begin with a program.
#   in:  a0 = image, P_IMAGE bytes, all zero
#        a1 = name of the program, NAME_BYTES of the monitor's memory
#        a2 = argument: what it finds in a0
#   out: a0 = 0, or ERROR_NAME or ERROR_PROGRAM. Others may have run
#
# Registers: s0 image · s1 name · s2 argument
program_image:
        enter   3
        mv      s0, a0
        mv      s1, a1
        mv      s2, a2
        mv      a0, s1
        call    program_find            # is there such a program in the image?
        beqz    a0, 2f
        sub     a2, a1, a0              # size of its file
        mv      a1, a0
        mv      a3, a2                  # all of it is there
        mv      a4, a0
        mv      a0, s0
        call    program_load            # segments, heap and pc
        j       3f
2:      mv      a0, s0
        mv      a1, s1
        call    program_open            # or on the disk?
3:      bnez    a0, 1f                  # the error is the answer
        li      t0, USER_STACK_START
        sd      t0, P_STACK + AREA_START(s0)  # it has no file: zeros
        li      t0, USER_END
        sd      t0, P_STACK + AREA_END(s0)
        sd      t0, P_SP(s0)            # an empty stack
        li      t0, PTE_R | PTE_W
        sd      t0, P_STACK + AREA_FLAGS(s0)
        ld      t0, 0(s1)               # the name, two doublewords
        sd      t0, P_NAME(s0)
        ld      t0, 8(s1)
        sd      t0, P_NAME + 8(s0)
        sd      s2, P_A0(s0)            # its main finds it there
1:      leave   3

# process_create: a new process with a program, ready to run.
#   in:  a0 = name of the program, NAME_BYTES of the monitor's memory
#        a1 = argument, a2 = pid of its parent, a3 = its pid, or 0: the next
#        a4 = INHERITED bytes: its descriptors and level
#   out: a0 = its record, or ERROR_NAME, ERROR_FULL, ERROR_PROGRAM, ERROR_MEMORY
#
# Registers: s0 record · s1 name, then error · s2 argument · s3 parent · s4 pid
#            s5 what it inherits
process_create:
        enter   6
        mv      s1, a0
        mv      s2, a1
        mv      s3, a2
        mv      s4, a3
        mv      s5, a4
        li      a0, 0                   # all else comes when it is touched
        call    process_new             # record, kernel stack, address space
        bltz    a0, 1f                  # the error is the answer
        mv      s0, a0
        mv      a1, s1
        mv      a2, s2
        call    program_image
        bnez    a0, 2f
        addi    a0, s0, P_FILES
        mv      a1, s5
        li      a2, INHERITED
        call    copy_bytes
        mv      a0, s0
        call    files_inherit
        bnez    s4, 3f
        call    pid_take
        mv      s4, a0
3:      mv      a0, s0
        mv      a1, s3
        mv      a2, s4
        call    process_begin
        mv      a0, s0
1:      leave   6
2:      mv      s1, a0
        mv      a0, s0
        call    process_release         # what process_new gave it
        sd      zero, P_STATE(s0)       # FREE
        mv      a0, s1
        leave   6

# process_begin: from now on the process exists.
#   in:  a0 = record, its image complete, a1 = pid of its parent, a2 = its pid
#   clobbers: t0, t1
process_begin:
        sd      a1, P_PARENT(a0)
        sd      a2, P_PID(a0)
        li      t0, READY
        sd      t0, P_STATE(a0)
        j       turn_take               # behind those that are there

# pid_take: → a0 = the pid of the next child
#   clobbers: t0, t1
pid_take:
        ld      a0, next_pid
        addi    t1, a0, 1
        sd      t1, next_pid, t0
        ret

# call_spawn: a0 = a program's name, a1 = argument → pid.
call_spawn:
        enter   0
        addi    a0, tp, P_NAMED
        ld      a2, P_PID(tp)           # its parent
        li      a3, 0                   # its pid: the next one
        addi    a4, tp, P_FILES         # as its parent
        call    process_create
        bltz    a0, 1f                  # the error is the answer
        ld      a0, P_PID(a0)           # that is the answer
1:      leave   0

# call_fork: → pid of the child; 0 in the child, which is a copy of its
# parent: the same memory and the same place in the program.
#
# Registers: s0 child
call_fork:
        enter   1
        ld      a0, P_BREAK(tp)
        srli    a0, a0, TABLE_SHIFT     # page tables for program and heap,
        addi    a0, a0, 3               # … the rest of them, for the stack, the middle one,
        addi    t0, tp, P_MAPS
        addi    t1, t0, MAPS * AREA_BYTES
2:      ld      t2, AREA_START(t0)
        ld      t3, AREA_END(t0)
        sub     t3, t3, t2
        srli    t2, t3, TABLE_SHIFT
        add     a0, a0, t2
        snez    t3, t3
        add     a0, a0, t3              # … and for each place of a map, which begins a table
        addi    t0, t0, AREA_BYTES
        bne     t0, t1, 2b
        call    process_new
        bltz    a0, 1f                  # the error is the answer
        mv      s0, a0
        mv      a1, tp
        li      a2, P_COPIED
        call    copy_bytes              # its image
        sd      zero, P_A0(s0)          # but for the result
        ld      a0, P_ROOT(tp)
        ld      a1, P_ROOT(s0)
        call    space_copy              # its memory
        mv      a0, s0
        call    files_inherit
        mv      a0, s0
        li      a1, 1
        call    areas_count
        call    pid_take
        mv      a2, a0
        ld      a1, P_PID(tp)
        mv      a0, s0
        call    process_begin
        ld      a0, P_PID(s0)           # the answer for the parent
1:      leave   1

# call_exec: a0 = a program's name, a1 = argument, a2 = words, or 0 → does not
# return to the program that called; if there is an error, it does.
#
# The new image lies on the stack, below the frame: it is complete before
# anything of the old one goes.
#
# Registers: s0 words?
call_exec:
        enter   1
        addi    sp, sp, -P_IMAGE
        mv      s0, a2
        mv      a2, a1
        mv      t0, sp
        addi    t1, sp, P_IMAGE
2:      sd      zero, 0(t0)             # an image of nothing
        addi    t0, t0, 8
        bltu    t0, t1, 2b
        mv      a0, sp
        addi    a1, tp, P_NAMED
        call    program_image
        bnez    a0, .Lreturn

        # The root of the old address space goes first, so there is a page for
        # the new one.
        mv      a0, tp
        call    console_flush           # what it said under its old name
        la      a0, kernel_root
        call    space_use               # a page table in use must not go
        ld      a0, P_ROOT(tp)
        call    space_destroy
        call    space_create
        sd      a0, P_ROOT(tp)
        call    space_use
        mv      a0, tp
        li      a1, -1
        call    areas_count             # of the old program
        mv      a0, tp
        mv      a1, sp
        li      a2, P_IMAGE
        call    copy_bytes

        # The words lie on top of the program's stack.
        beqz    s0, 3f
        ld      a1, P_SP(tp)
        addi    a1, a1, -WORDS_BYTES
        sd      a1, P_SP(tp)
        sd      a1, P_A1(tp)            # its main finds them there
        addi    a2, tp, P_WORDS
        li      a3, WORDS_BYTES
        call    copy_out
        bnez    a0, 4f
3:      ld      a0, P_A0(tp)            # system_call will store a0 there
.Lreturn:
        addi    sp, sp, P_IMAGE
        leave   1
4:      li      a0, KILLED              # no memory, and no program to tell
        j       process_end
