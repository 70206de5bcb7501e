# flush.s: sleeps until something is typed, switches its UART's FIFOs on, which empties the receiver,
# empties that once more, and says what has been typed behind it, until a line is complete.

        .include "guest.inc"

        .equ    UART_IIR_FCR,   2
        .equ    IER_TRANSMITTER, 1 << 1
        .equ    FCR_ENABLE,     1 << 0
        .equ    FCR_CLEAR,      3 << 1          # both FIFOs
        .equ    LSR_READY,      1 << 0

        .text
        .globl  _start
_start:
        la      sp, stack_top
        hear_typing
        say     "flush: type a line"
        wfi

        # what is in RBR is lost, then a whole FIFO; each time the transmitter's interrupt is due
        li      t2, UART
        li      t0, IER_TRANSMITTER
        sb      t0, UART_IER(t2)
        li      t0, FCR_ENABLE
        sb      t0, UART_IIR_FCR(t2)
        lbu     t0, UART_IIR_FCR(t2)
        lbu     t1, UART_IIR_FCR(t2)
        li      t0, FCR_ENABLE | FCR_CLEAR
        sb      t0, UART_IIR_FCR(t2)
        lbu     t0, UART_IIR_FCR(t2)
        lbu     t1, UART_IIR_FCR(t2)

.Lnext: lbu     t0, UART_LSR(t2)
        andi    t0, t0, LSR_READY
        beqz    t0, .Lnext
        lbu     t0, 0(t2)
        sb      t0, 0(t2)
        li      t1, '\n'
        bne     t0, t1, .Lnext
        j       pass
