# complain.s: what is wrong, in words.

        .include "frame.inc"
        .include "print.inc"

        .equ    ERRORS, 13

        .text

# complain: say what went wrong with what.
#   in:  a0 = with what, a string, a1 = the error
#   out: a0 = 1, which is the status of a program that failed
#
# Registers: s0 number of the error, from 0 down
        .globl  complain
complain:
        enter   1
        not     s0, a1                  # -1 is the first
        call    print_string
        print   ": "
        li      t0, ERRORS
        bgeu    s0, t0, 1f
        slli    t0, s0, 3
        la      a0, errors
        add     a0, a0, t0
        ld      a0, 0(a0)
        call    print_string
        j       2f
1:      print   "unknown error"         # no monitor of this kind gives it
2:      call    print_newline
        li      a0, 1
        leave   1

# error: the words for the next error of kernel/calls.inc.
        .macro  error words
        .pushsection .rodata.words, "a", @progbits
71:     .asciz  "\words"
        .popsection
        .dword  71b
        .endm

        .section .rodata
        .balign 8
errors: error   "there is no system call with this number"
        error   "a range that is not the process's, or not for this use"
        error   "an argument out of range"
        error   "no program or file has this name"
        error   "there are as many processes, descriptors and so on as there can be"
        error   "no memory is left"
        error   "no disk, or the disk failed"
        error   "the process has no children"
        error   "the program's file cannot be run"
        error   "no process has this number"
        error   "no room on the disk, or in a file"
        error   "somebody has the file open"
        error   "nobody reads what is written"
