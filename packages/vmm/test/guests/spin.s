# spin.s: masks every interrupt and never lets go of the processor.

        .include "guest.inc"

        .text
        .globl  _start
_start:
        la      sp, stack_top
        csrw    mie, zero
        csrci   mstatus, 8                      # MIE
        say     "spin: for ever"
.Lspin: j       .Lspin
