# alarms.s: a system that lives by the timer of S-mode: it sets stimecmp, waits for the interrupt, and
# sets it again, with its paging on.

        .include "guest.inc"

        .equ    STCE,           1 << 63         # of menvcfg
        .equ    TM,             1 << 1          # of mcounteren
        .equ    STIP,           1 << 5
        .equ    SIE,            1 << 1          # of sstatus
        .equ    MPP_S,          1 << MPP_SHIFT
        .equ    ALARMS,         200
        .equ    TICKS,          1000            # 0.1 ms

        .text
        .globl  _start
_start:
        la      sp, stack_top
        open_memory
        li      t0, STCE
        csrs    menvcfg, t0
        li      t0, TM
        csrw    mcounteren, t0
        li      t0, STIP
        csrw    mideleg, t0
        li      t0, MPP_S
        csrs    mstatus, t0
        la      t0, supervisor
        csrw    mepc, t0
        mret

supervisor:
        page_directly root
        la      t0, alarm
        csrw    stvec, t0
        li      t0, STIP
        csrw    sie, t0
        li      s4, ALARMS
        call    set
        csrsi   sstatus, SIE
.Lwork: bgtz    s4, .Lwork              # there may be several in a row
        csrci   sstatus, SIE
        say     "alarms: all have come"
        j       pass

# alarm: one less; the next one
        .balign 4
alarm:  addi    s4, s4, -1
        csrr    t5, time
        csrr    t6, stimecmp
        bgtu    t6, t5, early
        addi    t6, t6, TICKS
        csrw    stimecmp, t6
        sret
early:  say     "alarms: too early"
        j       pass

# set: the first alarm
set:    csrr    t5, time
        addi    t5, t5, TICKS
        csrw    stimecmp, t5
        ret

        .section .bss
        .balign 4096
root:   .space  4096
