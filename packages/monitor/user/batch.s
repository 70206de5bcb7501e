# batch.s: run a deck of jobs, unattended. Each line of the input is a card:
#
#         NAME [time=N] [memory=N] [output=N] PROGRAM [WORDS]
#
# time is thousands of instructions, memory pages, output bytes: who uses more
# is killed. Lines that begin with # are for the reader. `batch 3 < deck` runs
# three jobs at a time. A line tells how each went, one at the end of all.

        .include "calls.inc"
        .include "process.inc"
        .include "frame.inc"
        .include "print.inc"

        .equ    LINE,   128
        .equ    RUNS,   64              # at most, at a time
        .equ    R_PID,  0               # one that runs: 0 if there is none,
        .equ    R_NAME, 8               # … and the name of its job
        .equ    R_BYTES, 8 + NAME_BYTES

        .text

# main: a0 = how many at a time; 0: one → status 0; 1 if a job's status was not 0
#
# Registers: s0 jobs that may run · s1 jobs that do · s2 no more cards?
#            s3 jobs in all · s4 those that did not go well · s5 instructions
        .globl  main
main:
        enter   6
        li      t0, RUNS
        bltu    t0, a0, 1f
        mv      t0, a0
1:      mv      s0, t0
        bnez    s0, 2f
        li      s0, 1
2:      li      s1, 0
        li      s2, 0
        li      s3, 0
        li      s4, 0
        li      s5, 0
.Lfill: bnez    s2, .Lwait
        beq     s1, s0, .Lwait          # as many as may run
        call    read_line
        beqz    a0, .Llast
        call    start
        beqz    a0, .Lfill              # no job
        addi    s3, s3, 1
        bltz    a0, 3f
        addi    s1, s1, 1
        j       .Lfill
3:      addi    s4, s4, 1
        j       .Lfill
.Llast: li      s2, 1
.Lwait: beqz    s1, .Lend
        la      a0, info
        call    reap
        call    report
        addi    s1, s1, -1
        ld      t0, info + P_STATUS - P_INFO
        snez    t0, t0
        add     s4, s4, t0
        ld      t0, info + P_INSTRUCTIONS - P_INFO
        add     s5, s5, t0
        j       .Lfill

.Lend:  mv      a0, s3
        call    print_decimal
        print   " jobs, "
        mv      a0, s4
        call    print_decimal
        print   " not well; "
        li      t0, 1000
        divu    a0, s5, t0
        call    print_decimal
        print   " thousand instructions"
        call    print_newline
        snez    a0, s4
        leave   6

# report: how a job went.
#   in:  a0 = its pid; info
#
# Registers: s0 its place
report:
        enter   1
        la      s0, table
1:      ld      t0, R_PID(s0)
        beq     t0, a0, 2f
        addi    s0, s0, R_BYTES
        j       1b
2:      sd      zero, R_PID(s0)
        addi    a0, s0, R_NAME
        call    print_string
        print   ": status "
        ld      a0, info + P_STATUS - P_INFO
        call    print_decimal
        print   ", "
        li      t0, 1000
        ld      a0, info + P_INSTRUCTIONS - P_INFO
        divu    a0, a0, t0
        call    print_decimal
        print   " thousand instructions, "
        ld      a0, info + P_PAGES - P_INFO
        call    print_decimal
        print   " pages, "
        ld      a0, info + P_FAULTS - P_INFO
        call    print_decimal
        print   " faults, "
        ld      a0, info + P_OUTPUT - P_INFO
        call    print_decimal
        print   " bytes of output"
        call    print_newline
        leave   1

# start: begin the job of the card in `line`.
#   out: a0 = its pid, or an error; 0 when it is no job
#
# Registers: s0 next byte of the line · s1 place for it · s2 limits there
start:
        enter   3
        la      s0, line
        call    word
        lbu     t0, 0(a0)
        beqz    t0, .Lno_job            # an empty line
        li      t1, '#'
        beq     t0, t1, .Lno_job
        la      s1, table
1:      ld      t0, R_PID(s1)
        beqz    t0, 2f
        addi    s1, s1, R_BYTES
        j       1b
2:      addi    t1, s1, R_NAME          # the name, cut
        addi    t2, t1, NAME_BYTES - 1
