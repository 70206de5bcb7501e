# start.s: where a program in C begins: its argument and words go to `begin`
# (runtime.c), as they are.

        .text

# _start: the first instruction of a process.
#   in:  a0 = the program's argument, a1 = address of its words, or 0
#        sp = end of the stack
        .globl  _start
_start:
        andi    sp, sp, -16             # as the calling convention wants it
        call    begin                   # does not come back
