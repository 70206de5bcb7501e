# system-calls.s: what programs can ask of the monitor.
#
# Invariant: no call begins before each of its arguments has been found to be
# of the kind that its row in the table says (calls.inc); so calls need not
# check them. A call finds the process in tp and its arguments in a0 … a2; what
# a descriptor stands for in P_OPEN, a name in P_NAMED, words in P_WORDS; and the
# pages of a buffer are there until it is over (user-memory.s). It returns its
# result in a0. One that has to wait calls process_wait, and looks again
# afterwards whether what it waited for is there.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "file-system.inc"
        .include "frame.inc"

# A row of the table of calls, and of that of kinds.
        .equ    CALL_ROUTINE,   0
        .equ    CALL_KINDS,     8               # a byte for each argument
        .equ    CALL_COUNT,     15              # a byte: how many arguments
        .equ    CALL_SHIFT,     4               # from numbers to bytes of rows

        .equ    KIND_CHECK,     0
        .equ    KIND_FIRST,     8               # two numbers for the check
        .equ    KIND_SECOND,    16
        .equ    KIND_SHIFT,     5

        .text
        .globl  system_call

# system_call: from trap_entry, by ecall.
#   in:  tp = process, sp = its kernel stack, empty
#   out: goes back to the process
#
# Registers: s0 row of the call · s1 arguments left to check
system_call:
        ld      t0, P_PC(tp)
        addi    t0, t0, 4               # behind the ecall
        sd      t0, P_PC(tp)            # where the process goes on
        add_to  P_CALLS(tp), 1, t0      # on its account, whatever comes of it

        li      a0, ERROR_CALL
        ld      t0, P_A7(tp)
        li      t1, SYSTEM_CALLS
        bgeu    t0, t1, .Lresult        # a number below zero is huge here
        slli    t0, t0, CALL_SHIFT
        la      s0, system_call_table
        add     s0, s0, t0
        lbu     s1, CALL_COUNT(s0)

        # The last argument first: it tells how long a buffer before it is.
.Lcheck:
        beqz    s1, .Lcall
        addi    s1, s1, -1
        add     t0, s0, s1
        lbu     t0, CALL_KINDS(t0)
        beqz    t0, .Lcheck             # any number will do
        slli    t0, t0, KIND_SHIFT
        la      t1, kind_table
        add     t0, t0, t1
        slli    t1, s1, 3               # eight bytes a register
        add     t1, t1, tp
        ld      a1, P_A0(t1)            # the argument, as the process left it,
        ld      a2, P_A0 + 8(t1)        # … and the next one
        ld      a3, KIND_FIRST(t0)
        ld      a4, KIND_SECOND(t0)
        ld      t0, KIND_CHECK(t0)
        jalr    t0                      # others may run before it comes back
        beqz    a0, .Lcheck
        j       .Lresult                # the error is the result

.Lcall: ld      t0, CALL_ROUTINE(s0)
        ld      a0, P_A0(tp)
        ld      a1, P_A1(tp)
        ld      a2, P_A2(tp)
        jalr    t0                      # others may run before it comes back
.Lresult:
        sd      a0, P_A0(tp)
        call    user_unpin
        j       trap_return

# Checks of arguments.
#   in:  a1 = the argument, a2 = the one behind it
#        a3, a4 = the two numbers that its kind has (calls.inc)
#   out: a0 = 0, or the error

# check_range: is it a number from a3 to below a4?
check_range:
        sub     a1, a1, a3              # below a3 is huge then
        sub     a4, a4, a3
        li      a0, 0
        bltu    a1, a4, 1f
        li      a0, ERROR_VALUE
1:      ret

# check_open: is it a descriptor that is open, and whose bits in a3 are a4?
check_open:
        li      a0, ERROR_VALUE
        li      t0, DESCRIPTORS
        bgeu    a1, t0, 1f              # no such number; below zero is huge here
        slli    a1, a1, 3               # F_BYTES each
        add     a1, a1, tp
        addi    a1, a1, P_FILES
        ld      t0, 0(a1)
        beqz    t0, 1f                  # F_NONE
        and     t0, t0, a3
        bne     t0, a4, 1f
        sd      a1, P_OPEN(tp)
        li      a0, 0
1:      ret

# check_name: does it lead to a string that is not empty?
check_name:
        enter   0
        call    check_string
        lbu     t0, P_NAMED(tp)
        bnez    a0, 1f
        bnez    t0, 1f
        li      a0, ERROR_NAME          # the name of nothing
1:      leave   0

# check_words: is it 0, or does it lead to a string?
check_words:
        bnez    a1, check_string
        li      a0, 0
        ret

# check_room: does it lead to a3 bytes that the process may write; or is it 0,
# which is as good if a4 is 1?
check_room:
        mv      a2, a3
        li      a3, PTE_W
        bnez    a1, user_range
        beqz    a4, user_range
        li      a0, 0
        ret

# check_buffer: may the process use a buffer as a3 says, of a2 pieces, each of
# two to the power of a4 bytes? A call uses WRITE_MAX of them at most.
check_buffer:
        sll     a2, a2, a4
        li      t0, WRITE_MAX
        bleu    a2, t0, user_range
        mv      a2, t0
        j       user_range

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
        li      t0, TICKS_PER_MS
        mul     a0, a0, t0              # in ticks
        csrr    t0, time
        add     a0, a0, t0              # from now
        sd      a0, P_WAKE(tp)
        li      a0, SLEEPING
        call    process_wait            # until then
        li      a0, 0
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
        ld      s0, P_LEVEL(tp)
        sd      a0, P_LEVEL(tp)
        mv      a0, tp
        call    turn_take               # its place on that level
        li      a0, READY
        call    process_wait            # others may come before it now
        mv      a0, s0
        leave   1

# call_inform: a0 = place in the process table, a1 = address for what is known
# of the process there → its pid; 0 when there is none.
call_inform:
        enter   1
        li      t0, P_BYTES
        mul     a0, a0, t0
        la      t0, process_table + P_BYTES     # the first is the monitor's own
        add     s0, a0, t0              # the record
        li      a0, 0
        ld      t0, P_STATE(s0)
        beqz    t0, 1f                  # a free one
        addi    a2, s0, P_INFO
        li      a3, INFO_BYTES
        call    copy_out
        ld      a0, P_PID(s0)
1:      leave   1

# call_uptime: → ticks.
call_uptime:
        csrr    a0, time
        ret

        .section .rodata
        .balign 8

# The tables, from those in calls.inc; KIND_… numbers the kinds, from 0.
        .macro  kind name, check, first, second
        .equ    KIND_\name, (. - kind_table) >> KIND_SHIFT
        .dword  check_\check, \first, \second, 0
        .endm

        .macro  system_call number, name, kinds:vararg
        .if     (. - system_call_table) - (\number << CALL_SHIFT)
        .error  "system_calls: the numbers must be 0, 1, 2 …"
        .endif
        .dword  call_\name
        .set    count, 0
        .irp    kind, \kinds
        .ifnb   \kind
        .byte   KIND_\kind
        .set    count, count + 1
        .endif
        .endr
        .zero   CALL_COUNT - CALL_KINDS - count
        .byte   count
        .endm

        .equ    check_any,      0               # is never called
kind_table:
        argument_kinds
system_call_table:
        system_calls
