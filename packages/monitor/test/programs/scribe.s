# scribe.s: write files, read them back, change them, and do what is not
# allowed. The argument tells several scribes apart: each has its own files.

        .include "calls.inc"
        .include "process.inc"
        .include "frame.inc"
        .include "print.inc"

        .equ    SIZE,   10000           # bytes in the file: two blocks and a part
        .equ    PIECE,  100

# expect value: a0 must be this, or the check with this number has failed.
        .macro  expect number, value
        li      t0, \value
        li      s6, \number
        bne     a0, t0, .Lwrong
        .endm

        .text

# main: a0 = letter → status 0; otherwise the number of the check that failed
#
# Registers: s0 letter · s1 descriptor · s2 counter · s6 check
        .globl  main
main:
        enter   7
        mv      s0, a0
        sb      s0, file + 6, t0
        sb      s0, kept + 5, t0
        la      a0, file
        li      a1, OPEN_READ
        call    open
        expect  1, ERROR_NAME

        # Write it in pieces, each of one byte's value.
        la      a0, file
        li      a1, OPEN_NEW
        call    open
        expect  2, 2
        mv      s1, a0
        li      s2, 0
1:      add     t0, s2, s0              # the byte
        la      t1, piece
        addi    t2, t1, PIECE
2:      sb      t0, 0(t1)
        addi    t1, t1, 1
        bne     t1, t2, 2b
        mv      a0, s1
        la      a1, piece
        li      a2, PIECE
        call    write
        expect  3, PIECE
        addi    s2, s2, 1
        li      t0, SIZE / PIECE
        bne     s2, t0, 1b
        la      a0, file
        call    remove
        expect  4, ERROR_BUSY
        mv      a0, s1
        la      a1, piece
        li      a2, 1
        call    read
        expect  5, ERROR_VALUE          # it is open to write
        mv      a0, s1
        call    close
        expect  6, 0
        mv      a0, s1
        call    close
        expect  7, ERROR_VALUE

        # Change bytes on both sides of a block's end.
        la      a0, file
        li      a1, OPEN_WRITE
        call    open
        mv      s1, a0
        li      a1, SIZE + 1
        call    seek
        expect  8, ERROR_VALUE
        mv      a0, s1
        li      a1, 4090
        call    seek
        expect  9, 4090
        mv      a0, s1
        la      a1, marks
        li      a2, 12
        call    write
        expect  10, 12
        mv      a0, s1
        call    close
        expect  11, 0

        # Read it all.
        la      a0, file
        li      a1, OPEN_READ
        call    open
        mv      s1, a0
        la      a1, stat_there
        call    stat
        expect  12, 0
        ld      a0, stat_there + NAME_BYTES
        expect  13, SIZE
        li      s2, 0
3:      mv      a0, s1
        la      a1, byte
        li      a2, 1
        call    read
        beqz    a0, 6f                  # the end
        expect  14, 1
        lbu     a0, byte
        li      t0, 4090
        sub     t0, s2, t0
        li      t1, 12
        bltu    t0, t1, 4f              # among the changed ones
        li      t0, PIECE
        divu    t0, s2, t0
        add     t0, t0, s0
        andi    t0, t0, 0xff
        li      s6, 15
        bne     a0, t0, .Lwrong
        j       5f
4:      la      t1, marks
        add     t0, t0, t1
        lbu     t0, 0(t0)
        li      s6, 16
        bne     a0, t0, .Lwrong
5:      addi    s2, s2, 1
        j       3b
6:      mv      a0, s2
        expect  17, SIZE
        mv      a0, s1
        la      a1, byte
        li      a2, 1
        call    write
        expect  18, ERROR_VALUE         # it is open to read
        mv      a0, s1
        call    close

        # What is left for the one who looks at the disk afterwards.
        la      a0, kept
        li      a1, OPEN_NEW
        call    open
        mv      s1, a0
        la      a1, marks
        li      a2, 12
        call    write
        expect  19, 12
        mv      a0, s1
        call    close
        la      a0, file
        call    remove
        expect  20, 0
        la      a0, file
        call    remove
        expect  21, ERROR_NAME

        # It is in the directory, once.
        li      s2, 1
        li      s1, 0
7:      mv      a0, s2
        la      a1, stat_there
        call    readdir
        li      s6, 22
        bltz    a0, .Lwrong
        beqz    a0, 9f
        la      t0, stat_there
        la      t1, kept
8:      lbu     t2, 0(t0)
        lbu     t3, 0(t1)
        addi    t0, t0, 1
        addi    t1, t1, 1
        bne     t2, t3, 9f
        bnez    t2, 8b
        addi    s1, s1, 1
9:      addi    s2, s2, 1
        li      t0, 64
        bne     s2, t0, 7b
        mv      a0, s1
        expect  23, 1
        print   "all as written"
        call    print_newline
        li      a0, 0
        leave   7
.Lwrong:
        mv      a0, s6
        leave   7

        .section .rodata
marks:  .ascii  "twelve marks"

        .data
file:   .asciz  "notes-?"
kept:   .asciz  "kept-?"

        .bss
        .balign 8
stat_there:
        .zero   STAT_BYTES
piece:  .zero   PIECE
byte:   .zero   1
