# uart.s: the serial line, a 16550. It sends by asking until there is room,
# and receives by interrupt. [16550 §8]

        .include "memory-map.inc"

# Registers, a byte each.
        .equ    UART_DATA,      0               # received byte, or byte to send
        .equ    UART_IER,       1               # interrupt enable
        .equ    UART_FCR,       2               # FIFO control
        .equ    UART_LCR,       3               # line control
        .equ    UART_LSR,       5               # line status

        .equ    IER_RECEIVED,   1 << 0          # interrupt when a byte is there
        .equ    FCR_ENABLE,     1 << 0
        .equ    LCR_8N1,        3               # eight data bits, no parity, one stop bit
        .equ    LSR_RECEIVED,   1 << 0          # a byte is there
        .equ    LSR_ROOM,       1 << 5          # a byte can be sent

        .text
        .globl  uart_start, uart_send, uart_receive

# uart_start: make the line ready, and let it interrupt.
#   clobbers: as any call
uart_start:
        li      t0, UART
        li      t1, LCR_8N1
        sb      t1, UART_LCR(t0)        # the speed does not matter here
        li      t1, FCR_ENABLE
        sb      t1, UART_FCR(t0)        # 16 bytes can wait for us
        li      t1, IER_RECEIVED
        sb      t1, UART_IER(t0)        # sending does not interrupt
        li      a0, UART_IRQ
        j       plic_enable             # from now on the PLIC passes it on

# uart_send: send a byte.
#   in:  a0 = the byte
#   clobbers: t0, t1
uart_send:
        li      t0, UART
1:      lbu     t1, UART_LSR(t0)        # is there room?
        andi    t1, t1, LSR_ROOM
        beqz    t1, 1b
        sb      a0, UART_DATA(t0)       # it goes
        ret

# uart_receive: a byte that came in.
#   out: a0 = the byte, or -1 when there is none
#   clobbers: t0
uart_receive:
        li      t0, UART
        lbu     a0, UART_LSR(t0)        # did one come?
        andi    a0, a0, LSR_RECEIVED
        beqz    a0, 1f
        lbu     a0, UART_DATA(t0)       # reading takes it out
        ret
1:      li      a0, -1
        ret
