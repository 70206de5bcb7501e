# rm.s: remove a file.

        .include "frame.inc"
        .include "print.inc"

        .text

# main: a1 = words: the file's name → status 0; 1 if it cannot be removed
#
# Registers: s0 name
        .globl  main
main:
        enter   1
        mv      s0, a1
        beqz    a1, 1f
        lbu     t0, 0(a1)
        beqz    t0, 1f                  # no words
        mv      a0, a1
        call    remove
        beqz    a0, 2f
        mv      a1, a0
        mv      a0, s0
        call    complain
2:      leave   1
1:      print   "write rm and the name of a file\n"
        li      a0, 1
        leave   1
