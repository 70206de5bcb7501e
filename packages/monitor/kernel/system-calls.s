# system-calls.s: what programs can ask of the monitor.
#
# A call finds the process in tp and its arguments in a0 … a2, and returns
# its result in a0. One that has to wait calls process_wait, and looks again
# afterwards whether what it waited for is there.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "frame.inc"

        .text

# system_call: from trap_entry, by ecall.
#   in:  tp = process, sp = its kernel stack, empty
#   out: goes back to the process
        .globl  system_call
system_call:
        ld      t0, P_PC(tp)
        addi    t0, t0, 4               # behind the ecall
        sd      t0, P_PC(tp)            # where the process goes on
        add_to  P_CALLS(tp), 1, t0      # on its account, whatever comes of it

        li      a0, ERROR_CALL
        ld      t0, P_A7(tp)
        li      t1, SYSTEM_CALLS
        bgeu    t0, t1, 1f              # a number below zero is huge here
        slli    t0, t0, 3               # eight bytes a row
        la      t1, system_call_table
        add     t0, t0, t1
        ld      t0, 0(t0)               # the routine for it
        ld      a0, P_A0(tp)            # the arguments, as the process left them
        ld      a1, P_A1(tp)
        ld      a2, P_A2(tp)
        jalr    t0                      # others may run before it comes back
1:      sd      a0, P_A0(tp)            # the result
        call    user_unpin
        j       trap_return

# call_yield: → 0.
call_yield:
        enter   0
        li      a0, READY               # it waits for nothing but its turn
        call    process_wait
        li      a0, 0
        leave   0

# call_sleep: a0 = milliseconds → 0. timer_serve wakes it.
call_sleep:
        enter   0
        li      t0, 1 << 32             # longer than that is a mistake
        bgeu    a0, t0, 1f              # also what is below zero
        li      t0, TICKS_PER_MS
        mul     a0, a0, t0              # in ticks
        csrr    t0, time
        add     a0, a0, t0              # from now
        sd      a0, P_WAKE(tp)
        li      a0, SLEEPING
        call    process_wait            # until then
        li      a0, 0
        leave   0
1:      li      a0, ERROR_VALUE
        leave   0

# call_getpid: → pid.
call_getpid:
        ld      a0, P_PID(tp)
        ret

# call_sbrk: a0 = bytes → end of the heap before. The pages come when touched.
call_sbrk:
        ld      t0, P_BREAK(tp)         # the end of the heap
        li      t1, USER_HEAP_LIMIT
        sub     t1, t1, t0              # what may still be added
        bgtu    a0, t1, 1f              # too much; a number below zero is huge here
        add     t1, t0, a0
        sd      t1, P_BREAK(tp)         # to the byte
        page_up t1, t2
        sd      t1, P_HEAP + AREA_END(tp)
        mv      a0, t0                  # the end before
        ret
1:      li      a0, ERROR_VALUE
        ret

# call_level: a0 = level from now on → the level before.
#
# Registers: s0 the level before
call_level:
        enter   1
        li      t0, LEVELS
        bgeu    a0, t0, 1f              # no such level; below zero is huge here
        ld      s0, P_LEVEL(tp)
        sd      a0, P_LEVEL(tp)
        mv      a0, tp
        call    turn_take               # its place on that level
        li      a0, READY
        call    process_wait            # others may come before it now
        mv      a0, s0
        leave   1
1:      li      a0, ERROR_VALUE
        leave   1

# call_inform: a0 = place in the process table, a1 = address for what is known
# of the process there → its pid; 0 when there is none.
call_inform:
        enter   1
        li      t0, PROCESSES
        bgeu    a0, t0, 1f              # no such place
        li      t0, P_BYTES
        mul     a0, a0, t0
        la      t0, process_table + P_BYTES     # the first is the monitor's own
        add     s0, a0, t0              # the record
        li      a0, 0
        ld      t0, P_STATE(s0)
        beqz    t0, 2f                  # a free one
        addi    a2, s0, P_INFO
        li      a3, INFO_BYTES
        call    copy_out                # checks the address
        bnez    a0, 2f                  # the error is the answer
        ld      a0, P_PID(s0)
2:      leave   1
1:      li      a0, ERROR_VALUE
        leave   1

# call_uptime: → ticks.
call_uptime:
        csrr    a0, time
        ret

        .section .rodata
        .balign 8

# The dispatch table, from the table of system calls.
        .macro  system_call number, name
        .if     (. - system_call_table) - 8 * \number
        .error  "system_calls: the numbers must be 0, 1, 2 …"
        .endif
        .dword  call_\name
        .endm

system_call_table:
        system_calls
