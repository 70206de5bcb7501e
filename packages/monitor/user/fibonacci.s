# fibonacci.s: the Fibonacci number of the argument, in the slowest way:
# by calling itself.

        .include "frame.inc"
        .include "print.inc"

        .text

# main: a0 = which → status 0
        .globl  main
main:
        enter   2
        mv      s0, a0                  # n
        call    fibonacci
        mv      s1, a0
        print   "Fibonacci number "
        mv      a0, s0
        call    print_decimal
        print   " is "
        mv      a0, s1
        call    print_decimal
        call    print_newline
        li      a0, 0
        leave   2

# fibonacci: F(n) = F(n-1) + F(n-2).
#   in:  a0 = n     out: a0 = F(n)
fibonacci:
        li      t0, 2
        bltu    a0, t0, 1f              # F(0) = 0, F(1) = 1
        enter   2
        mv      s0, a0
        addi    a0, s0, -1              # n - 1
        call    fibonacci
        mv      s1, a0                  # F(n-1)
        addi    a0, s0, -2              # n - 2
        call    fibonacci
        add     a0, a0, s1
        leave   2
1:      ret
