# shell.s: read a program's name and a number from the console, run it, say
# what status it ended with; until the end of input.

        .include "calls.inc"
        .include "frame.inc"
        .include "print.inc"

        .equ    LINE,   80

        .text

# main: the argument does not matter → status 0 at the end of input
#
# Registers: s0 next byte of the line · s1 the number behind the name
        .globl  main
main:
        enter   2
.Lprompt:
        print   "program and number, or Ctrl-D: "
        li      a0, 0                   # the console
        la      a1, line
        li      a2, LINE - 1            # and a 0 behind it
        call    read                    # waits until a line is whole
        blez    a0, .Lend               # the end of input
        la      s0, line
        add     t0, s0, a0
        sb      zero, 0(t0)             # the line is a string now

        # The name ends at the first byte that is not above a space.
        li      t1, ' '
1:      lbu     t0, 0(s0)
        bleu    t0, t1, 2f
        addi    s0, s0, 1
        j       1b
2:      sb      zero, 0(s0)
        la      t2, line
        beq     s0, t2, .Lprompt        # there is none
        li      s1, 0                   # without a number it is 0
        bne     t0, t1, 4f              # and no number

        # The number: its digits, up to anything else.
        li      t2, 10
3:      addi    s0, s0, 1
        lbu     t0, 0(s0)
        addi    t0, t0, -'0'            # its value
        bgeu    t0, t2, 4f              # no digit
        mul     s1, s1, t2
        add     s1, s1, t0              # one more digit
        j       3b

4:      la      a0, line
        mv      a1, s1
        call    spawn
        bltz    a0, .Lrefused           # no such program, mostly
        la      a0, status
        call    wait                    # there is one child only
        print   "status "
        la      t0, status
        ld      a0, 0(t0)
        call    print_decimal
        call    print_newline
        j       .Lprompt

.Lrefused:
        mv      s1, a0                  # the error
        print   "cannot run it, error "
        mv      a0, s1
        call    print_decimal
        call    print_newline
        j       .Lprompt

.Lend:
        print   "goodbye"
        call    print_newline
        li      a0, 0
        leave   2

        .bss
        .balign 8
status: .zero   8
line:   .zero   LINE
