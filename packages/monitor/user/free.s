# free.s: how much of memory and of the swap area nobody uses.

        .include "calls.inc"
        .include "frame.inc"
        .include "print.inc"

        .text

# main: → status 0
#
# Registers: s0 what there is to know
        .globl  main
main:
        enter   1
        la      s0, there
        mv      a0, s0
        call    memory
        ld      a0, 8(s0)
        call    print_decimal
        print   " of "
        ld      a0, 0(s0)
        call    print_decimal
        print   " pages of memory are free"
        call    print_newline
        ld      a0, 24(s0)
        call    print_decimal
        print   " of "
        ld      a0, 16(s0)
        call    print_decimal
        print   " in the swap area; "
        ld      a0, 32(s0)
        call    print_decimal
        print   " were read from it, "
        ld      a0, 40(s0)
        call    print_decimal
        print   " written to it"
        call    print_newline
        li      a0, 0
        leave   1

        .bss
        .balign 8
there:  .zero   MEMORY_BYTES
