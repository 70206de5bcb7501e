# process.s: what every process has, and its end. How it begins is in spawn.s.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "frame.inc"
        .include "print.inc"

        .text

# process_new: what every process needs: a record, a kernel stack, and an
# address space with nothing in it.
#   out: a0 = the record, all else in it 0, still FREE; or ERROR_FULL or
#        ERROR_MEMORY
#
# Registers: s0 record
        .globl  process_new
process_new:
        enter   1
        la      s0, process_table
        la      t0, process_table_end
1:      ld      t1, P_STATE(s0)
        beqz    t1, 2f                  # FREE is 0
        addi    s0, s0, P_BYTES
        bltu    s0, t0, 1b              # the next one
        li      a0, ERROR_FULL          # all are in use
        leave   1
2:      addi    t0, s0, P_BYTES
        mv      t1, s0
3:      sd      zero, 0(t1)             # nothing of the last process is left
        addi    t1, t1, 8
        bltu    t1, t0, 3b              # to the end of the record
        la      t1, records_end
        ld      t2, 0(t1)
        bgeu    t2, t0, 4f              # records behind it are in use
        sd      t0, 0(t1)

4:      call    page_take               # the kernel stack
        beqz    a0, 6f
        li      t0, PAGE_BYTES
        add     a0, a0, t0              # an empty one
        sd      a0, P_KERNEL(s0)
        call    space_create
        beqz    a0, 5f
        sd      a0, P_ROOT(s0)
        mv      a0, s0
        leave   1
5:      ld      a0, P_KERNEL(s0)
        li      t0, -PAGE_BYTES
        add     a0, a0, t0
        call    page_return             # the kernel stack is of no use
6:      li      a0, ERROR_MEMORY
        leave   1

# process_release: give back what process_new gave, and all pages of the
# process. Its record remains.
#   in:  a0 = record; the hart uses neither its address space nor its stack
#
# Registers: s0 record
        .globl  process_release
process_release:
        enter   1
        mv      s0, a0
        ld      a0, P_ROOT(s0)
        sd      zero, P_ROOT(s0)        # so that nobody looks for pages there
        call    space_destroy           # all its pages
        ld      a0, P_KERNEL(s0)
        li      t0, -PAGE_BYTES
        add     a0, a0, t0              # from the stack's end to its start
        call    page_return
        leave   1

# process_wake: all processes that wait for something look again.
#   in:  a0 = the state in which they wait for it
#   clobbers: t0, t1, t2
        .globl  process_wake
process_wake:
        la      t0, process_table
        la      t1, records_end
        ld      t1, 0(t1)
1:      ld      t2, P_STATE(t0)
        bne     t2, a0, 2f              # it does something else
        li      t2, READY
        sd      t2, P_STATE(t0)         # it waits no longer
2:      addi    t0, t0, P_BYTES
        bltu    t0, t1, 1b              # the next one
        ret

# process_end: the process in tp is over.
#   in:  a0 = its status
#   out: does not return
#
# Registers: s0 record we look at · s1 end of the records · s2 our parent
        .globl  process_end
process_end:
        sd      a0, P_STATUS(tp)        # for its parent
        ld      sp, P_KERNEL(tp)        # nothing on it is needed any more
        call    files_close             # may wait for the disk
        la      sp, kernel_stack_top    # its own stack goes now
        call    process_account

        # Its memory. The hart must leave the address space first.
        la      a0, kernel_root
        call    space_use               # a page table in use must not go
        mv      a0, tp
        call    process_release

        # Its children have no parent now. Those that ended before it wait for
        # nobody. On the way, look for its own parent.
        li      s2, 0                   # no parent found yet
        la      s0, process_table
        la      s1, records_end
        ld      s1, 0(s1)
1:      ld      t0, P_STATE(s0)
        beqz    t0, 3f                  # a free record
        ld      t1, P_PID(s0)
        ld      t2, P_PARENT(tp)
        bne     t1, t2, 2f              # not the parent
        mv      s2, s0                  # it is
