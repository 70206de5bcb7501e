# cat.s: a file, or without a name the input, to the output.

        .include "calls.inc"
        .include "frame.inc"

        .equ    PIECE,  512

        .text

# main: a1 = words: the name of a file → status 0; 1 if it cannot be read
#
# Registers: s0 descriptor · s1 next byte · s2 bytes left
        .globl  main
main:
        enter   3
        li      s0, 0                   # the input
        beqz    a1, 1f
        lbu     t0, 0(a1)
        beqz    t0, 1f                  # no name
        mv      s1, a1
        mv      a0, a1
        li      a1, OPEN_READ
        call    open
        mv      s0, a0
        bltz    s0, 5f
1:      mv      a0, s0
        la      a1, piece
        li      a2, PIECE
        call    read
        bltz    a0, 4f
        beqz    a0, 3f                  # the end
        la      s1, piece
        mv      s2, a0
2:      li      a0, 1
        mv      a1, s1
        mv      a2, s2
        call    write                   # perhaps not all of it
        blez    a0, 4f
        add     s1, s1, a0
        sub     s2, s2, a0
        bnez    s2, 2b
        j       1b
3:      li      a0, 0
        leave   3
4:      li      a0, 1
        leave   3
5:      mv      a1, a0
        mv      a0, s1
        call    complain
        leave   3

        .bss
piece:  .zero   PIECE
