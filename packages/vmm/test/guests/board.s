# board.s: looks at everything a board shows of itself and prints it: what each register keeps of
# what is written, which widths it takes, which interrupts come of it. A virtual board has to print
# what the real one prints. Registers that depend on the time are left out.
#
# Register plan: s0 where to go on after a trap, s1 scratch of show, s2 address

        .include "guest.inc"
        .include "transport.inc"

        .equ    ROM,            0x00001000
        .equ    RTC,            0x00101000
        .equ    CLINT,          0x02000000
        .equ    MTIMECMP,       CLINT + 0x4000
        .equ    MTIME,          CLINT + 0xbff8
        .equ    ENABLE,         PLIC + PLIC_ENABLE
        .equ    CONTEXT,        PLIC + 0x200000
        .equ    THRESHOLD,      0
        .equ    CLAIM,          4

# try: INSTRUCTION with ADDRESS in s2 and VALUE in t1; print t1 afterwards, or mcause of its trap
        .macro  try     text, address, value, instruction:vararg
        li      s2, \address
        li      t1, \value
        la      s0, .Ltried\@
        \instruction
.Ltried\@:
        show    "\text", t1
        .endm

# kept: what a register of 32 bits keeps of all ones and of zero
        .macro  kept    text, address
        try     "\text", \address, -1, sw t1, 0(s2)
        try     "  of ones", \address, 0, lwu t1, 0(s2)
        try     "  zeros", \address, 0, sw t1, 0(s2)
        try     "  of zeros", \address, 0, lwu t1, 0(s2)
        .endm

# pending: the bits of mip that devices drive
        .macro  pending text
        csrr    t1, mip
        show    "\text", t1
        .endm

        .text
        .globl  _start
