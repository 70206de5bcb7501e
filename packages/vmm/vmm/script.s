# script.s: an operator who needs no hands: commands that the image brings along, a line each. They
# are carried out before any VM runs, up to the first `wait`, and from there on when that time has
# passed, even if all VMs have ended by then. A line that begins with # is a remark.

        .include "vmm.inc"
        .globl  script_run, operate_wait, script_due

        .equ    TICKS_A_MS,     10000

# script_run: the commands up to the next wait, or to the end of the script
#   clobbers: s0, a0-a7, t0-t6
#   plan: s1 the next character of the script
script_run:
        enter   s1
        ld      s1, script_next
        bnez    s1, .Lnext
        la      s1, script              # the first time
.Lnext: li      t0, NEVER
        sd      t0, script_due, t1
.Lcharacter:
        lbu     a0, 0(s1)
        beqz    a0, .Lended
        addi    s1, s1, 1
        la      a2, script_line
        jal     line_add
        blez    a1, .Lcharacter
        lbu     t0, LINE_TEXT(a2)
        beqz    t0, .Lnext
        beqi    t0, '#', .Lnext, t0
        jal     prompt
        la      a0, script_line + LINE_TEXT
        jal     print
        li      a0, '\n'
        jal     put
        jal     operator_reader
        la      a2, script_line + LINE_TEXT
        jal     execute
        is      script_due, NEVER, .Lnext
.Lended:
        sd      s1, script_next, t0
        leave   s1

# operate_wait: the script goes on in so many milliseconds
#   in:  a0 = milliseconds
#   clobbers: a0, t0-t6
operate_wait:
        li      t0, TICKS_A_MS
        mul     a0, a0, t0
        now     t0
        add     a0, a0, t0
        sd      a0, script_due, t1
        j       arm_timer

        variable script_next            # what is to be carried out next; 0: all of it
        variable script_line, LINE_SIZE
        variable script_due             # mtime when that is to be; NEVER: it has ended
