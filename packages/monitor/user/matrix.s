# matrix.s: the product of two square matrices of numbers. The argument is
# how often; the sum of all elements is printed.

        .include "frame.inc"
        .include "print.inc"

        .equ    N,      32              # rows and columns
        .equ    ROW,    8 * N           # bytes in a row

        .text

# main: a0 = how often → status 0
#
# Registers: s0 times left · s1 sum
        .globl  main
main:
        enter   2
        mv      s0, a0
        call    matrix_fill
1:      call    matrix_multiply         # the same each time
        addi    s0, s0, -1
        bnez    s0, 1b                  # once more

        # The sum of the product's elements.
        la      t0, product
        li      t1, N * N
        li      s1, 0
2:      ld      t2, 0(t0)
        add     s1, s1, t2              # one element
        addi    t0, t0, 8
        addi    t1, t1, -1
        bnez    t1, 2b                  # all of them

        print   "the elements of the product add up to "
        mv      a0, s1
        call    print_decimal
        call    print_newline
        li      a0, 0
        leave   2

# matrix_fill: left[i][j] = i + 2 j, right[i][j] = 3 i - j.
#   clobbers: t0 … t5
matrix_fill:
        la      t0, left
        la      t1, right
        li      t2, 0                   # i
1:      li      t3, 0                   # j
2:      slli    t4, t3, 1               # 2 j
        add     t4, t4, t2              # … + i
        sd      t4, 0(t0)
        slli    t4, t2, 1               # 2 i
        add     t4, t4, t2              # … + i
        sub     t4, t4, t3              # … - j
        sd      t4, 0(t1)
        addi    t0, t0, 8
        addi    t1, t1, 8
        addi    t3, t3, 1
        li      t5, N
        bne     t3, t5, 2b              # the next column
        addi    t2, t2, 1
        bne     t2, t5, 1b              # the next row
        ret

# matrix_multiply: product = left × right.
#   clobbers: t0 … t6, a0 … a3
#
# Registers: a0 element of the product · a1 row of left · a2 its column
matrix_multiply:
        la      a0, product
        la      a1, left
        li      t0, N                   # rows left
1:      li      a2, 0                   # its first column
2:      la      t1, right               # down the column of right
        slli    t2, a2, 3
        add     t1, t1, t2
        mv      t2, a1                  # along the row of left
        li      t3, N
        li      t4, 0                   # the sum of products
3:      ld      t5, 0(t2)               # one of the row
        ld      t6, 0(t1)               # one of the column
        mul     t5, t5, t6
        add     t4, t4, t5
        addi    t2, t2, 8               # to the right
        addi    t1, t1, ROW             # down
        addi    t3, t3, -1
        bnez    t3, 3b                  # all N of them
        sd      t4, 0(a0)               # one element of the product
        addi    a0, a0, 8
        addi    a2, a2, 1
        li      a3, N
        bne     a2, a3, 2b              # the next column
        addi    a1, a1, ROW             # the next row
        addi    t0, t0, -1
        bnez    t0, 1b
        ret

        .bss
        .balign 8
left:           .zero   N * ROW
right:          .zero   N * ROW
product:        .zero   N * ROW
