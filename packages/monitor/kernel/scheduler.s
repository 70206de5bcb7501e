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
        la      sp, kernel_stack_top
        la      s0, last_turn
        ld      s0, 0(s0)
        li      s1, PROCESSES
        li      s2, -1                  # never: the latest of all times
        li      s3, 0
        li      tp, 0                   # nobody found yet

.Llook:
        addi    s0, s0, P_BYTES         # the next one, in a circle
        la      t0, process_table_end
        bltu    s0, t0, 1f
        la      s0, process_table
1:      ld      t0, P_STATE(s0)
        or      s3, s3, t0              # FREE is 0
        li      t1, SLEEPING
        bne     t0, t1, 2f
        ld      t1, P_WAKE(s0)
        bgeu    t1, s2, 3f
        mv      s2, t1
        j       3f
2:      li      t1, READY
        bne     t0, t1, 3f
        bnez    tp, 3f                  # an earlier one was found
        mv      tp, s0
3:      addi    s1, s1, -1
        bnez    s1, .Llook

        bnez    tp, .Lrun
        beqz    s3, jobs_finish

        # All wait. The hart sleeps until an interrupt is there; with
        # sstatus.SIE off, it then goes on here.
        mv      a0, s2
        call    alarm_set
        wfi
        call    interrupts_serve
        j       schedule

# The turn ends when the quantum is over or the first sleeper wakes.
.Lrun:
        la      t0, last_turn
        sd      tp, 0(t0)
        csrr    a0, time
        li      t0, QUANTUM
        add     a0, a0, t0
        bltu    a0, s2, 1f
        mv      a0, s2
1:      call    alarm_set
        ld      a0, P_ROOT(tp)
        call    space_use
        j       trap_return

        .data
        .balign 8
last_turn:
        .dword  process_table_end - P_BYTES     # so that the first record is the next
