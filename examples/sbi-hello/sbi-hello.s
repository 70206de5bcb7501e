# sbi-hello.s: a program that firmware starts, as Linux is.
#
# It runs in S-mode and knows no device: for each character, and to end the run,
# it calls the firmware below it, in M-mode, by an ecall. Any SBI firmware will
# do: ours (firmware.s), or OpenSBI.
#
# Register plan
#   s0  the next character's address

# The Supervisor Binary Interface: a7 = extension, a6 = function [sbi §3]
        .equ    SBI_PUTCHAR,    0x01            # legacy console: a0 = the character
        .equ    SBI_RESET,      0x53525354      # system reset: a0 = type, a1 = reason
        .equ    SHUTDOWN,       0               # … the type
        .equ    NO_REASON,      0               # … the reason

# _start: where firmware hands over.
#   in:  a0 = number of this hart, a1 = device tree; S-mode, interrupts masked
#   out: does not return
        .globl  _start
_start:
        la      s0, text
.Lnext:
        lbu     a0, 0(s0)
        beqz    a0, .Lshutdown          # the text ends with a zero
        li      a7, SBI_PUTCHAR
        ecall
        addi    s0, s0, 1
        j       .Lnext

.Lshutdown:
        li      a7, SBI_RESET
        li      a6, 0
        li      a0, SHUTDOWN
        li      a1, NO_REASON
        ecall

        # Firmware that cannot shut down comes back.
.Lstay:
        wfi
        j       .Lstay

        .section .rodata
text:   .asciz  "hello from S-mode, through the firmware\n"
