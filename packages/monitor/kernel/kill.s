# kill.s: one process ends another.
#
# A process is never ended while it holds something that only it can give
# back. Invariant: one that sleeps, or waits for the console, for a child or at
# a pipe, holds nothing; its call is simply forgotten. One that waits for the
# disk or the file system goes on to the end of its call. So all die in one
# place, on the way back to their program.

        .include "process.inc"
        .include "calls.inc"
        .include "frame.inc"
        .include "print.inc"

        .equ    HOLDS_NOTHING,  1 << SLEEPING | 1 << CONSOLE | 1 << PIPE | 1 << WAITING

        .text
        .globl  call_kill, process_killed

# call_kill: a0 = pid → 0.
call_kill:
        la      t0, process_table + P_BYTES     # not the monitor itself
        ld      t1, records_end
        beqz    a0, .Lnobody
1:      ld      t2, P_STATE(t0)
        beqz    t2, 2f                  # a free record
        ld      t3, P_PID(t0)           # 0 while it is BEGINNING
        beq     t3, a0, 3f              # that is the one
2:      next_record t0, t1, 1b          # the next one
.Lnobody:
        li      a0, ERROR_PROCESS
        ret

3:      li      t3, ENDED
        beq     t2, t3, .Lnobody        # it is over already
        ld      t3, P_PID(tp)
        sd      t3, P_KILLER(t0)        # trap_return sees it
        li      a0, 0
        li      t3, PARKED              # it goes on to the end of its call,
        bne     t2, t3, 6f
        li      t2, READY               # … now
        sd      t2, P_STATE(t0)
        ret
6:      li      t3, HOLDS_NOTHING       # does it wait, and hold nothing?
        srl     t3, t3, t2
        andi    t3, t3, 1
        beqz    t3, 5f
        sd      zero, P_RESUME(t0)      # forget its call
        li      t2, READY
        sd      t2, P_STATE(t0)
5:      ret

# process_killed: from trap_return: the process in tp was killed.
#   out: does not return
process_killed:
        ld      sp, P_KERNEL(tp)        # nothing on it is needed any more
        mv      a0, tp
        call    console_flush           # what it said comes first
        ld      a0, P_PID(tp)
        addi    a1, tp, P_NAME
        call    process_title           # "monitor: 7 wild"
        ld      a0, P_KILLER(tp)
        bltz    a0, 1f
        print   " killed by process "
        print_number P_KILLER(tp)
        j       2f
1:      print   " killed: "
        ld      t0, P_KILLER(tp)        # -1 and down
        slli    t0, t0, 3
        la      a0, limit_words + 8 * LIMITS
        add     a0, a0, t0
        ld      a0, 0(a0)
        call    print_string
2:      call    print_newline
        li      a0, KILLED
        j       process_end
