# wild.s: a program with a mistake: it stores to an address that is not its
# own, and dies of it.

        .include "print.inc"

        .text

# main: does not return
        .globl  main
main:
        print   "I was never here"      # without a newline: it is printed all the same
        sd      zero, 0(zero)           # dies here
        print   "still alive"
        call    print_newline
        li      a0, 0
        call    exit
