# scheduler.s: who runs next.
#
# Round robin: the first ready process after the one that ran last. Its turn
# ends after QUANTUM, or earlier when another interrupt comes or when it waits
# for something. When all wait, so does the hart.

        .include "memory-map.inc"
        .include "process.inc"

        .text

# schedule: give the processor to a process.
#   in:  nothing on the stack is needed any more
#   out: does not return; ends the run when there is no process
#
# Registers: s0 record we look at · s1 records still to look at
#            s2 when the first sleeper wakes · s3 is anyone there?
        .globl  schedule
schedule:
        la      sp, kernel_stack_top    # whoever came here is not coming back
        la      s0, last_turn
        ld      s0, 0(s0)               # so the one behind it is first
        li      s1, PROCESSES           # once around
        li      s2, -1                  # never: the latest of all times
        li      s3, 0
        li      tp, 0                   # nobody found yet

.Llook:
        addi    s0, s0, P_BYTES         # the next one, in a circle
        la      t0, process_table_end
        bltu    s0, t0, 1f              # not yet behind the last record
        la      s0, process_table
1:      ld      t0, P_STATE(s0)         # what it does
        or      s3, s3, t0              # FREE is 0
        li      t1, SLEEPING
        bne     t0, t1, 2f              # not asleep
        ld      t1, P_WAKE(s0)
        bgeu    t1, s2, 3f              # not earlier than the earliest so far
        mv      s2, t1
        j       3f
2:      li      t1, READY
        bne     t0, t1, 3f              # it waits, or the record is free
        bnez    tp, 3f                  # an earlier one was found
        mv      tp, s0
3:      addi    s1, s1, -1
        bnez    s1, .Llook              # the one that ran last is looked at last

        bnez    tp, .Lrun               # there is one
        beqz    s3, jobs_finish         # no process at all

        # All wait. The hart sleeps until an interrupt is there; with
        # sstatus.SIE off, it then goes on here.
        mv      a0, s2                  # never, if none sleeps
        call    alarm_set
        wfi                             # idle
        call    interrupts_serve        # one of them may be ready now
        j       schedule

# The turn ends when the quantum is over or the first sleeper wakes.
.Lrun:
        la      t0, last_turn
        sd      tp, 0(t0)
        csrr    a0, time                # now
        li      t0, QUANTUM
        add     a0, a0, t0              # the end of the quantum
        bltu    a0, s2, 1f              # a0 = the earlier of both
        mv      a0, s2
1:      call    alarm_set
        ld      a0, P_ROOT(tp)          # its own address space
        call    space_use
        j       trap_return

        .data
        .balign 8
last_turn:
        .dword  process_table_end - P_BYTES     # so that the first record is the next
