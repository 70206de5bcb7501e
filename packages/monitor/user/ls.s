# ls.s: the files that there are, and their sizes.

        .include "calls.inc"
        .include "process.inc"
        .include "frame.inc"
        .include "print.inc"

        .equ    PLACES, 64

        .text

# main: → status 0; 1 if there is no file system
#
# Registers: s0 place
        .globl  main
main:
        enter   1
        li      s0, 1
1:      mv      a0, s0
        la      a1, file
        call    readdir
        bltz    a0, 3f
        beqz    a0, 2f                  # none there
        ld      a0, file + NAME_BYTES
        call    print_decimal
        print   " "
        la      a0, file
        call    print_string
        call    print_newline
2:      addi    s0, s0, 1
        li      t0, PLACES
        bne     s0, t0, 1b
        li      a0, 0
        leave   1
3:      mv      a1, a0
        la      a0, files
        call    complain
        leave   1

        .section .rodata
files:  .asciz  "files"

        .bss
        .balign 8
file:   .zero   STAT_BYTES
