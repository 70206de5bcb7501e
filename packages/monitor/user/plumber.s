# plumber.s: pipes: what one end gets of what the other gave; and a program
# whose output goes to a file.

        .include "calls.inc"
        .include "frame.inc"
        .include "print.inc"

        .equ    TOTAL,  20000           # bytes, many times what a pipe holds
        .equ    GIVEN,  700             # bytes at once: more than a pipe holds
        .equ    WANTED, 333             # bytes at once

        .text

# main: the argument does not matter → status 0; 1 if anything is wrong
#
# Registers: s0 bytes so far · s1 counter · s2 end of what was read
        .globl  main
main:
        enter   3
        la      a0, ends
        call    pipe
        bnez    a0, .Lwrong
        call    fork
        bltz    a0, .Lwrong
        beqz    a0, .Lgive
        ld      a0, ends + 8
        call    close                   # else there would always be somebody who writes

        # Byte n of all has the value n, modulo 256.
        li      s0, 0
1:      ld      a0, ends
        la      a1, bytes
        li      a2, WANTED
        call    read
        bltz    a0, .Lwrong
        beqz    a0, 3f                  # nobody writes any more
        la      t0, bytes
        add     s2, t0, a0
2:      lbu     t1, 0(t0)
        andi    t2, s0, 0xff
        bne     t1, t2, .Lwrong
        addi    s0, s0, 1
        addi    t0, t0, 1
        bne     t0, s2, 2b
        j       1b
3:      li      t0, TOTAL
        bne     s0, t0, .Lwrong
        la      a0, status
        call    wait
        ld      t0, status
        bnez    t0, .Lwrong

        # Nobody reads: writing is an error.
        ld      a0, ends
        call    close
        la      a0, ends
        call    pipe
        ld      a0, ends
        call    close
        ld      a0, ends + 8
        la      a1, bytes
        li      a2, 1
        call    write
        li      t0, ERROR_PIPE
        bne     a0, t0, .Lwrong
        ld      a0, ends + 8
        call    close

        # A child whose descriptor 1 is a file.
        call    fork
        bltz    a0, .Lwrong
        bnez    a0, 4f
        li      a0, 1
        call    close
        la      a0, file
        li      a1, OPEN_NEW
        call    open                    # the first that is free: 1
        la      a0, echo
        li      a1, 0
        la      a2, words
        call    exec
        li      a0, 1
        call    exit
4:      la      a0, status
        call    wait
        ld      t0, status
        bnez    t0, .Lwrong
        la      a0, file
        li      a1, OPEN_READ
        call    open
        la      a1, bytes
        li      a2, WANTED
        call    read
        mv      a2, a0
        blez    a2, .Lwrong
        li      a0, 1
        la      a1, bytes
        call    write                   # what `echo` said
        li      a0, 0
        leave   3

.Lgive:
        ld      a0, ends
        call    close
        li      s0, TOTAL
        li      s1, 0                   # the next byte
5:      la      t0, bytes
        addi    t1, t0, GIVEN
        mv      t2, s1
6:      sb      t2, 0(t0)
        addi    t0, t0, 1
        addi    t2, t2, 1
        bne     t0, t1, 6b
        ld      a0, ends + 8
        la      a1, bytes
        li      a2, GIVEN
        bleu    a2, s0, 7f
        mv      a2, s0
7:      call    write
        blez    a0, .Lwrong
        add     s1, s1, a0              # perhaps not all of them
        sub     s0, s0, a0
        bnez    s0, 5b
        li      a0, 0
        leave   3
.Lwrong:
        li      a0, 1
        leave   3

        .section .rodata
echo:   .asciz  "echo"
words:  .asciz  "quick"
file:   .asciz  "output"

        .bss
        .balign 8
ends:   .zero   16
status: .zero   8
bytes:  .zero   GIVEN