2:      ld      t1, P_PARENT(s0)
        ld      t2, P_PID(tp)
        bne     t1, t2, 3f              # not a child
        sd      zero, P_PARENT(s0)      # the monitor is now
        addi    t0, t0, -ENDED
        bnez    t0, 3f                  # a child that lives on
        sd      zero, P_STATE(s0)       # FREE
3:      addi    s0, s0, P_BYTES
        bltu    s0, s1, 1b              # the next one

        # The record stays until the parent asks for the status.
        beqz    s2, .Lorphan            # the monitor is its parent
        li      t0, ENDED
        sd      t0, P_STATE(tp)
        ld      t0, P_STATE(s2)
        li      t1, WAITING
        bne     t0, t1, schedule        # it will ask
        li      t0, READY
        sd      t0, P_STATE(s2)         # it asked already: let it look again
        j       schedule

# A job, or a child that outlived its parent.
.Lorphan:
        sd      zero, P_STATE(tp)       # FREE
        mv      a0, tp
        call    jobs_ended              # perhaps the next job can start
        li      tp, 0                   # the record may be another's already
        j       schedule

# process_account: one line about a process that is over. It tells nothing
# that depends on time, so it is the same on every computer.
#   in:  tp = process
#   clobbers: as any call
process_account:
        enter   0
        mv      a0, tp
        call    console_flush           # what it said last, though no line was ended
        ld      a0, P_PID(tp)
        addi    a1, tp, P_NAME
        call    process_title           # "monitor: 2 primes"
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
        call    console_fresh           # not behind what is being typed
        print   "monitor: "
        mv      a0, s0
        call    print_decimal
        li      a0, ' '
        call    uart_send               # between number and name
        mv      a0, s1
        call    print_string
        leave   2

# call_wait: system call `wait`: a0 = address for the status, or 0.
#
# Registers: s0 record we look at · s1 end of the records · s2 address
#            s3 is there a child?
        .globl  call_wait
call_wait:
        enter   4
        mv      s2, a0
        beqz    a0, .Lsearch            # it does not want the status
        mv      a1, a0
        mv      a0, tp
        li      a2, 8
        li      a3, PTE_W
        call    user_range              # now, while it can be told of its mistake
        bnez    a0, .Lwaited            # the error is the result

.Lsearch:
        li      s3, 0                   # no child found yet
        la      s0, process_table
        la      s1, records_end
        ld      s1, 0(s1)
1:      ld      t0, P_STATE(s0)
        beqz    t0, 2f                  # a free record
        ld      t1, P_PARENT(s0)
        ld      t2, P_PID(tp)
        bne     t1, t2, 2f              # not its child
        li      s3, 1                   # a child,
        li      t1, ENDED
        beq     t0, t1, .Lreap          # … and it has ended
2:      addi    s0, s0, P_BYTES
        bltu    s0, s1, 1b              # the next one

        li      a0, ERROR_CHILD
        beqz    s3, .Lwaited            # it would wait for ever
        li      a0, WAITING
        call    process_wait            # until process_end wakes it
        j       .Lsearch

# A child has ended: the parent gets its status and number, its record is free.
.Lreap:
        beqz    s2, 3f                  # the parent does not want the status
        mv      a0, tp
        mv      a1, s2
        addi    a2, s0, P_STATUS
        li      a3, 8                   # eight bytes of it
        call    copy_out                # cannot fail: user_range made the pages
3:      sd      zero, P_STATE(s0)       # FREE
        ld      a0, P_PID(s0)
.Lwaited:
        leave   4

        .bss
        .balign 8
        .globl  process_table, process_table_end
process_table:
        .zero   PROCESSES * P_BYTES
process_table_end:

        .data
        .balign 8
        .globl  records_end
records_end:                            # behind the last record that was ever used
        .dword  process_table
