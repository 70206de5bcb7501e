# rm.s: remove a file.

        .include "frame.inc"
        .include "print.inc"

        .text

# main: a1 = words: the file's name → status 0; 1 if it cannot be removed
        .globl  main
main:
        enter   0
        mv      a0, a1
        call    remove
        snez    a0, a0
        leave   0
