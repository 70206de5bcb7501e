# stress.s: children that do everything at once: use memory that they share,
# write files and read them back, map one, wait, talk through pipes, have
# children; while their parent kills some of them, in whatever they do. Each finds
# in its pages and files what it wrote. At the end nothing may be left.

        .include "calls.inc"
        .include "process.inc"
        .include "frame.inc"
        .include "print.inc"

        .equ    PIECE,  2000            # bytes written at once; six in the heap
        .equ    CROWD,  60              # children at once
        .equ    PLACES, 64              # of files
        .equ    LIVES,  5               # in the table of them
        .equ    WRONG,  99              # status of one that finds something else
        .equ    STEP,   0x9e3779b1      # the file "numbers" has this, twice this, …

        .text

# main: a0 = children in all + (pages of each << 16) → status 0; 1 if something
# is left
#
# Registers: s0 children to start · s1 children there · s2 random state
#            s3 heap · s4 pid of the last child · s5 whose pages these are
        .globl  main
main:
        enter   6
        slli    s0, a0, 48
        srli    s0, s0, 48
        srli    a0, a0, 16
        slli    a0, a0, 12
        sd      a0, heap_bytes, t0
        li      s5, 0
        li      s1, 0
        li      s2, 1
        call    sbrk
        mv      s3, a0
        call    stamp
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

.Lwait: la      a0, status
        call    wait
        bltz    a0, .Lover              # no more children
        ld      t0, status
        li      t1, WRONG
        beq     t0, t1, .Lwrong
        addi    s1, s1, -1
        bnez    s0, .Lstart
        j       .Lwait

        # No file is open, those of the killed can be removed; no pipe is taken:
        # all of them can be had.
.Lover: li      s0, 1
1:      mv      a0, s0
        la      a1, file
        call    readdir
        beqz    a0, 3f
        lbu     t0, file
        li      t1, '='                 # not one of ours
        bne     t0, t1, 3f
        la      a0, file
        call    remove
        bnez    a0, .Lwrong
3:      addi    s0, s0, 1
        li      t0, PLACES
        bne     s0, t0, 1b
        li      s0, 3                   # pipes: two descriptors each, 0 and 1 are taken
2:      la      a0, ends
        call    pipe
        bnez    a0, .Lwrong
        addi    s0, s0, -1
        bnez    s0, 2b
        print   "nothing is left"
        call    print_newline
        li      a0, 0
        leave   6
.Lwrong:
        li      a0, 1
        leave   6

# One of several lives, by chance; its number makes it different.
.Lchild:
        call    check                   # pages that were shared
        call    getpid
        add     s2, s2, a0
        mv      s5, a0
        call    stamp
        call    random
        li      t0, LIVES
        remu    a0, a0, t0
        slli    a0, a0, 3
        la      t0, lives
        add     t0, t0, a0
        ld      t0, 0(t0)
        jr      t0

# Write a file, and read it back.
scribbler:
        la      t0, file + 1            # "=", and the pid in letters
        mv      t1, s5
1:      andi    t2, t1, 15
        addi    t2, t2, 'a'
        sb      t2, 0(t0)
        addi    t0, t0, 1
        srli    t1, t1, 4
        bnez    t1, 1b
        li      t1, '='
        sb      t1, file, t2
        la      a0, file
        li      a1, OPEN_NEW
        call    open
        bltz    a0, .Lend               # there are as many as can be
        mv      s4, a0
        li      s0, 6
        mv      s6, s3
2:      mv      a0, s4
        mv      a1, s6
        li      a2, PIECE
        call    write
        li      t0, PIECE
        bne     a0, t0, .Lfull
        add     s6, s6, a0
        addi    s0, s0, -1
        bnez    s0, 2b
        mv      a0, s4
        call    close
        la      a0, file
        li      a1, OPEN_READ
        call    open
        bltz    a0, .Lwrong_page
        mv      s4, a0
        mv      s6, s3
        li      s0, 6
3:      mv      a0, s4
        la      a1, piece
        li      a2, PIECE
        call    read
        li      t0, PIECE
        bne     a0, t0, .Lwrong_page
        la      t0, piece
        addi    t3, t0, PIECE
4:      ld      t1, 0(t0)
        ld      t2, 0(s6)
        bne     t1, t2, .Lwrong_page
        addi    t0, t0, 8
        addi    s6, s6, 8
        bne     t0, t3, 4b
        addi    s0, s0, -1
        bnez    s0, 3b
.Lfull: mv      a0, s4
        call    close
        la      a0, file
        call    remove
        j       .Lend

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
        la      a1, piece
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

# Have a file in memory that all others have there as well, and find in it what
# it holds. There may be none.
reader:
        la      a0, numbers
        li      a1, OPEN_READ
        call    open
        bltz    a0, .Lend
        mv      s4, a0
        la      a1, file
        call    stat
        mv      a0, s4
        call    map_file
        bltz    a0, .Lwrong_page
        mv      t0, a0
        ld      t1, file + NAME_BYTES   # its size
        add     t1, t0, t1
        li      t2, STEP
        li      t3, 0
1:      add     t3, t3, t2
        ld      t4, 0(t0)
        bne     t4, t3, .Lwrong_page
        addi    t0, t0, 8
        bltu    t0, t1, 1b
        call    unmap
        bnez    a0, .Lwrong_page
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
.Lend:  call    check
        li      a0, 0
        call    exit
.Lwrong_page:
        li      a0, WRONG
        call    exit

# stamp: write to every page of the heap: where it is, and whose.
#   in:  s3 = heap, s5 = whose
stamp:
        ld      t0, heap_bytes
        add     t0, s3, t0
        mv      t1, s3
        li      t2, 4096
1:      sd      t1, 0(t1)
        sd      s5, 8(t1)
        add     t1, t1, t2
        bltu    t1, t0, 1b
        ret

# check: does every page hold what was stamped there?
#   in:  s3 = heap, s5 = whose
check:
        ld      t0, heap_bytes
        add     t0, s3, t0
        mv      t1, s3
        li      t2, 4096
1:      ld      t3, 0(t1)
        bne     t3, t1, .Lwrong_page
        ld      t3, 8(t1)
        bne     t3, s5, .Lwrong_page
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
lives:  .dword  scribbler, talker, sleeper, changer, reader
name:   .asciz  "quick"
numbers:
        .asciz  "numbers"

        .bss
        .balign 8
ends:   .zero   16
status: .zero   8
heap_bytes:
        .zero   8
file:   .zero   STAT_BYTES
piece:  .zero   PIECE
