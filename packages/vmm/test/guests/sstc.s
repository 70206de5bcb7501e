# sstc.s: the timer of S-mode, stimecmp: who may use it, what of mip it drives, and its interrupts, in
# S-mode with paging on and off, running and in wfi.

        .include "guest.inc"

        .equ    STCE,           1 << 63         # of menvcfg
        .equ    TM,             1 << 1          # of mcounteren
        .equ    SIE,            1 << 1          # of sstatus
        .equ    STIP,           1 << 5
        .equ    MPP,            3 << MPP_SHIFT
        .equ    MPP_S,          1 << MPP_SHIFT
        .equ    TICKS,          20000           # 2 ms
        .equ    ECALL_S,        9
        .equ    ILLEGAL,        2
        .equ    FOREVER,        -1

        .text
        .globl  _start
_start:
        la      sp, stack_top
        la      t0, machine_trap
        csrw    mtvec, t0
        la      t0, supervisor_trap
        csrw    stvec, t0
        open_memory

        # closed at first: software's STIP, and no stimecmp for S-mode
        li      t0, STIP
        csrs    mip, t0
        call    show_pending
        call    in_supervisor
        csrr    t0, stimecmp
        ecall
        call    show_trap

        # open: STIP is the comparator's
        li      t0, STCE
        csrs    menvcfg, t0
        li      t0, FOREVER
        csrw    stimecmp, t0
        call    show_pending
        li      t0, STIP
        csrs    mip, t0
        call    show_pending
        csrw    stimecmp, zero
        call    show_pending
        csrc    mip, t0
        call    show_pending
        csrr    t0, stimecmp
        show    "stimecmp", t0

        # S-mode needs mcounteren, too
        call    in_supervisor
        csrr    t0, stimecmp
        ecall
        call    show_trap
        csrwi   mcounteren, TM
        li      t0, STIP
        csrw    mideleg, t0
        call    in_supervisor
        csrr    t0, stimecmp
        ecall
        call    show_trap

        # its interrupts: bare, then with paging
        call    in_supervisor
        call    interrupted
        ecall
        call    show_trap
        call    in_supervisor
        page_directly root
        call    interrupted
        ecall
        call    show_trap

        # closed again: software's STIP is as it was left, clear
        csrw    stimecmp, zero
        li      t0, STCE
        csrc    menvcfg, t0
        call    show_pending
        say     "sstc: done"
        j       pass

# interrupted: in S-mode, take a timer's interrupt while running and one in wfi
interrupted:
        mv      s11, ra
        li      t0, STIP
        csrw    sie, t0
        call    soon
        csrsi   sstatus, SIE
.Lspin: beqz    s5, .Lspin
        show    "running", s5
        call    soon
.Lsleep:
        wfi
        beqz    s5, .Lsleep
        csrci   sstatus, SIE
        show    "waiting", s5

        # pending, but S-mode keeps it out
        csrw    stimecmp, zero
        csrr    t0, sip
        show    "sip", t0
        li      t0, FOREVER
        csrw    stimecmp, t0
        csrr    t0, sip
        show    "sip", t0
        mv      ra, s11
        ret

# soon: an interrupt in 2 ms
soon:
        li      s5, 0
        csrr    t0, time
        li      t1, TICKS
        add     s6, t0, t1
        csrw    stimecmp, s6
        ret

# supervisor_trap: s5 = scause, if it was not before its time; s5 = -1: it was
        .balign 4
supervisor_trap:
        csrr    s5, scause
        csrr    t5, time
        bgeu    t5, s6, .Lin_time
        li      s5, -1
.Lin_time:
        li      t5, FOREVER
        csrw    stimecmp, t5
        sret

# in_supervisor: go on at ra in S-mode; its ecall returns to M-mode after that
in_supervisor:
        li      t0, MPP
        csrc    mstatus, t0
        li      t0, MPP_S
        csrs    mstatus, t0
        csrw    mepc, ra
        mret

# machine_trap: go on after the instruction; of an ecall in M-mode. s7 = cause of the last other trap
        .balign 4
machine_trap:
        csrr    t0, mepc
        addi    t0, t0, 4
        csrw    mepc, t0
        csrr    t0, mcause
        addi    t1, t0, -ECALL_S
        beqz    t1, .Lmachine
        mv      s7, t0
        mret
.Lmachine:
        li      t0, MPP
        csrs    mstatus, t0
        mret

show_trap:
        mv      s11, ra
        show    "trap", s7
        li      s7, 0
        mv      ra, s11
        ret

# show_pending: STIP
show_pending:
        mv      s11, ra
        csrr    t3, mip
        andi    t3, t3, STIP
        show    "mip", t3
        li      t0, STIP
        mv      ra, s11
        ret

        .section .bss
        .balign 4096
root:   .space  4096
