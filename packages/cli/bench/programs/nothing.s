# nothing.s: what starting and ending cost.
        .text
        .globl  main
main:   li      a0, 0
        ret
