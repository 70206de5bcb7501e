# forks.s: what a child made by fork has of its parent, and what it has not.

        .include "frame.inc"
        .include "print.inc"

        .equ    HEAP,   512 * 1024

        .text

# main: a0 = children → status 0; 1 if anything is not as it should be
#
# All children live at once and have the heap that the parent filled, which is
# more than the computer's memory if each had its own.
#
# Registers: s0 children · s1 counter · s2 heap · s3 sum
        .globl  main
main:
        enter   4
        mv      s0, a0
        li      a0, HEAP
        call    sbrk
        mv      s2, a0
        call    fill
        li      s1, 0
1:      addi    s1, s1, 1
        call    fork
        bltz    a0, .Lwrong
        beqz    a0, .Lchild
        bne     s1, s0, 1b

        # The parent: what the children did to their memory is not seen here.
        li      s3, 0
2:      la      a0, status
        call    wait
        bltz    a0, .Lwrong
        ld      t0, status
        add     s3, s3, t0
        addi    s1, s1, -1
        bnez    s1, 2b
        ld      t0, 0(s2)
        bne     t0, s2, .Lwrong         # as fill left it
        mv      a0, s3
        call    print_decimal
        print   " is the sum of the statuses"
        call    print_newline
        li      a0, 0
        leave   4

# A child: it finds what its parent left, and changes its own.
.Lchild:
        li      a0, 20
        call    sleep                   # so that all are there
        li      t0, HEAP
        add     t0, s2, t0
        mv      t1, s2
3:      ld      t2, 0(t1)
        bne     t2, t1, .Lwrong
        li      t2, 4096
        add     t1, t1, t2
        bltu    t1, t0, 3b
        sd      s1, 0(s2)               # its own page from here on
        sd      s1, status, t0
        li      a0, 5
        call    sleep
        ld      a0, 0(s2)
        bne     a0, s1, .Lwrong         # nobody else wrote there
        leave   4

.Lwrong:
        print   "something is wrong"
        call    print_newline
        li      a0, 1
        call    exit

# fill: every page of the heap gets its own address.
#   in:  s2 = heap
fill:
        li      t0, HEAP
        add     t0, s2, t0
        mv      t1, s2
        li      t2, 4096
1:      sd      t1, 0(t1)
        add     t1, t1, t2
        bltu    t1, t0, 1b
        ret

        .bss
        .balign 8
status: .zero   8
