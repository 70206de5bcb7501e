# process.s: the life of a process, from its program to its status.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "frame.inc"
        .include "print.inc"

        .text

# process_create: a new process, ready to run.
#   in:  a0 = name of its program, NAME_BYTES of the monitor's memory
#        a1 = argument: what it finds in a0, a2 = pid of its parent, a3 = its pid
#   out: a0 = its record, or an error: ERROR_NAME, ERROR_FULL, ERROR_PROGRAM,
#        ERROR_MEMORY
#
# Registers: s0 record · s1 name · s2 argument · s3 parent · s4 pid
#            s5 … s6 the program's file
        .globl  process_create
process_create:
        enter   7
        mv      s1, a0
        mv      s2, a1
        mv      s3, a2
        mv      s4, a3
        call    program_find
        beqz    a0, .Lname
        mv      s5, a0
        mv      s6, a1

        # A record that is free, cleared of what it held.
        la      s0, process_table
        la      t0, process_table_end
1:      ld      t1, P_STATE(s0)
        beqz    t1, 2f
        addi    s0, s0, P_BYTES
        bltu    s0, t0, 1b
        li      a0, ERROR_FULL
        leave   7
2:      addi    t0, s0, P_BYTES
        mv      t1, s0
3:      sd      zero, 0(t1)
        addi    t1, t1, 8
        bltu    t1, t0, 3b

        # Its address space: the program, and above it heap and stack.
        mv      a0, s0
        mv      a1, s5
        mv      a2, s6
        call    program_load
        bltz    a0, .Lfail
        li      t0, USER_STACK_START
        sd      t0, P_STACK + AREA_START(s0)
        li      t0, USER_END
        sd      t0, P_STACK + AREA_END(s0)
        sd      t0, P_SP(s0)
        li      t0, PTE_R | PTE_W
        sd      t0, P_STACK + AREA_FLAGS(s0)
        call    space_create
        beqz    a0, .Lmemory
        sd      a0, P_ROOT(s0)

        ld      t0, 0(s1)               # the name, two doublewords
        sd      t0, P_NAME(s0)
        ld      t0, 8(s1)
        sd      t0, P_NAME + 8(s0)
        sd      s2, P_A0(s0)
        sd      s3, P_PARENT(s0)
        sd      s4, P_PID(s0)
        li      t0, READY
        sd      t0, P_STATE(s0)
        mv      a0, s0
        leave   7

.Lname:
        li      a0, ERROR_NAME
        leave   7
.Lmemory:
        li      a0, ERROR_MEMORY
.Lfail:
        leave   7

# process_end: the process in tp is over.
#   in:  a0 = its status
#   out: does not return
#
# Registers: s0 record we look at · s1 end of the table · s2 our parent
        .globl  process_end
process_end:
        sd      a0, P_STATUS(tp)
        call    process_account

        # Its memory. The hart must leave the address space first.
        la      a0, kernel_root
        call    space_use
        ld      a0, P_ROOT(tp)
        call    space_destroy

        # Its children have no parent now. Those that ended before it wait for
        # nobody. On the way, look for its own parent.
        li      s2, 0
        la      s0, process_table
        la      s1, process_table_end
1:      ld      t0, P_STATE(s0)
        beqz    t0, 3f
        ld      t1, P_PID(s0)
        ld      t2, P_PARENT(tp)
        bne     t1, t2, 2f
        mv      s2, s0
2:      ld      t1, P_PARENT(s0)
        ld      t2, P_PID(tp)
        bne     t1, t2, 3f
        sd      zero, P_PARENT(s0)
        addi    t0, t0, -ENDED
        bnez    t0, 3f
        sd      zero, P_STATE(s0)       # FREE
3:      addi    s0, s0, P_BYTES
        bltu    s0, s1, 1b

        # The status goes to the parent: at once if it waits, else when it asks.
        beqz    s2, .Lorphan
        li      t0, ENDED
        sd      t0, P_STATE(tp)
        ld      t0, P_STATE(s2)
        li      t1, WAITING
        bne     t0, t1, schedule
        mv      a0, s2
        mv      a1, tp
        call    process_reap
        j       schedule

# A job, or a child that outlived its parent.
.Lorphan:
        sd      zero, P_STATE(tp)       # FREE
        mv      a0, tp
        call    jobs_ended
        j       schedule

# process_account: one line about a process that is over. It tells nothing
# that depends on time, so it is the same on every computer.
#   in:  tp = process
#   clobbers: as any call
process_account:
        enter   0
        mv      a0, tp
        call    console_flush
        ld      a0, P_PID(tp)
        addi    a1, tp, P_NAME
        call    process_title
        print   " ended, status "
        ld      a0, P_STATUS(tp)
        call    print_decimal
        print   " ("
        ld      a0, P_PAGES(tp)
        call    print_decimal
        print   " pages, "
        ld      a0, P_CALLS(tp)
        call    print_decimal
        print   " calls, "
        ld      a0, P_SECTORS(tp)
        call    print_decimal
        print   " sectors)"
        call    print_newline
        leave   0

# process_title: begin a line of the monitor's about a process.
#   in:  a0 = its pid, a1 = its name
#   clobbers: as any call
#
# Registers: s0 pid · s1 name
        .globl  process_title
process_title:
        enter   2
        mv      s0, a0
        mv      s1, a1
        call    console_fresh
        print   "monitor: "
        mv      a0, s0
        call    print_decimal
        li      a0, ' '
        call    uart_send
        mv      a0, s1
        call    print_string
        leave   2

# process_reap: a parent gets to know of a child's end.
#   in:  a0 = parent, which passed the check of its P_BUFFER, a1 = child, ENDED
#   out: the parent's wait has its result; the child's record is free
#
# Registers: s0 parent · s1 child
process_reap:
        enter   2
        mv      s0, a0
        mv      s1, a1
        ld      a1, P_BUFFER(s0)
        beqz    a1, 1f                  # it does not want the status
        addi    a2, s1, P_STATUS
        li      a3, 8
        call    copy_out                # cannot fail: user_range made the pages
1:      ld      t0, P_PID(s1)
        sd      t0, P_A0(s0)
        sd      zero, P_STATE(s1)       # FREE
        li      t0, READY
        sd      t0, P_STATE(s0)
        leave   2

# call_wait: system call `wait`: a0 = address for the status, or 0.
#
# Registers: s0 record we look at · s1 end of the table · s2 is there a child?
        .globl  call_wait
call_wait:
        enter   3
        sd      a0, P_BUFFER(tp)
        beqz    a0, 1f
        mv      a1, a0
        mv      a0, tp
        li      a2, 8
        li      a3, PTE_W
        call    user_range
        bnez    a0, .Lwaited

1:      li      s2, 0
        la      s0, process_table
        la      s1, process_table_end
2:      ld      t0, P_STATE(s0)
        beqz    t0, 3f
        ld      t1, P_PARENT(s0)
        ld      t2, P_PID(tp)
        bne     t1, t2, 3f
        li      s2, 1
        li      t1, ENDED
        beq     t0, t1, .Lreap
3:      addi    s0, s0, P_BYTES
        bltu    s0, s1, 2b

        li      a0, ERROR_CHILD
        beqz    s2, .Lwaited
        li      t0, WAITING
        sd      t0, P_STATE(tp)
        j       schedule                # process_end goes on with it

.Lreap:
        mv      a0, tp
        mv      a1, s0
        call    process_reap
        ld      a0, P_A0(tp)
.Lwaited:
        leave   3

        .bss
        .balign 8
        .globl  process_table, process_table_end
process_table:
        .zero   PROCESSES * P_BYTES
process_table_end:
