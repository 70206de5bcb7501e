# flood.s: never stops talking, and never ends a line.

        .include "guest.inc"

        .text
        .globl  _start
_start:
        li      t0, UART
        li      t1, 'x'
.Lflood:
        sb      t1, 0(t0)
        j       .Lflood
