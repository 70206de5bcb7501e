# becomes.s: exec: another program in the same process, or an error.

        .include "calls.inc"
        .include "frame.inc"
        .include "print.inc"

        .text

# main: the argument does not matter → status that `large` gives; 1 if exec
# came back when it should not, or not with the right error
        .globl  main
main:
        enter   0
        la      a0, missing
        li      a1, 0
        li      a2, 0                   # no words
        call    exec
        li      t0, ERROR_NAME
        bne     a0, t0, 1f
        li      a0, 0x80000000          # the monitor's memory
        li      a2, 0
        call    exec
        li      t0, ERROR_ADDRESS
        bne     a0, t0, 1f
        print   "still myself"
        call    print_newline
        la      a0, large
        li      a1, 7
        li      a2, 0                   # no words
        call    exec
1:      li      a0, 1
        leave   0

        .section .rodata
missing:
        .asciz  "missing"
large:  .asciz  "large"