_start:
        la      sp, stack_top
        la      t0, handler
        csrw    mtvec, t0

        # CLINT: halves, doublewords, widths it does not take
        pending "mip at first"
        try     "mtimecmp", MTIMECMP, 0x1122334455667788, sd t1, 0(s2)
        pending "mip with mtimecmp in the future"
        try     "  low", MTIMECMP, 0, lw t1, 0(s2)
        try     "  high", MTIMECMP, 0, lwu t1, 4(s2)
        try     "  set high", MTIMECMP, -1, sw t1, 4(s2)
        try     "  both", MTIMECMP, 0, ld t1, 0(s2)
        try     "  half", MTIMECMP, 0, lh t1, 0(s2)
        try     "  byte", MTIMECMP, 0, sb t1, 0(s2)
        try     "  misaligned", MTIMECMP, 0, lw t1, 2(s2)
        try     "mtimecmp of now", MTIMECMP, 0, sd t1, 0(s2)
        pending "mip"
        try     "mtimecmp of never", MTIMECMP, -1, sd t1, 0(s2)
        pending "mip"
        try     "msip", CLINT, -1, sw t1, 0(s2)
        pending "mip"
        try     "  kept", CLINT, 0, lw t1, 0(s2)
        try     "  cleared", CLINT, 2, sw t1, 0(s2)
        pending "mip"
        try     "nothing", CLINT + 0x100, -1, lw t1, 0(s2)
        try     "atomic", CLINT, 0, amoadd.w t1, t1, (s2)
        try     "mtime", MTIME, 1 << 40, sd t1, 0(s2)
        try     "  high", MTIME, 0, lwu t1, 4(s2)

        # UART: every register, then the divisor behind two of them
        try     "LSR", UART, 0, lbu t1, 5(s2)
        try     "MSR", UART, 0, lbu t1, 6(s2)
        try     "IIR", UART, 0, lbu t1, 2(s2)
        try     "RBR", UART, 0, lbu t1, 0(s2)
        try     "SCR", UART, 0xa5, sb t1, 7(s2)
        try     "  kept", UART, 0, lb t1, 7(s2)
        try     "LCR", UART, 0x83, sb t1, 3(s2)
        try     "  kept", UART, 0, lbu t1, 3(s2)
        try     "DLL", UART, 0x34, sb t1, 0(s2)
        try     "DLM", UART, 0x12, sb t1, 1(s2)
        try     "  kept", UART, 0, lbu t1, 0(s2)
        try     "  kept", UART, 0, lbu t1, 1(s2)
        try     "LCR", UART, 0x03, sb t1, 3(s2)
        try     "IER", UART, 0, lbu t1, 1(s2)
        try     "MCR by a word", UART, 0x303, sw t1, 4(s2)
        try     "  MCR", UART, 0, lbu t1, 4(s2)
        try     "MCR", UART, 0, sb t1, 4(s2)
        try     "FCR", UART, 1, sb t1, 2(s2)
        try     "IIR with FIFOs", UART, 0, lbu t1, 2(s2)

        # PLIC: what the registers keep
        kept    "priority", PLIC + 4 * IRQ_UART
        kept    "priority of none", PLIC
        kept    "pending", PLIC + 0x1000
        kept    "enable of M", ENABLE
        kept    "enable of S", ENABLE + 0x80
        kept    "threshold of M", CONTEXT + THRESHOLD
        kept    "threshold of S", CONTEXT + 0x1000 + THRESHOLD
        try     "claim of nothing", CONTEXT + CLAIM, -1, lw t1, 0(s2)
        try     "byte", PLIC, 0, lb t1, 0(s2)
        try     "doubleword", PLIC, 0, ld t1, 0(s2)

        # an interrupt of the UART's transmitter, through the PLIC to M-mode
        li      t0, UART
        li      t1, 2
        sb      t1, 1(t0)                       # IER
        try     "pending", PLIC + 0x1000, 0, lw t1, 0(s2)
        li      t0, PLIC
        li      t1, 3
        sw      t1, 4 * IRQ_UART(t0)
        li      t0, ENABLE
        li      t1, 1 << IRQ_UART
        sw      t1, 0(t0)
        pending "mip: M"
        li      t2, CONTEXT
        li      t1, 3
        sw      t1, THRESHOLD(t2)
        pending "mip: M does not care"
        sw      zero, THRESHOLD(t2)
        try     "claim", CONTEXT + CLAIM, 0, lw t1, 0(s2)
        pending "mip: claimed"
        try     "pending", PLIC + 0x1000, 0, lw t1, 0(s2)
        try     "claim", CONTEXT + CLAIM, 0, lw t1, 0(s2)
        li      t0, UART
        sb      zero, 1(t0)                     # the device does not ask any more
        li      t0, CONTEXT
        li      t1, IRQ_UART
        sw      t1, CLAIM(t0)
        pending "mip: completed"

        # a line that stays high while it is served asks once; driven again meanwhile, once more
        li      t0, UART
        li      t1, 2
        sb      t1, 1(t0)
        try     "claim", CONTEXT + CLAIM, 0, lw t1, 0(s2)
        try     "complete", CONTEXT + CLAIM, IRQ_UART, sw t1, 0(s2)
        try     "pending", PLIC + 0x1000, 0, lw t1, 0(s2)
        li      t0, UART
        sb      zero, 1(t0)
        li      t1, 2
        sb      t1, 1(t0)
        try     "claim", CONTEXT + CLAIM, 0, lw t1, 0(s2)
        li      t0, UART
        sb      zero, 1(t0)
        li      t1, 2
        sb      t1, 1(t0)
        try     "complete", CONTEXT + CLAIM, IRQ_UART, sw t1, 0(s2)
        try     "pending", PLIC + 0x1000, 0, lw t1, 0(s2)
        try     "claim", CONTEXT + CLAIM, 0, lw t1, 0(s2)
        li      t0, UART
        sb      zero, 1(t0)
        try     "complete", CONTEXT + CLAIM, IRQ_UART, sw t1, 0(s2)
        try     "pending", PLIC + 0x1000, 0, lw t1, 0(s2)

        # the same to S-mode
        li      t0, ENABLE
        sw      zero, 0(t0)
        li      t1, 1 << IRQ_UART
        sw      t1, 0x80(t0)
        li      t0, UART
        li      t1, 2
        sb      t1, 1(t0)
        pending "mip: S"
        li      t1, 1 << 9
        csrs    mip, t1
        csrc    mip, t1
        pending "mip: S, the line stays"
        li      t0, UART
        sb      zero, 1(t0)
        pending "mip: none"

        # virtio: the disk's identity, an empty slot's; the clock and the finisher by other widths
        try     "magic", VIRTIO, 0, lw t1, 0(s2)
        try     "version", VIRTIO, 0, lw t1, 4(s2)
        try     "device", VIRTIO, 0, lw t1, 8(s2)
        try     "empty magic", VIRTIO + 0x7000, 0, lw t1, 0(s2)
        try     "empty version", VIRTIO + 0x7000, 0, lw t1, 4(s2)
        try     "empty device", VIRTIO + 0x7000, 0, lw t1, 8(s2)
        try     "no ninth slot", VIRTIO + 0x8000, 0, lw t1, 0(s2)
        try     "behind the registers", VIRTIO + 0x1fc, 0, lw t1, 4(s2)
        try     "  written", VIRTIO + 0x7ffc, 0, sb t1, 0(s2)
        try     "two registers", VIRTIO, 0, ld t1, 0(s2)
        try     "no queue yet", VIRTIO, 0, lw t1, QUEUE_READY(s2)
        try     "queue size at the most", VIRTIO, 0, lw t1, QUEUE_NUM_MAX(s2)
        try     "no such queue", VIRTIO, 9, sw t1, QUEUE_SEL(s2)
        try     "  its size", VIRTIO, 0, lw t1, QUEUE_NUM_MAX(s2)
        try     "ROM", ROM, 0, lwu t1, 0(s2)
        try     "  doubleword", ROM, 0, ld t1, 8(s2)
        try     "  byte", ROM, 0, lbu t1, 2(s2)
        try     "  misaligned", ROM, 0, lw t1, 2(s2)
        try     "  written", ROM, 0, sw t1, 0(s2)
        try     "  kept", ROM, 0, lw t1, 0(s2)
        try     "  behind its contents", ROM + 0x800, 0, ld t1, 0(s2)
        try     "clock, high", RTC, 0, lw t1, 4(s2)
        try     "  alarm", RTC, 0, lw t1, 8(s2)
        try     "  set", RTC, 1, sw t1, 8(s2)
        try     "clock, byte", RTC, 0, lb t1, 0(s2)
        try     "finisher, byte", FINISHER, 0, lb t1, 0(s2)
        try     "finisher", FINISHER, 0, lw t1, 0(s2)
        say     "board: done"
        j       pass

# handler: t1 = mcause, go on at s0
        .balign 4
handler:
        csrr    t1, mcause
        csrw    mepc, s0
        mret
