# echo.s: waits for what is typed and says it, until a line is complete. It sleeps meanwhile.

        .include "guest.inc"

        .equ    PLIC,           0x0c000000
        .equ    IRQ_UART,       10
        .equ    MEIP,           1 << 11

        .text
        .globl  _start
_start:
        la      sp, stack_top
        li      t0, PLIC
        li      t1, 1
        sw      t1, 4 * IRQ_UART(t0)
        li      t1, 1 << IRQ_UART
        li      t0, PLIC + 0x2000
        sw      t1, 0(t0)
        li      t0, UART
        li      t1, 1
        sb      t1, 1(t0)                       # IER: received
        li      t0, MEIP
        csrw    mie, t0                         # wakes wfi; MIE stays clear
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
