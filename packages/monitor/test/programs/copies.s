# copies.s: run `large` many times at once.

        .include "frame.inc"
        .include "print.inc"

        .text

# main: a0 = how many → status 0; 1 if one of them did not end well
#
# Registers: s0 how many · s1 counter
        .globl  main
main:
        enter   2
        mv      s0, a0
        mv      s1, a0
1:      la      a0, large
        li      a1, 0
        call    spawn
        bltz    a0, 4f
        addi    s1, s1, -1
        bnez    s1, 1b
2:      la      a0, status
        call    wait
        bltz    a0, 4f
        ld      t0, status
        bnez    t0, 4f
        addi    s1, s1, 1
        bne     s1, s0, 2b
        print   "all have ended"
        call    print_newline
        li      a0, 0
        leave   2
4:      li      a0, 1
        leave   2

        .section .rodata
large:  .asciz  "large"
        .bss
        .balign 8
status: .zero   8
