# script.s: an operator who needs no hands: commands that the image brings along, a line each. They
# are carried out before any VM runs, up to the first `wait`, and from there on when that time has
# passed, even if all VMs have ended by then. A line that begins with # is a remark.

        .include "vmm.inc"

        .equ    TICKS_A_MS,     10000

        .text

# script_run: the commands up to the next wait, or to the end of the script
#   clobbers: s0, a0-a7, t0-t6
#   plan: s1 the next character of the script
        .globl  script_run
script_run:
        enter   s1
        ld      s1, script_next
        bnez    s1, .Lnext
        la      s1, script              # the first time
.Lnext: li      t0, NEVER
        sd      t0, script_due, t1
        lbu     t0, 0(s1)
        beqz    t0, .Lended
        la      t1, line
        addi    t2, t1, LINE_MAX
.Lcopy: lbu     t0, 0(s1)
        beqz    t0, .Lline
        addi    s1, s1, 1
        beqi    t0, '\n', .Lline, t3
        beq     t1, t2, .Lcopy          # the line is full
        sb      t0, 0(t1)
        addi    t1, t1, 1
        j       .Lcopy
.Lline: sb      zero, 0(t1)
        lbu     t0, line
        beqz    t0, .Lnext
        beqi    t0, '#', .Lnext, t0
        say     prompt_text
        say     line
        li      a0, '\n'
        call    put
        call    operator_reader
        call    execute
        is      script_due, NEVER, .Lnext
.Lended:
        sd      s1, script_next, t0
        leave   s1

# operate_wait: the script goes on in so many milliseconds
#   in:  a0 = milliseconds
#   clobbers: a0, t0-t6
        .globl  operate_wait
operate_wait:
        li      t0, TICKS_A_MS
        mul     a0, a0, t0
        now     t0
        add     a0, a0, t0
        sd      a0, script_due, t1
        tail    arm_timer

        .section .bss
        .balign 8
script_next:                            # what is to be carried out next; 0: all of it
        .space  8
        .globl  script_due
script_due:                             # mtime when that is to be; NEVER: it has ended
        .space  8
