# levels.s: children on different levels compute, all at once. Those on the
# lower levels come first, whoever was started first.

        .include "frame.inc"
        .include "print.inc"

        .equ    LOOPS,  500000          # several turns
        .equ    CHILDREN, 3

        .text

# main: the argument does not matter → status 0; 1 if anything is wrong
#
# Registers: s0 row of the table · s1 its end · s2 level
        .globl  main
main:
        enter   3
        li      a0, 0                   # before all of them
        call    level
        la      s0, levels
        la      s1, levels_end
1:      call    fork
        bltz    a0, 4f
        beqz    a0, .Lchild
        addi    s0, s0, 8
        bne     s0, s1, 1b
        li      s1, CHILDREN
2:      la      a0, status
        call    wait
        bltz    a0, 4f
        ld      t0, status
        bnez    t0, 4f
        addi    s1, s1, -1
        bnez    s1, 2b
        li      a0, 0
        leave   3
4:      li      a0, 1
        leave   3

.Lchild:
        ld      s2, 0(s0)
        mv      a0, s2
        call    level
        bnez    a0, 4b                  # it had its parent's
        li      s0, LOOPS
1:      addi    s0, s0, -1
        bnez    s0, 1b
        print   "level "
        mv      a0, s2
        call    print_decimal
        call    print_newline
        li      a0, 0
        leave   3

        .section .rodata
        .balign 8
levels: .dword  7, 1, 5
levels_end:

        .bss
        .balign 8
status: .zero   8
