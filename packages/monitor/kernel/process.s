# process.s: what every process has, and its end. How it begins is in spawn.s.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "frame.inc"
        .include "print.inc"

        .text
        .globl  process_new, process_release, process_wake, process_end
        .globl  call_exit, process_title, call_wait, call_reap, child_ended
        .globl  process_table, process_table_end, records_end

# process_new: what every process needs: a record, a kernel stack, and an
# address space with nothing in it.
#   in:  a0 = pages that its caller needs beside, which are there afterwards
#   out: a0 = the record, all else in it 0, BEGINNING; or ERROR_FULL or
#        ERROR_MEMORY
#
# Registers: s0 record · s1 pages
process_new:
        enter   2
        addi    s1, a0, 2               # kernel stack and root
        la      s0, process_table
        la      t0, process_table_end
1:      ld      t1, P_STATE(s0)
        beqz    t1, 2f                  # FREE is 0
        addi    s0, s0, P_BYTES
        bltu    s0, t0, 1b              # the next one
        li      a0, ERROR_FULL          # all are in use
        leave   2
2:      addi    t0, s0, P_BYTES
        mv      t1, s0
3:      sd      zero, 0(t1)             # nothing of the last process is left
        addi    t1, t1, 8
        bltu    t1, t0, 3b              # to the end of the record
        li      t1, BEGINNING           # nobody else may take it
        sd      t1, P_STATE(s0)
        la      t1, records_end
        ld      t2, 0(t1)
        bgeu    t2, t0, 4f              # records behind it are in use
        sd      t0, 0(t1)

4:      mv      a0, s1
        call    pages_ensure            # others run meanwhile, if there is no room
        bnez    a0, 5f
        call    page_take
        mv      a1, a0
        place_of a0, s0, t0
        call    stack_map               # the kernel stack, empty
        sd      a0, P_KERNEL(s0)
        call    space_create
        sd      a0, P_ROOT(s0)
        mv      a0, s0
        leave   2
5:      sd      zero, P_STATE(s0)       # FREE
        leave   2

# process_release: give back what process_new gave, and all pages of the
# process. Its record remains.
#   in:  a0 = record; the hart uses neither its address space nor its stack
#
# Registers: s0 record
process_release:
        enter   1
        mv      s0, a0
        ld      a0, P_ROOT(s0)
        sd      zero, P_ROOT(s0)        # so that nobody looks for pages there
        call    space_destroy           # all its pages
        ld      a0, P_KERNEL(s0)
        call    stack_unmap
        call    page_return
        leave   1

# process_wake: all processes that wait for something look again.
#   in:  a0 = the state in which they wait for it
#   clobbers: t0, t1, t2
process_wake:
        records t0, t1
1:      ld      t2, P_STATE(t0)
        bne     t2, a0, 2f              # it does something else
        li      t2, READY
        sd      t2, P_STATE(t0)         # it waits no longer
2:      next_record t0, t1, 1b          # the next one
        ret

# process_end: the process in tp is over. System call `exit`, too.
# call_exit: the process in tp is over.
#   in:  a0 = its status
#   out: does not return
#
# Registers: s0 record we look at · s1 end of the records · s2 our parent
call_exit:
process_end:
        sd      a0, P_STATUS(tp)        # for its parent
        ld      sp, P_KERNEL(tp)        # nothing on it is needed any more
        call    user_unpin
        call    files_close             # may wait for the disk
        li      sp, NOBODYS_STACK       # its own stack goes now
        call    process_account
        li      a0, 0
        call    call_keys               # if it had the console for itself

        # Its memory. The hart must leave the address space first.
        la      a0, kernel_root
        call    space_use               # a page table in use must not go
        mv      a0, tp
        call    process_release
        call    load_release            # there is room for another one

        # Its children are the monitor's now. On the way, look for its parent.
        la      s2, process_table       # the monitor, if there is no other
        mv      s0, s2
        ld      s1, records_end
