# print.s: words and numbers on the console, for programs. The monitor joins
# what is written to whole lines.

        .include "frame.inc"

        .text

# print_string: a string.
#   in:  a0 = its address; it is ended by 0
#   clobbers: a0 … a2, a7, t0
        .globl  print_string
print_string:
        enter   0
        mv      a1, a0                  # where it begins
        mv      a2, a0
1:      lbu     t0, 0(a2)               # find its end
        addi    a2, a2, 1
        bnez    t0, 1b                  # the 0 is counted too
        sub     a2, a2, a1              # bytes with the 0,
        addi    a2, a2, -1              # … without it
        li      a0, 1                   # the console
        call    write
        leave   0

# print_newline: the end of a line.
#   clobbers: a0 … a2, a7
        .globl  print_newline
print_newline:
        enter   0
        la      a1, newline
        li      a2, 1
        li      a0, 1                   # the console
        call    write
        leave   0

# print_decimal: a number, with its sign if it is below zero.
#   in:  a0 = the number
#   clobbers: a0 … a2, a7, t0 … t2
        .globl  print_decimal
print_decimal:
        enter   0
        mv      a1, sp                  # the digits, last one first, below the frame
        addi    sp, sp, -32
        mv      t0, a0
        bgez    a0, 1f                  # a0 keeps the sign
        neg     t0, t0
1:      li      t1, 10
2:      remu    t2, t0, t1              # the last digit
        divu    t0, t0, t1              # what is in front of it
        addi    t2, t2, '0'
        addi    a1, a1, -1              # in front of the others
        sb      t2, 0(a1)
        bnez    t0, 2b                  # at least one digit, even for 0
        bgez    a0, 3f
        li      t2, '-'
        addi    a1, a1, -1
        sb      t2, 0(a1)
3:      addi    a2, sp, 32              # where they end
        sub     a2, a2, a1              # how many
        li      a0, 1
        call    write
        addi    sp, sp, 32
        leave   0

        .section .rodata
newline:
        .ascii  "\n"