3:      lbu     t0, 0(a0)
        sb      t0, 0(t1)
        beqz    t0, 4f
        addi    a0, a0, 1
        addi    t1, t1, 1
        bne     t1, t2, 3b
        sb      zero, 0(t1)
4:      call    fork
        beqz    a0, .Lchild
        sd      a0, R_PID(s1)
        bgtz    a0, 5f
        sd      zero, R_PID(s1)
        mv      s2, a0
        addi    a0, s1, R_NAME
        call    print_string
        print   ": cannot start"
        call    print_newline
        mv      a0, s2
5:      leave   3
.Lno_job:
        li      a0, 0
        leave   3

# The child: its limits, and then its program.
.Lchild:
        call    word
        mv      s1, a0
        la      s2, options
6:      mv      a0, s1
        ld      a1, 0(s2)
        call    after                   # does the word begin so?
        bnez    a0, 7f
        addi    s2, s2, 24
        la      t0, options_end
        bne     s2, t0, 6b
        mv      a0, s0                  # none of them: the program; the rest is for it
        call    number
        mv      a1, a0
        mv      a0, s1
        mv      a2, s0
        call    exec
        print   "cannot run it"
        call    print_newline
        li      a0, 1
        call    exit
7:      call    number
        ld      t0, 16(s2)
        mul     a1, a0, t0
        ld      a0, 8(s2)
        call    limit
        j       .Lchild

# word: end the word at s0, and let s0 stand at the next one.
#   out: a0 = the word
#   clobbers: t0, t1
word:
        mv      a0, s0
        li      t1, ' '
1:      lbu     t0, 0(s0)
        beqz    t0, 3f
        addi    s0, s0, 1
        bne     t0, t1, 1b
        sb      zero, -1(s0)
2:      lbu     t0, 0(s0)
        bne     t0, t1, 3f
        addi    s0, s0, 1
        j       2b
3:      ret

# after: what is behind a word's beginning.
#   in:  a0 = the word, a1 = the beginning
#   out: a0 = behind it, or 0 when the word begins otherwise
#   clobbers: a1, t0, t1
after:
1:      lbu     t1, 0(a1)
        beqz    t1, 2f
        lbu     t0, 0(a0)
        addi    a0, a0, 1
        addi    a1, a1, 1
        beq     t0, t1, 1b
        li      a0, 0
2:      ret

# number: a0 = digits → a0 = their value
#   clobbers: t0 … t2
number:
        mv      t1, a0
        li      a0, 0
        li      t2, 10
1:      lbu     t0, 0(t1)
        addi    t0, t0, -'0'
        bgeu    t0, t2, 2f
        mul     a0, a0, t2
        add     a0, a0, t0
        addi    t1, t1, 1
        j       1b
2:      ret

# read_line: a line of the input, to `line`.
#   out: a0 = 0 at the end of input, otherwise 1; the line ends with 0
#
# Registers: s0 where the next byte goes · s1 was there anything?
read_line:
        enter   2
        la      s0, line
        li      s1, 0
1:      li      a0, 0                   # the input
        la      a1, byte
        li      a2, 1
        call    read
        blez    a0, 2f                  # no more
        li      s1, 1
        lbu     t0, byte
        li      t1, '\n'
        beq     t0, t1, 2f
        la      t1, line + LINE - 1
        beq     s0, t1, 1b              # no room: cut
        sb      t0, 0(s0)
        addi    s0, s0, 1
        j       1b
2:      sb      zero, 0(s0)
        mv      a0, s1
        leave   2

        .section .rodata

# option: how it is written on a card, LIMIT_…, of how many one is.
        .macro  option words, limit, unit
        .dword  71f, \limit, \unit
        .pushsection .rodata.words, "a", @progbits
71:     .asciz  "\words"
        .popsection
        .endm

        .balign 8
options:
        option  "time=",   LIMIT_TIME,   1000
        option  "memory=", LIMIT_PAGES,  1
        option  "output=", LIMIT_OUTPUT, 1
options_end:

        .bss
        .balign 8
table:  .zero   RUNS * R_BYTES
info:   .zero   INFO_BYTES
line:   .zero   LINE
byte:   .zero   1
