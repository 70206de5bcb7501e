# hello.s: a program on the bare machine.
#
# Nothing is below it and nothing beside it: the computer starts hart 0 at the
# first byte of RAM, in M-mode, without a stack. A line of text leaves through
# the serial port, and a store to the test finisher ends the run.
#
# Register plan
#   a0  the next character's address
#   a1  the serial port
#   a2  the character

# The board [qemu hw/riscv/virt.c]
        .equ    UART,           0x10000000      # serial port, a 16550
        .equ    UART_THR,       0               # … the character to send goes here
        .equ    UART_LSR,       5               # … its line status
        .equ    UART_LSR_THRE,  1 << 5          # … ready for a character
        .equ    FINISHER,       0x100000        # ends the run
        .equ    FINISHER_PASS,  0x5555          # … with exit status 0

# _start: the first instruction after reset.
#   in:  a0 = number of this hart; M-mode, interrupts masked
#   out: does not return
        .globl  _start
_start:
        bnez    a0, .Lpark              # one hart is enough

        la      a0, text
        li      a1, UART
.Lnext:
        lbu     a2, 0(a0)
        beqz    a2, .Lfinish            # the text ends with a zero

        # The port takes one character at a time.
.Lbusy:
        lbu     t0, UART_LSR(a1)
        andi    t0, t0, UART_LSR_THRE
        beqz    t0, .Lbusy
        sb      a2, UART_THR(a1)

        addi    a0, a0, 1
        j       .Lnext

.Lfinish:
        li      t0, FINISHER
        li      t1, FINISHER_PASS
        sw      t1, 0(t0)

        # The computer stops at that store; any other hart never leaves here.
.Lpark:
        wfi
        j       .Lpark

        .section .rodata
text:   .asciz  "hello from the bare machine\n"
