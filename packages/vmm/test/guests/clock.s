# clock.s: how long its work takes by its own clock, and how long it sleeps: in milliseconds.

        .include "guest.inc"

        .equ    MTIME,          0x0200bff8
        .equ    MTIMECMP,       0x02004000
        .equ    TICKS_PER_MS,   10000
        .equ    WORK,           500000          # rounds of two instructions: 10 ms
        .equ    SLEEP_MS,       3
        .equ    MTIP,           1 << 7

        .text
        .globl  _start
_start:
        la      sp, stack_top
        li      s2, MTIME
        ld      s3, 0(s2)
        li      t0, WORK
.Lwork: addi    t0, t0, -1
        bnez    t0, .Lwork
        call    passed
        show    "work", t1

        ld      s3, 0(s2)
        li      t0, SLEEP_MS * TICKS_PER_MS
        add     t0, t0, s3
        li      t1, MTIMECMP
        sd      t0, 0(t1)
        li      t0, MTIP
        csrw    mie, t0                         # wakes wfi; MIE stays clear
.Lsleep:
        wfi
        csrr    t0, mip
        andi    t0, t0, MTIP
        beqz    t0, .Lsleep
        call    passed
        show    "sleep", t1
        say     "clock: done"
        j       pass

# passed: milliseconds since s3, as t1
passed:
        ld      t1, 0(s2)
        sub     t1, t1, s3
        li      t0, TICKS_PER_MS
        divu    t1, t1, t0
        ret
