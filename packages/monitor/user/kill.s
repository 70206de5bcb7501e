# kill.s: end a process.

        .include "frame.inc"
        .include "print.inc"

        .text

# main: a0 = its number, a1 = words: the same → status 0; 1 if there is none with
# this number
#
# Registers: s0 words
        .globl  main
main:
        enter   1
        mv      s0, a1
        beqz    a1, 1f
        lbu     t0, 0(a1)
        beqz    t0, 1f                  # no words
        call    kill
        beqz    a0, 2f
        mv      a1, a0
        mv      a0, s0
        call    complain
2:      leave   1
1:      print   "write kill and the number of a process; ps tells it\n"
        li      a0, 1
        leave   1
