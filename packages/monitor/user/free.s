# free.s: how much memory nobody uses.

        .include "frame.inc"
        .include "print.inc"

        .text

# main: → status 0
        .globl  main
main:
        enter   0
        call    memory
        call    print_decimal
        print   " pages of 4096 bytes are free"
        call    print_newline
        li      a0, 0
        leave   0
