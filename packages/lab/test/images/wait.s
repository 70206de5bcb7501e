# wait.s: wait 1 ms for the timer, then end.

        .equ    CLINT_MTIMECMP, 0x02004000
        .equ    CLINT_MTIME,    0x0200bff8
        .equ    MTIE,           1 << 7
        .equ    FINISHER,       0x100000
        .equ    FINISHER_PASS,  0x5555
        .equ    MILLISECOND,    10000           # ticks of mtime

        .text
        .globl  _start
_start:
        li      t0, CLINT_MTIME
        ld      t1, 0(t0)
        li      t2, MILLISECOND
        add     t1, t1, t2
        li      t0, CLINT_MTIMECMP
        sd      t1, 0(t0)
        li      t0, MTIE
        csrw    mie, t0
        wfi                             # interrupts are masked: it goes on here

        li      t0, FINISHER
        li      t1, FINISHER_PASS
        sw      t1, 0(t0)
        j       .
