# search.s: print the lines on the disk that hold the word "nest", and count
# them. It reads sector by sector, as many as the argument says.

        .include "calls.inc"
        .include "frame.inc"
        .include "print.inc"

        .equ    LINE,   128             # a longer line is cut

        .text

# main: a0 = sectors → status 0; 1 if the disk cannot be read
#
# Registers: s0 sectors · s1 sector · s2 next byte · s3 end of the sector
#            s4 bytes of the line so far · s5 lines found
        .globl  main
main:
        enter   6
        mv      s0, a0
        li      s1, 0
        li      s4, 0                   # an empty line
        li      s5, 0

.Lsector:
        beq     s1, s0, .Ldone          # that was the last sector
        mv      a0, s1
        la      a1, buffer
        li      a2, 1
        call    disk_read               # others run meanwhile
        bltz    a0, .Lfailed            # no disk
        addi    s1, s1, 1
        la      s2, buffer
        addi    s3, s2, SECTOR_BYTES    # where it ends

1:      beq     s2, s3, .Lsector        # a line may go on in the next one
        lbu     t0, 0(s2)
        addi    s2, s2, 1
        li      t1, '\n'
        beq     t0, t1, 2f              # the line is whole
        li      t1, LINE - 1
        beq     s4, t1, 1b              # no room: cut
        la      t1, line
        add     t1, t1, s4
        sb      t0, 0(t1)               # one more byte of the line
        addi    s4, s4, 1
        j       1b

        # A whole line: ended by 0, as strings are.
2:      la      a0, line
        add     t0, a0, s4
        sb      zero, 0(t0)
        li      s4, 0                   # the next line is empty
        call    has_word
        beqz    a0, 1b                  # not there
        addi    s5, s5, 1
        la      a0, line
        call    print_string
        call    print_newline
        j       1b

.Ldone:
        mv      a0, s5
        call    print_decimal
        print   " lines found"
        call    print_newline
        li      a0, 0
        leave   6

.Lfailed:
        li      a0, 1
        leave   6

# has_word: is the word in a string?
#   in:  a0 = string   out: a0 = 1 or 0
#   clobbers: t0 … t3
has_word:
1:      mv      t0, a0                  # does it begin here?
        la      t1, word
2:      lbu     t2, 0(t1)               # a byte of the word
        beqz    t2, 4f                  # all of it was there
        lbu     t3, 0(t0)               # a byte of the string
        addi    t0, t0, 1
        addi    t1, t1, 1
        beq     t2, t3, 2b              # the same so far
        lbu     t3, 0(a0)
        addi    a0, a0, 1
        bnez    t3, 1b                  # one byte further on
        li      a0, 0
        ret
4:      li      a0, 1
        ret

        .section .rodata
word:   .asciz  "nest"

        .bss
buffer: .zero   SECTOR_BYTES
line:   .zero   LINE
