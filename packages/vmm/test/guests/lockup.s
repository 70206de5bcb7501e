# lockup.s: a trap handler where nothing can be executed: the hart takes the same exception for ever.

        .include "guest.inc"

        .text
        .globl  _start
_start:
        la      sp, stack_top
        say     "lockup: it comes"
        csrw    mtvec, zero
        ecall