1:      ld      t0, P_STATE(s0)
        beqz    t0, 3f                  # a free record
        ld      t1, P_PID(s0)
        ld      t2, P_PARENT(tp)
        bne     t1, t2, 2f              # not the parent
        mv      s2, s0                  # it is
2:      ld      t1, P_PARENT(s0)
        ld      t2, P_PID(tp)
        bne     t1, t2, 3f              # not a child
        sd      zero, P_PARENT(s0)
        addi    t0, t0, -ENDED
        bnez    t0, 3f                  # a child that lives on
        la      a0, process_table
        call    process_look            # the monitor has to ask for its status
3:      next_record s0, s1, 1b          # the next one

        # The record stays until the parent asks for the status.
        li      t0, ENDED
        sd      t0, P_STATE(tp)
        mv      a0, s2
        call    process_look
        j       schedule

# process_look: a child has ended; its parent may have waited for that.
#   in:  a0 = parent
#   clobbers: t0, t1
process_look:
        ld      t0, P_STATE(a0)
        addi    t0, t0, -WAITING
        bnez    t0, 1f                  # it will ask
        li      t0, READY
        sd      t0, P_STATE(a0)         # it asked already: let it look again
1:      ret

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
        print_number P_STATUS(tp)
        print   " ("
        print_number P_PAGES(tp)
        print   " pages, "
        print_number P_CALLS(tp)
        print   " calls, "
        print_number P_SECTORS(tp)
        print   " sectors)\n"
        leave   0

# process_title: begin a line of the monitor's about a process.
#   in:  a0 = its pid, a1 = its name
#   clobbers: as any call
#
# Registers: s0 pid · s1 name
process_title:
        enter   2
        mv      s0, a0
        mv      s1, a1
        call    console_fresh           # not behind what is being typed
        print   "monitor: "
        mv      a0, s0
        call    print_decimal
        print   " "
        mv      a0, s1
        call    print_string
        leave   2

# call_wait: a0 = address for the status, or 0 → pid of a child that ended.
# call_reap: the same, for all that is known of it.
#
# Registers: s0 child · s1 what is wanted of its record · s2 address · s3 bytes
call_wait:
        li      a1, P_STATUS
        li      a2, 8
        j       1f
call_reap:
        li      a1, P_INFO
        li      a2, INFO_BYTES
1:      enter   4
        mv      s1, a1
        mv      s2, a0
        mv      s3, a2
        call    child_ended
        bltz    a0, 3f                  # it would wait for ever
        mv      s0, a0
        beqz    s2, 2f                  # it does not want to know
        mv      a1, s2
        add     a2, s0, s1
        mv      a3, s3
        call    copy_out
2:      sd      zero, P_STATE(s0)       # FREE: nobody will ask again
        ld      a0, P_PID(s0)
3:      leave   4

# child_ended: wait until a child of the process in tp has ended.
#   out: a0 = its record, or ERROR_CHILD when there is no child
#
# Registers: s0 record we look at · s1 end of the records
#            s2 ERROR_CHILD, or 0 when there is a child
child_ended:
        enter   3
1:      li      s2, ERROR_CHILD         # no child found yet
        records s0, s1
2:      ld      t0, P_STATE(s0)
        beqz    t0, 3f                  # a free record
        ld      t1, P_PARENT(s0)
        ld      t2, P_PID(tp)
        bne     t1, t2, 3f              # not its child
        li      s2, 0                   # a child,
        li      t1, ENDED
        mv      a0, s0
        beq     t0, t1, 4f              # … and it has ended
3:      next_record s0, s1, 2b          # the next one
        mv      a0, s2
        bnez    s2, 4f
        li      a0, WAITING
        call    process_wait            # until process_end wakes it
        j       1b
4:      leave   3

        .bss
        .balign 8
process_table:                          # the first record is the monitor's own
        .zero   (PROCESSES + 1) * P_BYTES
process_table_end:

        .data
        .balign 8
records_end:                            # behind the last record that was ever used
        .dword  process_table + P_BYTES
