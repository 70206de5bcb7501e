# rewriter.s: write a file anew, again and again, each time full of the next
# letter; change another one where it is; make and remove a third one.

        .include "calls.inc"
        .include "frame.inc"

        .equ    PIECE,  900
        .equ    PIECES, 10              # more than two blocks

        .text

# main: a0 = times; with 256 more, its files have other names, that begin with
# capitals → status 0; 1 if anything is wrong
#
# Registers: s0 times left · s1 letter · s2 descriptor · s3 pieces left
        .globl  main
main:
        enter   4
        andi    s0, a0, 255
        srli    a0, a0, 8
        slli    a0, a0, 5               # from small to capital letters
        .irp    name, data, place, other
        lbu     t0, \name
        sub     t0, t0, a0
        sb      t0, \name, t1
        .endr
        li      s1, 'a'
1:      la      t0, bytes
        li      t1, PIECE
        add     t1, t0, t1
2:      sb      s1, 0(t0)
        addi    t0, t0, 1
        bne     t0, t1, 2b
        la      a0, data
        li      a1, OPEN_NEW
        call    open
        bltz    a0, 4f
        mv      s2, a0
        li      s3, PIECES
3:      mv      a0, s2
        la      a1, bytes
        li      a2, PIECE
        call    write
        li      t0, PIECE
        bne     a0, t0, 4f
        addi    s3, s3, -1
        bnez    s3, 3b
        mv      a0, s2
        call    close
        bnez    a0, 4f

        la      a0, place
        li      a1, OPEN_WRITE
        call    open
        bltz    a0, 4f
        mv      s2, a0
        la      a1, bytes
        li      a2, PIECE
        call    write
        mv      a0, s2
        call    close
        bnez    a0, 4f

        la      a0, other
        li      a1, OPEN_NEW
        call    open
        bltz    a0, 4f
        call    close
        la      a0, other
        call    remove
        bnez    a0, 4f
        addi    s1, s1, 1
        addi    s0, s0, -1
        bnez    s0, 1b
        li      a0, 0
        leave   4
4:      li      a0, 1
        leave   4

        .data
data:   .asciz  "data"
place:  .asciz  "place"
other:  .asciz  "other"

        .bss
bytes:  .zero   PIECE
