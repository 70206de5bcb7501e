# shell.s: read a line (edit.s), run what it says, and say with what status it
# ended; until the end of input. `shell 1 < file` runs the lines of a file and
# says what it runs; batch.s runs jobs that have limits.
#
#         primes 100              a program and a number
#         cat poem                … and words
#         echo hello > file       its output goes to a file,
#         count < file            … its input comes from one
#         ls | count              the output of one is the input of the next
#         primes 30000 &          do not wait for it
#
# Words, < and > are parted by spaces.

        .include "calls.inc"
        .include "process.inc"
        .include "frame.inc"
        .include "print.inc"

        .equ    LINE,   128
        .equ    NONE,   -1              # no descriptor

        .text

# main: a0 = 0 to ask for each line, or 1 to print it → status 0 at the end of
# input, when all that was started has ended
#
# Registers: s0 next byte of the line · s1 descriptor for the next command's
#            input, or NONE · s2 byte that ends the command · s3 its pid
#            s4 its first byte · s5 argument
        .globl  main
main:
        enter   6
        mv      s5, a0
.Lprompt:
        bnez    s5, 1f                  # nobody types
        la      a0, question
        call    edit_line
        j       2f
1:      call    read_line
2:      beqz    a0, .Lend               # the end of input
        la      s0, line
        li      s1, NONE
        beqz    s5, .Lcommand
        mv      a0, s0
        call    print_string            # the log
        call    print_newline

        # A command reaches to one of | & and the end of the line.
.Lcommand:
        call    skip_spaces
        mv      s4, s0
1:      lbu     s2, 0(s0)
        addi    s0, s0, 1
        beqz    s2, 2f                  # the end of the line
        li      t0, '&'
        beq     s2, t0, 2f
        li      t0, '|'
        bne     s2, t0, 1b
2:      sb      zero, -1(s0)            # the command is a string now
        lbu     t0, 0(s4)
        beqz    t0, .Lempty             # there is none
        li      t0, '|'
        bne     s2, t0, 3f
        la      a0, ends
        call    pipe                    # to the next command
        bltz    a0, .Lrefused
3:      call    fork
        beqz    a0, .Lchild
        mv      s3, a0

        # The shell keeps only the end that the next command reads.
        bltz    s1, 4f
        mv      a0, s1
        call    close
        li      s1, NONE
4:      li      t0, '|'
        bne     s2, t0, 5f
        ld      a0, ends + 8
        call    close
        ld      s1, ends
        bgez    s3, .Lcommand           # the next one
5:      bltz    s3, .Lforkless
        li      t0, '&'
        bne     s2, t0, 6f
        print   "started "
        mv      a0, s3
        call    print_decimal
        call    print_newline
        j       .Lprompt

6:      la      a0, status              # the last command's; others end on the way
        call    wait
        bne     a0, s3, 6b
        print   "status "
        ld      a0, status
        call    print_decimal
        call    print_newline
        j       .Lprompt

.Lempty:
        bltz    s1, .Lprompt            # an empty line
        mv      a0, s1
        call    close                   # nobody reads what the command before gives
        j       .Lprompt

.Lforkless:
        mv      a0, s3
.Lrefused:
        mv      a1, a0
        mv      a0, s4
        call    complain
        j       .Lprompt

.Lend:
        li      a0, 0
        call    wait                    # for those in the background
        bgez    a0, .Lend
        print   "goodbye"
        call    print_newline
        li      a0, 0
        leave   6

# read_line: a line of the input, to `line`. A file does not end its pieces at
# the end of a line, so each is one byte.
#   out: a0 = 0 at the end of input, otherwise 1; the line ends with 0
#
# Registers: s0 where the next byte goes
read_line:
        enter   1
        la      s0, line
1:      li      a0, 0                   # the input
        mv      a1, s0
        li      a2, 1
        call    read                    # on the console, waits until a line is whole
        blez    a0, 3f                  # no more
        lbu     t0, 0(s0)
        li      t1, '\n'
        beq     t0, t1, 2f
        la      t1, line + LINE - 1
        beq     s0, t1, 1b              # no room: cut
        addi    s0, s0, 1
        j       1b
