# timer.s: time, the end of a turn, and sleepers.
#
# Time is the `time` register, 10 million ticks a second. There is one alarm.
# When it goes off, M-mode turns it off and sends a software interrupt
# (start.s); the scheduler sets it anew whenever it gives the processor away.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "process.inc"

        .text
        .globl  alarm_set, timer_serve

# alarm_set: when to interrupt.
#   in:  a0 = time in ticks; in the past means at once, -1 never
#   clobbers: t0
alarm_set:
        li      t0, CLINT + CLINT_MTIMECMP
        sd      a0, 0(t0)               # takes a request back that waits, if it is later
        ret

# timer_serve: the alarm went off: wake all whose time has come.
#   clobbers: t0 … t4
timer_serve:
        csrci   sip, INTERRUPT_SS       # taken note of
        csrr    t0, time
        la      t1, process_table       # every process
        ld      t2, records_end
1:      ld      t3, P_STATE(t1)
        addi    t3, t3, -SLEEPING
        li      t4, PARKED - SLEEPING
        bgtu    t3, t4, 2f              # it does not sleep, nor is it parked
        ld      t3, P_WAKE(t1)
        bltu    t0, t3, 2f              # not yet
        li      t3, READY
        sd      t3, P_STATE(t1)
2:      next_record t1, t2, 1b          # the next one
        ret
