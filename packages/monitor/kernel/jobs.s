# jobs.s: the job list of the image, from its first job to the end of the run.
#
# A job is a program that the monitor itself starts. The list says which, with
# what argument, and what status to expect. As many run at once as the degree
# of multiprogramming says; one that ends lets the next one start. Jobs have
# pids 1, 2, … by their place in the list, children those after; so pids do not
# depend on who is faster.
#
# The monitor does this as a process of its own, the first in the table, with
# pid 0 and no program. It runs in S-mode, whenever a job or somebody without
# another parent has ended.

        .include "memory-map.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "file-system.inc"
        .include "frame.inc"
        .include "print.inc"

# A job in the list (mix/mix.inc).
        .equ    JOB_NAME,       0               # address of NAME_BYTES
        .equ    JOB_ARGUMENT,   8
        .equ    JOB_STATUS,     16
        .equ    JOB_BYTES,      24

        .equ    DEGREE_WORD,    7               # length of "degree="

        .text
        .globl  jobs_degree, jobs_run, finish, next_pid

# jobs_run: start the jobs, one after the other as there is room, and wait for
# all of them and their children, for whom nobody else does; end the run.
#   in:  tp = the monitor's own record
#   out: does not return
#
# Registers: s0 record of one that has ended
jobs_run:
        la      t0, job_list
        sd      t0, next_job, t1        # nothing was started yet
        call    jobs_count
        la      t0, next_pid
        addi    t1, a0, 1
        sd      t1, 0(t0)               # the first child's, behind the jobs'
        print   "monitor: jobs: "
        call    jobs_count
        call    print_decimal
        call    print_newline

1:      call    jobs_fill               # as many as fit
        call    child_ended             # others run meanwhile
        bltz    a0, jobs_finish         # nobody is left
        mv      s0, a0
        sd      zero, P_STATE(s0)       # FREE
        call    jobs_count
        ld      t0, P_PID(s0)
        bgtu    t0, a0, 1b              # somebody's child; perhaps there is a record now
        add_var running, -1             # one less
        ld      t0, P_STATUS(s0)
        ld      t1, P_EXPECTED(s0)
        beq     t0, t1, 1b              # as it should be
        add_var surprises, 1
        j       1b

# jobs_degree: how many jobs may run at once: what the boot arguments say in
# "degree=" and a number, but 1 … PROCESSES; PROCESSES if they say nothing.
#   in:  a0 = address of the device tree
#   clobbers: as any call
#
# Registers: s0 next byte of the arguments
jobs_degree:
        enter   1
        call    device_tree_arguments
        mv      s0, a0
        li      t2, PROCESSES
        beqz    s0, 4f                  # there are none
1:      mv      a0, s0
        la      a1, degree_word
        call    string_begins           # does the word begin here?
        bnez    a0, 2f
        lbu     t0, 0(s0)
        addi    s0, s0, 1               # one byte further on
        bnez    t0, 1b
        j       4f                      # it is nowhere

2:      addi    s0, s0, DEGREE_WORD     # its digits, up to anything else
        li      t2, 0
        li      t3, 10
3:      lbu     t0, 0(s0)
        addi    t0, t0, -'0'
        bgeu    t0, t3, 4f              # no digit
        mul     t2, t2, t3
        add     t2, t2, t0              # one more digit
        addi    s0, s0, 1
        j       3b
4:      addi    t0, t2, -1              # 1 … PROCESSES, and 0 is huge here
        li      t1, PROCESSES
        bltu    t0, t1, 5f
        mv      t2, t1
5:      sd      t2, degree, t0
        leave   1

# jobs_count: → a0 = jobs in the list
#   clobbers: t0, t1
jobs_count:
        la      a0, job_list_end
        la      t0, job_list
        sub     a0, a0, t0              # bytes of the list
        li      t0, JOB_BYTES
        divu    a0, a0, t0              # rows
        ret

# jobs_fill: start the next jobs, as many as may run, and as there are free
# records for.
#   clobbers: as any call
#
# Registers: s0 job · s1 its pid · s2 record
jobs_fill:
        enter   3
.Lnext: ld      s0, next_job            # where we are in the list
        la      t0, job_list_end
        beq     s0, t0, .Lend           # all are started
        ld      t0, running
        ld      t1, degree
        beq     t0, t1, .Lend           # as many as may run at once
        la      t0, job_list
        sub     s1, s0, t0
        li      t0, JOB_BYTES
        divu    s1, s1, t0
        addi    s1, s1, 1               # its place in the list, from 1
        ld      a0, JOB_NAME(s0)
        ld      a1, JOB_ARGUMENT(s0)
        li      a2, 0                   # the monitor is its parent
        mv      a3, s1                  # its pid
        la      a4, inheritance
        call    process_create
        mv      s2, a0                  # record or error
        li      t0, ERROR_FULL
        beq     s2, t0, .Lend           # later, then

        addi    t0, s0, JOB_BYTES
        sd      t0, next_job, t1        # this one is done with
        bltz    s2, .Lfailed            # an error
        ld      t0, JOB_STATUS(s0)
        sd      t0, P_EXPECTED(s2)      # for jobs_ended
        add_var running, 1              # one more
        j       .Lnext
.Lend:  leave   3

# The program is not there, or is no program.
.Lfailed:
        mv      a0, s1                  # it never was a process: no record to ask
        ld      a1, JOB_NAME(s0)
        call    process_title
        print   " cannot start, error "
        mv      a0, s2
        call    print_decimal
        call    print_newline
        add_var surprises, 1            # a job must at least start
        j       .Lnext

# jobs_finish: no process is left. The run passes if every job ended as
# expected.
#   out: does not return
jobs_finish:
        ld      s0, surprises           # jobs that went wrong
        ld      s1, pages_given
        ld      t0, pages_left
        sub     s1, s1, t0              # pages in use
        ld      t0, slots
        add     s1, s1, t0
        ld      t0, slots_left
        sub     s1, s1, t0              # … and slots
        bnez    s1, .Llost              # somebody kept a page, or a slot
        print   "monitor: jobs done: "
        call    jobs_count
        call    print_decimal
        print   ", not as expected: "
        mv      a0, s0
        call    print_decimal
        call    print_newline
        li      a0, FINISHER_PASS
        beqz    s0, finish              # none: exit status 0
        li      a0, 1 << 16 | FINISHER_FAIL  # exit status 1

# finish: end the run.
#   in:  a0 = what to tell the finisher
#   out: does not return
finish:
        li      t0, FINISHER
        sw      a0, 0(t0)               # the end
1:      wfi                             # in case the computer takes a moment
        j       1b

.Llost: print   "monitor: defect: pages lost: "
        mv      a0, s1
        call    print_decimal
        call    print_newline
        li      a0, 2 << 16 | FINISHER_FAIL  # exit status 2
        j       finish

        .section .rodata
        .balign 8
inheritance:                            # of a job: two descriptors, and its level
        .byte   F_CONSOLE, 0, 0, 0, 0, 0, 0, 0  # 0 reads,
        .byte   F_CONSOLE, 1, 0, 0, 0, 0, 0, 0  # … 1 writes
        .zero   (DESCRIPTORS - 2) * F_BYTES
        .dword  NORMAL, 0, 0, 0         # … and no limits
degree_word:
        .asciz  "degree="

        .bss
        .balign 8
degree:         .zero   8               # jobs that may run at once
running:        .zero   8               # jobs that do
next_job:       .zero   8               # first job in the list that was not started
surprises:      .zero   8               # jobs that did not end as expected
next_pid:       .zero   8               # pid of the next child
