# mandelbrot.s: a picture of the Mandelbrot set in letters, a line at a time.
# Numbers are fixed-point: 12 bits after the point.

        .include "frame.inc"

        .equ    COLUMNS,        56
        .equ    ROWS,           17
        .equ    STEPS,          40              # then z stays, we say
        .equ    ONE,            1 << 12
        .equ    LEFT,           -9 * ONE / 4    # the corner of the picture: -2.25 + 1.2 i
        .equ    TOP,            6 * ONE / 5
        .equ    RIGHTWARD,      3 * ONE / 55    # from column to column: 3 / 55
        .equ    DOWNWARD,       -6 * ONE / 40   # from row to row: 0.15
        .equ    FAR,            4 * ONE         # |z|² beyond this goes to infinity

        .text

# main: the argument does not matter → status 0
#
# Registers: s0 row · s1 column · s2 imaginary part of c · s3 real part of c
        .globl  main
main:
        enter   4
        li      s0, ROWS
        li      s2, TOP                 # from the top
1:      li      s3, LEFT                # from the left
        la      s1, line                # a letter for each column
2:      mv      a0, s3
        mv      a1, s2
        call    steps                   # for this point
        la      t0, shades
        add     t0, t0, a0
        lbu     t0, 0(t0)               # more steps, darker
        sb      t0, 0(s1)
        addi    s1, s1, 1
        addi    s3, s3, RIGHTWARD
        la      t0, line + COLUMNS
        bne     s1, t0, 2b              # the next column

        li      a0, 1                   # the console
        la      a1, line
        li      a2, COLUMNS + 1         # with the newline behind it
        call    write
        addi    s2, s2, DOWNWARD
        addi    s0, s0, -1
        bnez    s0, 1b                  # the next row
        li      a0, 0
        leave   4

# steps: how long z := z² + c, from 0, stays near.
#   in:  a0, a1 = real and imaginary part of c
#   out: a0 = 0 … STEPS
#   clobbers: t0 … t5
steps:
        li      t0, 0                   # z = t0 + t1 i
        li      t1, 0
        li      t2, 0                   # steps
1:      mul     t3, t0, t0
        srai    t3, t3, 12              # t3 = t0²
        mul     t4, t1, t1
        srai    t4, t4, 12              # t4 = t1²
        add     t5, t3, t4              # |z|²
        li      a2, FAR
        bgt     t5, a2, 2f              # far away
        mul     t1, t0, t1              # the imaginary part: 2 · t0 · t1
        srai    t1, t1, 11              # one bit less than 12: twice
        add     t1, t1, a1
        sub     t0, t3, t4              # the real part: t0² - t1²
        add     t0, t0, a0
        addi    t2, t2, 1
        li      a2, STEPS
        bne     t2, a2, 1b              # still near
2:      mv      a0, t2
        ret

        .section .rodata
shades:                                 # for 0 … STEPS steps
        .ascii  "   .,:;-=+oxxXX%%%%%%&&&&&&&&&&&&$$$$$$$@"

        .data
line:
        .zero   COLUMNS
        .ascii  "\n"
