# start.s: where every program begins: call main, and exit with its result.

        .text

# _start: the first instruction of a process.
#   in:  a0 = the program's argument, sp = end of an empty stack
        .globl  _start
_start:
        call    main                    # a0 = argument; → a0 = status
        call    exit                    # does not come back