2:      sb      zero, 0(s0)
        li      a0, 1
        leave   1
3:      sb      zero, 0(s0)             # a last line may have no end
        la      t0, line
        sub     a0, s0, t0
        snez    a0, a0
        leave   1

# The child: input from the pipe before, output to the pipe behind, and then
# the command in s4.
.Lchild:
        bltz    s1, 7f
        li      a0, 0
        mv      a1, s1
        call    move
7:      li      t0, '|'
        bne     s2, t0, 8f
        li      a0, 1
        ld      a1, ends + 8
        call    move
        ld      a0, ends
        call    close                   # the next command's
8:      mv      a0, s4
        j       run

# move: let a descriptor be what another one is.
#   in:  a0 = descriptor, the first that is free when it is closed
#        a1 = the other, which is closed
move:
        enter   1
        mv      s0, a1
        call    close
        mv      a0, s0
        call    dup
        mv      a0, s0
        call    close
        leave   1

# run: become the program of a command.
#   in:  a0 = the command, ended by 0
#   out: does not return
#
# Registers: s0 next byte · s1 name · s2 where the words are · s3 their end
#            s4 < or >
run:
        mv      s0, a0
        mv      s1, a0
        call    skip_word
        mv      s4, a0
        la      s2, words
        mv      s3, s2
        beqz    s4, 2f
1:      call    skip_spaces
        lbu     t0, 0(s0)
        beqz    t0, 2f
        li      t1, '<'
        beq     t0, t1, .Lredirect
        li      t1, '>'
        beq     t0, t1, .Lredirect
        sb      t0, 0(s3)               # a byte of the words
        addi    s3, s3, 1
        addi    s0, s0, 1
        lbu     t0, 0(s0)
        li      t1, ' '
        bne     t0, t1, 1b
        sb      t0, 0(s3)               # one space for any number of them
        addi    s3, s3, 1
        j       1b

        # The words, and the number that they begin with.
2:      beq     s3, s2, 3f
        lbu     t0, -1(s3)
        li      t1, ' '
        bne     t0, t1, 3f
        addi    s3, s3, -1              # no space behind the last one
3:      sb      zero, 0(s3)
        li      a1, 0
        li      t2, 10
        mv      t1, s2
4:      lbu     t0, 0(t1)
        addi    t0, t0, -'0'
        bgeu    t0, t2, 5f              # no digit
        mul     a1, a1, t2
        add     a1, a1, t0
        addi    t1, t1, 1
        j       4b
5:      mv      a0, s1
        mv      a2, s2
        call    exec
        mv      a1, a0
        mv      a0, s1
        call    complain                # `help` tells what there is
        call    exit

# A file instead of the console or a pipe.
.Lredirect:
        mv      s4, t0
        addi    s0, s0, 1
        call    skip_spaces
        mv      s5, s0
        call    skip_word
        mv      s6, a0
        li      a0, 0
        li      t0, '<'
        beq     s4, t0, 6f
        li      a0, 1
6:      call    close
        mv      a0, s5
        li      a1, OPEN_READ
        li      t0, '<'
        beq     s4, t0, 7f
        li      a1, OPEN_NEW
7:      call    open                    # takes the descriptor that was just closed
        bltz    a0, 8f
        bnez    s6, 1b
        j       2b
8:      mv      a1, a0
        mv      a0, s5
        call    complain
        call    exit

# skip_spaces: let s0 stand on something else.
skip_spaces:
        li      t1, ' '
1:      lbu     t0, 0(s0)
        bne     t0, t1, 2f
        addi    s0, s0, 1
        j       1b
2:      ret

# skip_word: end the word at s0 with a 0, and let s0 stand behind it.
#   out: a0 = 0 when it was the last one
skip_word:
        li      t1, ' '
1:      lbu     a0, 0(s0)
        beqz    a0, 2f
        addi    s0, s0, 1
        bne     a0, t1, 1b
        sb      zero, -1(s0)
2:      ret

        .section .rodata
question:
        .asciz  "command, or Ctrl-D: "

        .bss
        .balign 8
status: .zero   8
ends:   .zero   16
words:  .zero   LINE
