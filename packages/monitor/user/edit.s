# edit.s: a line that somebody types, and may change while he does:
#
#         ← →  Ctrl-A Ctrl-E      the cursor: one to the side, to either end
#         ↑ ↓                     lines that were typed before
#         Backspace, Ctrl-U       take one back, or all
#         Ctrl-D                  the end of input, in an empty line
#
# The monitor gives each key at once, and shows none of them (`keys`).

        .include "frame.inc"
        .include "print.inc"

        .equ    LINE,   128             # bytes in a line, with the 0 that ends it
        .equ    LINES,  16              # that are remembered, a power of two

        .equ    HOME,           1       # Ctrl-A
        .equ    END_OF_INPUT,   4       # Ctrl-D
        .equ    LAST,           5       # Ctrl-E
        .equ    BACKSPACE,      8
        .equ    FORGET,         21      # Ctrl-U
        .equ    ESCAPE,         27      # and [ and a letter: a cursor key
        .equ    DELETE,         127

        .text

# edit_line: a line of the input, to `line`.
#   in:  a0 = what to ask
#   out: a0 = 0 at the end of input, otherwise 1; the line ends with 0
#
# Registers: s0 its length · s1 the cursor · s2 where it is · s3 which of the
#            remembered lines it is · s4 the cursor before a change
        .globl  edit_line
edit_line:
        enter   5
        mv      s2, a0
        li      a0, 1
        call    keys                    # if another process has them, lines will do
        mv      a0, s2
        call    print_string
        la      s2, line
        li      s0, 0
        li      s1, 0
        la      t0, lines_typed
        ld      s3, 0(t0)               # none of them yet: the next
.Lkey:  mv      s4, s1
        call    key
        blez    a0, .Lend               # nobody can type any more
        li      t0, '\r'
        beq     a0, t0, .Lenter
        li      t0, '\n'
        beq     a0, t0, .Lenter
        li      t0, ESCAPE
        beq     a0, t0, .Lescape
        li      t0, BACKSPACE
        beq     a0, t0, .Lback
        li      t0, DELETE
        beq     a0, t0, .Lback
        li      t0, HOME
        beq     a0, t0, .Lhome
        li      t0, LAST
        beq     a0, t0, .Llast
        li      t0, FORGET
        beq     a0, t0, .Lforget
        li      t0, END_OF_INPUT
        beq     a0, t0, .Lend
        li      t0, ' '
        bltu    a0, t0, .Lkey           # no other key is known
        li      t0, LINE - 1
        beq     s0, t0, .Lkey           # no room

        # Make room at the cursor for it.
        add     t0, s2, s0
        add     t1, s2, s1
1:      beq     t0, t1, 2f
        lbu     t2, -1(t0)
        sb      t2, 0(t0)
        addi    t0, t0, -1
        j       1b
2:      sb      a0, 0(t1)
        addi    s0, s0, 1
        addi    s1, s1, 1
.Lshow: call    show
        j       .Lkey

.Lback: beqz    s1, .Lkey
        add     t0, s2, s1              # close the gap
        add     t1, s2, s0
3:      beq     t0, t1, 4f
        lbu     t2, 0(t0)
        sb      t2, -1(t0)
        addi    t0, t0, 1
        j       3b
4:      addi    s0, s0, -1
        addi    s1, s1, -1
        j       .Lshow
.Lhome: li      s1, 0
        j       .Lshow
.Llast: mv      s1, s0
        j       .Lshow
.Lforget:
        li      s0, 0
        li      s1, 0
        j       .Lshow

.Lescape:
        call    key
        li      t0, '['
        bne     a0, t0, .Lkey
        call    key
        li      t0, 'D'
        beq     a0, t0, .Lleft
        li      t0, 'C'
        beq     a0, t0, .Lright
        li      t1, -1
        li      t0, 'A'
        beq     a0, t0, .Lother         # the line before,
        li      t1, 1
        li      t0, 'B'
        beq     a0, t0, .Lother         # … the one after
        j       .Lkey
.Lleft: beqz    s1, .Lkey
        addi    s1, s1, -1
        j       .Lshow
.Lright:
        beq     s1, s0, .Lkey
        addi    s1, s1, 1
        j       .Lshow

        # One of the lines typed before; behind the last of them, an empty one.
.Lother:
        la      t0, lines_typed
        ld      t0, 0(t0)
        add     t1, s3, t1
        bgtu    t1, t0, .Lkey           # there is none: below zero is huge here
        sub     t2, t0, t1
        li      t3, LINES
        bgeu    t2, t3, .Lkey           # it is forgotten
        mv      s3, t1
        li      s0, 0
        beq     s3, t0, 6f
        mv      a0, s3
        call    remembered
        mv      t0, a0
5:      lbu     t1, 0(t0)
        beqz    t1, 6f
        add     t2, s2, s0
        sb      t1, 0(t2)
        addi    t0, t0, 1
        addi    s0, s0, 1
        j       5b
6:      mv      s1, s0
        j       .Lshow

.Lend:  bnez    s0, .Lkey               # only in an empty line
        call    over
        li      a0, 0
        leave   5

.Lenter:
        add     t0, s2, s0
        sb      zero, 0(t0)
        beqz    s0, 8f                  # nothing to remember
        la      t0, lines_typed
        ld      a0, 0(t0)
        addi    t1, a0, 1
        sd      t1, 0(t0)
        call    remembered
        mv      t0, s2
7:      lbu     t1, 0(t0)
        sb      t1, 0(a0)
        addi    t0, t0, 1
        addi    a0, a0, 1
        bnez    t1, 7b
8:      call    over
        li      a0, 1
        leave   5

# key: → a0 = the next key, a byte; not above 0: there is none any more
key:
        enter   0
        li      a0, 0
        la      a1, byte
        li      a2, 1
        call    read
        blez    a0, 1f
        lbu     a0, byte
1:      leave   0

# over: the line is over: on to the next one on the screen, and keys are as usual.
over:
        enter   0
        call    print_newline
        li      a0, 0
        call    keys
        leave   0

# remembered: where a line that was typed before is.
#   in:  a0 = its number    out: a0 = where
#   clobbers: t0
remembered:
        andi    a0, a0, LINES - 1
        slli    a0, a0, 7               # LINE bytes each
        la      t0, lines
        add     a0, a0, t0
        ret

# show: the line as it is now, on the screen.
#   in:  s0 = its length, s1 = cursor, s2 = the line, s4 = cursor on the screen
show:
        enter   0
        addi    t0, s4, 1
        bne     t0, s1, 1f              # not one more byte,
        bne     s1, s0, 1f              # … at the end
        add     a1, s2, s4
        li      a2, 1
        li      a0, 1
        call    write
        leave   0
1:      mv      a0, s4
        call    go_back                 # to its start
        li      a0, 1
        mv      a1, s2
        mv      a2, s0
        call    write
        print   "\033[K"                # nothing behind it
        sub     a0, s0, s1
        call    go_back                 # to the cursor
        leave   0

# go_back: move the cursor on the screen to the left.
#   in:  a0 = how far
go_back:
        enter   1
        mv      s0, a0
1:      beqz    s0, 2f
        print   "\b"
        addi    s0, s0, -1
        j       1b
2:      leave   1

        .bss
        .balign 8
lines_typed:
        .zero   8
        .globl  line
line:   .zero   LINE
lines:  .zero   LINES * LINE
byte:   .zero   1
