# firmware.s: as little SBI firmware as sbi-hello needs.
#
# It starts the next program in S-mode and then stays below it, in M-mode, to
# answer two calls: write a character, shut down. It keeps nothing between calls,
# so it needs no stack: a call may change a0 and a1, and t0 is put back from
# mscratch.

# The board [qemu hw/riscv/virt.c]
        .equ    UART,           0x10000000      # serial port, a 16550
        .equ    UART_LSR,       5               # … its line status:
        .equ    UART_LSR_THRE,  1 << 5          # … ready for a character
        .equ    FINISHER,       0x00100000      # ends the run
        .equ    FINISHER_PASS,  0x5555
# What the reset vector leaves at a2 [opensbi include/sbi/fw_dynamic.h]
        .equ    NEXT_ADDR,      16              # where the next program begins
# The processor [priv §3.1]
        .equ    CAUSE_ECALL_S,  9
        .equ    MSTATUS_MPP,    3 << 11
        .equ    MPP_S,          1 << 11
        .equ    PMP_NAPOT_RWX,  3 << 3 | 7      # in this whole range all is allowed
# The Supervisor Binary Interface [sbi §3]
        .equ    SBI_PUTCHAR,    0x01
        .equ    SBI_RESET,      0x53525354
        .equ    SBI_ERR_NOT_SUPPORTED, -2

# _start: the first instruction after reset.
#   in:  a0 = number of this hart, a1 = device tree, a2 = what comes next; M-mode
#   out: the next program runs in S-mode, with a0 and a1 as they are
        .globl  _start
_start:
        la      t0, call
        csrw    mtvec, t0

        # One PMP entry over all memory: without one, S-mode may touch nothing.
        li      t0, -1
        csrw    pmpaddr0, t0
        li      t0, PMP_NAPOT_RWX
        csrw    pmpcfg0, t0

        li      t0, MSTATUS_MPP
        csrc    mstatus, t0
        li      t0, MPP_S
        csrs    mstatus, t0
        ld      t0, NEXT_ADDR(a2)
        csrw    mepc, t0
        mret

# call: S-mode has called, or has made a mistake, which ends its run.
#   in:  a7 = extension, a0 = a character; mepc = the ecall
#   out: the program runs on behind its ecall; a0 = 0, or the error
#   clobbers: a0, a1
        .align  2
call:
        csrw    mscratch, t0
        csrr    t0, mcause
        addi    t0, t0, -CAUSE_ECALL_S
        bnez    t0, .Lfail
        li      t0, SBI_PUTCHAR
        beq     a7, t0, .Lputchar
        li      t0, SBI_RESET
        beq     a7, t0, .Lshutdown
        li      a0, SBI_ERR_NOT_SUPPORTED
        j       .Lreturn

.Lputchar:
        li      a1, UART
.Lbusy:
        lbu     t0, UART_LSR(a1)
        andi    t0, t0, UART_LSR_THRE
        beqz    t0, .Lbusy
        sb      a0, 0(a1)
        li      a0, 0

.Lreturn:
        csrr    t0, mepc
        addi    t0, t0, 4
        csrw    mepc, t0
        csrr    t0, mscratch
        mret

.Lshutdown:
        li      t0, FINISHER_PASS
        j       .Lfinish
.Lfail:
        li      t0, 1 << 16 | 0x3333    # exit status 1
.Lfinish:
        li      a0, FINISHER
        sw      t0, 0(a0)
        j       .Lfinish
