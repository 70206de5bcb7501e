# stress.s: children that do everything at once: use memory that they share,
# write files, wait, talk through pipes, have children; while their parent
# kills some of them, in whatever they do. At the end nothing may be left.

        .include "calls.inc"
        .include "process.inc"
        .include "frame.inc"
        .include "print.inc"

        .equ    HEAP,   24 * 4096
        .equ    CROWD,  24              # children at once

        .text

# main: a0 = children in all → status 0; 1 if something is left
#
# Registers: s0 children to start · s1 children there · s2 random state
#            s3 heap · s4 pid of the last child
        .globl  main
main:
        enter   5
        mv      s0, a0
        li      s1, 0
        li      s2, 1
        li      a0, HEAP
        call    sbrk
        mv      s3, a0
        call    touch
.Lstart:
        beqz    s0, .Lwait
        li      t0, CROWD
        beq     s1, t0, .Lwait
        addi    s0, s0, -1
        call    fork
        beqz    a0, .Lchild
        bltz    a0, .Lwait              # as many as there can be
        mv      s4, a0
        addi    s1, s1, 1

        # Every other time, somebody is killed: perhaps the last child, perhaps
        # one that is gone.
        call    random
        andi    t0, a0, 1
        bnez    t0, .Lstart
        srli    a0, a0, 1
        andi    a0, a0, 15
        sub     a0, s4, a0
        li      t0, 1
        bleu    a0, t0, .Lstart         # not oneself
        call    kill
        call    random
        andi    t0, a0, 3
        bnez    t0, .Lstart
        call    yield
        j       .Lstart

.Lwait: li      a0, 0
        call    wait
        bltz    a0, .Lover              # no more children
        addi    s1, s1, -1
        bnez    s0, .Lstart
        j       .Lwait

        # No file is open, no pipe is taken: all of them can be had.
.Lover: la      a0, common
        call    remove
        li      t0, ERROR_NAME
        beq     a0, t0, 1f              # nobody came to make it
        bnez    a0, .Lwrong
1:      li      s0, 3                   # pipes: two descriptors each, 0 and 1 are taken
2:      la      a0, ends
        call    pipe
        bnez    a0, .Lwrong
        addi    s0, s0, -1
        bnez    s0, 2b
        print   "nothing is left"
        call    print_newline
        li      a0, 0
        leave   5
.Lwrong:
        li      a0, 1
        leave   5

# One of several lives, by chance; its number makes it different.
.Lchild:
        call    getpid
        add     s2, s2, a0
        call    touch                   # pages that were shared
        call    random
        andi    a0, a0, 3
        slli    a0, a0, 3
        la      t0, lives
        add     t0, t0, a0
        ld      t0, 0(t0)
        jr      t0

# Write a file, all the same one.
scribbler:
        la      a0, common
        li      a1, OPEN_WRITE
        call    open
        bltz    a0, .Lend
        mv      s4, a0
        li      s0, 6
1:      mv      a0, s4
        mv      a1, s3
        li      a2, 1500
        call    write
        addi    s0, s0, -1
        bnez    s0, 1b
        j       .Lend                   # which closes it

# Talk to a child, which is an orphan if this one is killed.
talker:
        la      a0, ends
        call    pipe
        bltz    a0, .Lend               # all pipes are taken
        call    fork
        bltz    a0, .Lend
        beqz    a0, 2f
        ld      a0, ends + 8
        call    close
1:      ld      a0, ends
        mv      a1, s3
        li      a2, 300
        call    read
        bgtz    a0, 1b
        j       .Lend
2:      ld      a0, ends
        call    close
        li      s0, 5
3:      ld      a0, ends + 8
        mv      a1, s3
        li      a2, 700
        call    write
        bltz    a0, .Lend
        addi    s0, s0, -1
        bnez    s0, 3b
        j       .Lend

# Sleep, a little and then long: unless it is killed, it ends all the same.
sleeper:
        li      s0, 5
1:      mv      a0, s0
        call    sleep
        addi    s0, s0, -1
        bnez    s0, 1b
        j       .Lend

# Become this program anew, with nothing to do.
changer:
        la      a0, name
        li      a1, 0
        li      a2, 0
        call    exec
.Lend:
        li      a0, 0
        call    exit

# touch: write to every page of the heap.
#   in:  s3 = heap
touch:
        li      t0, HEAP
        add     t0, s3, t0
        mv      t1, s3
        li      t2, 4096
1:      sd      t1, 0(t1)
        add     t1, t1, t2
        bltu    t1, t0, 1b
        ret

# random: a number that looks like chance.
#   in:  s2 = state    out: a0 = 0 … 2^16 - 1, s2 = next state
random:
        li      t0, 1103515245
        mul     s2, s2, t0
        li      t0, 12345
        addw    s2, s2, t0
        srliw   a0, s2, 16
        ret

        .section .rodata
        .balign 8
lives:  .dword  scribbler, talker, sleeper, changer
common: .asciz  "common"
name:   .asciz  "quick"

        .bss
        .balign 8
ends:   .zero   16
