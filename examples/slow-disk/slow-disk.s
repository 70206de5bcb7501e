# slow-disk.s: one program has the computer to itself, and a slow disk.
#
# It reads the first sectors of the disk, one after another, and adds up their
# bytes. Nothing else can run meanwhile, so whatever time the disk takes the
# processor loses. How it loses it is up to wait_for_disk, of which there are
# two: wait-poll.s asks again and again, wait-wfi.s sleeps.

        .equ    UART,           0x10000000      # the board [qemu hw/riscv/virt.c]
        .equ    UART_LSR,       5
        .equ    UART_LSR_THRE,  1 << 5          # ready for a character
        .equ    FINISHER,       0x00100000
        .equ    FINISHER_PASS,  0x5555
        .equ    FINISHER_FAIL,  1 << 16 | 0x3333        # exit status 1

        .equ    SECTORS,        32              # how many to read
        .equ    SECTOR_BYTES,   512

# _start: the first instruction after reset.
#   in:  a0 = number of this hart; M-mode, interrupts masked
#   out: does not return
#   s0 = sector, s1 = sum of all bytes so far
        .globl  _start
_start:
        bnez    a0, .Lpark
        la      sp, stack_top
        call    disk_start
        bnez    a0, .Lno_disk

        li      s0, 0
        li      s1, 0
.Lsector:
        mv      a0, s0
        la      a1, buffer
        call    disk_read
        bnez    a0, .Lfailed

        # The work on a sector: a short moment beside the wait for it.
        la      t0, buffer
        li      t1, SECTOR_BYTES
.Ladd:
        lbu     t2, 0(t0)
        add     s1, s1, t2
        addi    t0, t0, 1
        addi    t1, t1, -1
        bnez    t1, .Ladd

        addi    s0, s0, 1
        li      t0, SECTORS
        bltu    s0, t0, .Lsector

        la      a0, .Lsum
        call    print
        mv      a0, s1
        call    print_hex
        la      a0, .Lnewline
        call    print
        li      t1, FINISHER_PASS
        j       .Lfinish

.Lno_disk:
        la      a0, .Lno_disk_text
        j       .Lcomplain
.Lfailed:
        la      a0, .Lfailed_text
.Lcomplain:
        call    print
        li      t1, FINISHER_FAIL
.Lfinish:
        li      t0, FINISHER
        sw      t1, 0(t0)
.Lpark:
        wfi
        j       .Lpark

# print: send text through the serial port.
#   in:  a0 = text, ending in a zero
#   clobbers: a0, t0, t1
print:
        li      t1, UART
1:      lbu     t0, UART_LSR(t1)
        andi    t0, t0, UART_LSR_THRE
        beqz    t0, 1b
        lbu     t0, 0(a0)
        beqz    t0, 2f
        sb      t0, 0(t1)
        addi    a0, a0, 1
        j       1b
2:      ret

# print_hex: send a number as eight hexadecimal digits.
#   in:  a0 = the number's low 32 bits
#   clobbers: a0, t0 to t3
print_hex:
        li      t1, UART
        li      t2, 28                  # bits to the right of the digit
1:      lbu     t0, UART_LSR(t1)
        andi    t0, t0, UART_LSR_THRE
        beqz    t0, 1b
        srl     t0, a0, t2
        andi    t0, t0, 15
        la      t3, .Ldigits
        add     t3, t3, t0
        lbu     t0, 0(t3)
        sb      t0, 0(t1)
        addi    t2, t2, -4
        bgez    t2, 1b
        ret

        .section .rodata
.Lsum:          .asciz  "slow-disk: the sum of the bytes is "
.Lnewline:      .asciz  "\n"
.Lno_disk_text: .asciz  "slow-disk: there is no disk\n"
.Lfailed_text:  .asciz  "slow-disk: the disk cannot read a sector\n"
.Ldigits:       .ascii  "0123456789abcdef"

        .bss
        .balign 16
buffer: .zero   SECTOR_BYTES
        .zero   256
stack_top:
