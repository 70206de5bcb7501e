# scheduler.s: who runs next, and how a process waits.
#
# Of the ready processes, the one on the first level runs; among those of one
# level, the one whose last turn was longest ago. A turn ends after QUANTUM,
# or earlier when another interrupt comes or when the process waits for
# something. When all wait, so does the hart.
#
# A process leaves the processor in one of two places: in its program, when an
# interrupt ends its turn, or in process_wait, inside a system call. So there
# are two ways back.
#
# On the account of a process is what is executed from turn_begins to schedule,
# whatever the mode; on nobody's what is between them, and what the hart does
# when all wait.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "frame.inc"

        .text
        .globl  process_wait, schedule, turn_take

# process_wait: the process in tp leaves the processor until it is ready.
#   in:  a0 = its state from now on; READY only lets the others run
#   out: comes back when somebody has made it ready and its turn has come
#   clobbers: as any call
process_wait:
        enter   7                       # what a routine may expect to survive
        sd      a0, P_STATE(tp)
        sd      sp, P_RESUME(tp)        # all else lies on its kernel stack
        li      t0, READY
        beq     a0, t0, schedule        # it does not wait for anything
        add_to  P_WAITS(tp), 1, t0      # on its account
        # and on to schedule

# schedule: give the processor to a process.
#   in:  tp = process whose turn is over, or 0
#        nothing on the stack is needed any more, but what P_RESUME tells of
#   out: does not return
#
# Registers: s0 record we look at · s1 end of the records in use
#            s2 when the first sleeper wakes · s3 when the hart began to idle
#            s4 the turn of the best one so far
schedule:
        csrr    t0, instret             # all instructions that were ever executed
        li      sp, NOBODYS_STACK
        beqz    tp, 1f                  # it was nobody's
        ld      t2, turn_began
        sub     t0, t0, t2
        ld      a1, P_INSTRUCTIONS(tp)
        add     a1, a1, t0
        sd      a1, P_INSTRUCTIONS(tp)  # on the account of the one that ran
        li      a2, LIMIT_TIME
        call    limit_check

1:      records s0, s1
        li      s2, -1                  # never: the latest of all times
        li      s4, -1                  # later than any turn
        li      tp, 0                   # nobody found yet

.Llook: ld      t0, P_STATE(s0)         # what it does
        addi    t2, t0, -SLEEPING
        li      t1, PARKED - SLEEPING
        bgtu    t2, t1, 2f              # neither asleep nor parked
        ld      t1, P_WAKE(s0)
        bgeu    t1, s2, 3f              # not earlier than the earliest so far
        mv      s2, t1
        j       3f
2:      li      t1, READY
        bne     t0, t1, 3f              # it waits, or the record is free
        ld      t1, P_TURN(s0)
        bgeu    t1, s4, 3f              # the one found before comes first
        mv      s4, t1
        mv      tp, s0
3:      next_record s0, s1, .Llook      # the next one

        bnez    tp, .Lrun               # there is one

        # All wait. The hart sleeps until an interrupt is there; with
        # sstatus.SIE off, it then goes on here.
        mv      a0, s2                  # never, if none sleeps
        call    load_idle
        call    alarm_set
        csrr    s3, time
        wfi                             # idle
        csrr    t0, time
        sub     t0, t0, s3
        ld      t2, idle_ticks
        add     t2, t2, t0
        sd      t2, idle_ticks, t1      # for so long
        call    interrupts_serve        # one of them may be ready now
        j       schedule

# The turn ends when the quantum is over or the first sleeper wakes.
.Lrun:  mv      a0, tp
        call    turn_take               # behind all others of its level, from now on
        add_to  P_TURNS(tp), 1, t0      # on its account
        csrr    a0, time                # now
        li      t0, QUANTUM
        add     a0, a0, t0              # the end of the quantum
        bltu    a0, s2, 1f              # a0 = the earlier of both
        mv      a0, s2
1:      call    alarm_set
        ld      a0, P_ROOT(tp)          # its own address space
        call    space_use
        csrr    t0, instret
        sd      t0, turn_began, t1

        # Back into process_wait, or back into its program.
turn_begins:
        ld      sp, P_RESUME(tp)
        beqz    sp, trap_return
        sd      zero, P_RESUME(tp)      # it is there once only
        leave   7

# turn_take: the last of its level has this turn; whoever is created or runs
# takes one, so none waits for ever behind others of its level.
#   in:  a0 = process
#   clobbers: t0, t1
turn_take:
        add_var turns, 1     # one more turn
        ld      t0, P_LEVEL(a0)
        slli    t0, t0, TURN_BITS       # the level decides first,
        or      t0, t0, t1              # … then the turn
        sd      t0, P_TURN(a0)
        ret

        .bss
        .balign 8
turns:          .zero   8               # so many were taken
turn_began:     .zero   8               # instret when this one began
