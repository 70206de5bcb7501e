# child.s: a child of family.s: say which one it is, sleep a little, and end
# with the square of its number as status.

        .include "frame.inc"
        .include "print.inc"

        .text

# main: a0 = number → status a0²
        .globl  main
main:
        enter   1
        mv      s0, a0                  # which one
        print   "child number "
        mv      a0, s0
        call    print_decimal
        call    print_newline
        li      a0, 4                   # the last one wakes first
        sub     a0, a0, s0
        call    sleep
        mul     a0, s0, s0              # the status
        leave   1
