# disk-reads.s: reads sectors of a disk, one after another, and sleeps until each is there. In M-mode;
# the driver is that of examples/slow-disk.
        .equ    READS, 20000
        .equ    SECTORS, 64
        .equ    FINISHER, 0x100000
        .equ    FINISHER_PASS, 0x5555
        .equ    FINISHER_FAIL, 0x13333

        .text
        .globl  _start
_start: la      sp, stack_top
        call    disk_start
        bnez    a0, failed
        li      s0, READS
1:      andi    a0, s0, SECTORS - 1
        la      a1, buffer
        call    disk_read
        bnez    a0, failed
        addi    s0, s0, -1
        bnez    s0, 1b
        li      t1, FINISHER_PASS
        j       2f
failed: li      t1, FINISHER_FAIL
2:      li      t0, FINISHER
        sw      t1, 0(t0)
        j       2b

        .bss
        .balign 16
buffer: .zero   512
        .zero   256
stack_top:
