# calls.s: Fibonacci numbers by recursion: calls, returns and a stack.
        .equ    N, 36
        .text
        .globl  main

# main: returns fibonacci(N) in a0.
main:   li      a0, N

# fibonacci: a0 = n  ->  a0 = fibonacci(n); keeps what the calling convention keeps.
fibonacci:
        li      t0, 2
        bltu    a0, t0, 1f
        addi    sp, sp, -32
        sd      ra, 24(sp)
        sd      s0, 16(sp)
        sd      s1, 8(sp)
        mv      s0, a0
        addi    a0, a0, -1
        call    fibonacci
        mv      s1, a0
        addi    a0, s0, -2
        call    fibonacci
        add     a0, a0, s1
        ld      s1, 8(sp)
        ld      s0, 16(sp)
        ld      ra, 24(sp)
        addi    sp, sp, 32
1:      ret
