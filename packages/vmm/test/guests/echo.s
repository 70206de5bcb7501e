# echo.s: waits for what is typed and says it, until a line is complete. It sleeps meanwhile.

        .include "guest.inc"

        .text
        .globl  _start
_start:
        la      sp, stack_top
        hear_typing
        say     "echo: type a line"
.Lwait: wfi
        li      t0, PLIC + 0x200000
        lw      t1, 4(t0)                       # claim
        li      t2, UART
.Lnext: lbu     t3, UART_LSR(t2)
        andi    t3, t3, 1                       # data ready
        beqz    t3, .Lserved
        lbu     t3, 0(t2)
        sb      t3, 0(t2)
        li      t4, '\n'
        bne     t3, t4, .Lnext
        j       pass
.Lserved:
        sw      t1, 4(t0)                       # complete
        j       .Lwait
