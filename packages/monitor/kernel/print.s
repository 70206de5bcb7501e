# print.s: words and numbers on the console, straight to the device.

        .include "frame.inc"

        .text
        .globl  print_string, print_newline, print_decimal, print_hex

# print_string: a string.
#   in:  a0 = its address; it is ended by 0
#   clobbers: a0, a1, t0, t1
print_string:
        enter   0
        mv      a1, a0                  # uart_send wants a0 and leaves a1 alone
1:      lbu     a0, 0(a1)
        beqz    a0, 2f                  # that was all
        call    uart_send
        addi    a1, a1, 1
        j       1b
2:      leave   0

# print_newline: the end of a line.
#   clobbers: a0, t0, t1
print_newline:
        li      a0, '\n'
        j       uart_send

# print_decimal: a number, with its sign if it is below zero.
#   in:  a0 = the number
#   clobbers: as any call
print_decimal:
        enter   1
        mv      s0, a0                  # uart_send wants a0
        bgez    s0, 1f                  # no sign
        li      a0, '-'
        call    uart_send
        neg     s0, s0                  # the least number is its own negative, and right unsigned
1:      mv      a0, s0
        li      a1, 10
        call    print_digits
        leave   1

# print_hex: an unsigned number in base 16, after 0x.
#   in:  a0 = the number
#   clobbers: as any call
print_hex:
        enter   1
        mv      s0, a0                  # uart_send wants a0
        li      a0, '0'
        call    uart_send
        li      a0, 'x'
        call    uart_send
        mv      a0, s0
        li      a1, 16                  # the base
        call    print_digits
        leave   1

# print_digits: an unsigned number, without leading zeros.
#   in:  a0 = the number, a1 = base, 10 or 16
#
# The last digit comes first, so all of them wait on the stack: at most 20,
# below the frame.
# Registers: s0 next digit · s1 end of the digits
print_digits:
        enter   2
        mv      s1, sp                  # behind the last digit
        mv      s0, sp
        addi    sp, sp, -32
1:      remu    t0, a0, a1              # the last digit
        divu    a0, a0, a1              # what is in front of it
        addi    t0, t0, '0'
        li      t1, '9'
        ble     t0, t1, 2f              # 0 … 9
        addi    t0, t0, 'a' - '9' - 1   # from 10 on it is a letter
2:      addi    s0, s0, -1
        sb      t0, 0(s0)               # in front of the others
        bnez    a0, 1b                  # at least one digit, even for 0
3:      lbu     a0, 0(s0)               # now the first comes first
        call    uart_send
        addi    s0, s0, 1
        bne     s0, s1, 3b
        addi    sp, sp, 32
        leave   2
