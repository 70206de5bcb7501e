# count.s: how many lines and bytes there are in the input.

        .include "calls.inc"
        .include "frame.inc"
        .include "print.inc"

        .equ    PIECE,  512

        .text

# main: → status 0; 1 if the input cannot be read
#
# Registers: s0 lines · s1 bytes
        .globl  main
main:
        enter   2
        li      s0, 0
        li      s1, 0
1:      li      a0, 0
        la      a1, piece
        li      a2, PIECE
        call    read
        bltz    a0, 4f
        beqz    a0, 3f                  # the end
        add     s1, s1, a0
        la      t0, piece
        add     t1, t0, a0
        li      t2, '\n'
2:      lbu     t3, 0(t0)
        addi    t0, t0, 1
        xor     t3, t3, t2
        seqz    t3, t3                  # 1 for the end of a line
        add     s0, s0, t3
        bne     t0, t1, 2b
        j       1b
3:      mv      a0, s0
        call    print_decimal
        print   " lines, "
        mv      a0, s1
        call    print_decimal
        print   " bytes"
        call    print_newline
        li      a0, 0
        leave   2
4:      li      a0, 1
        leave   2

        .bss
piece:  .zero   PIECE
