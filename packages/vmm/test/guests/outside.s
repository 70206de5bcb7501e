# outside.s: reads, writes and executes outside of its memory, by physical addresses and through
# its own page tables. Every attempt must be an access fault, as on a board without memory there.

        .include "guest.inc"

        .equ    MEMORY,         2 << 20         # this VM has 2 MiB
        .equ    LOAD_FAULT,     5
        .equ    STORE_FAULT,    7
        .equ    FETCH_FAULT,    1
        .equ    MPRV,           1 << 17
        .equ    MODE_S,         1

# attempt: run INSTRUCTION with address ADDRESS in t0, and expect the fault CAUSE
        .macro  attempt address, cause, instruction:vararg
        li      t0, \address
        la      s1, 1f
        li      s2, 0
        \instruction
1:      expect  s2, \cause
        .endm

# as_supervisor: let loads and stores obey S-mode's rules; the handler ends that
        .macro  as_supervisor
        li      t0, 3 << MPP_SHIFT
        csrc    mstatus, t0
        li      t0, MODE_S << MPP_SHIFT | MPRV
        csrs    mstatus, t0
        .endm

        .text
        .globl  _start
_start:
        la      sp, stack_top
        la      t0, handler
        csrw    mtvec, t0
        attempt RAM + MEMORY, LOAD_FAULT, lb t1, 0(t0)
        attempt RAM + MEMORY, STORE_FAULT, sd zero, 0(t0)
        attempt RAM + MEMORY, FETCH_FAULT, jr t0
        attempt RAM - 8, LOAD_FAULT, ld t1, 0(t0)
        attempt RAM - 8, STORE_FAULT, sw zero, 0(t0)
        attempt RAM - 4, FETCH_FAULT, jr t0
        attempt 0, LOAD_FAULT, lw t1, 0(t0)
        attempt 0x88000000, STORE_FAULT, sd zero, 0(t0)
        attempt 0x80000000000, LOAD_FAULT, ld t1, 0(t0)
        attempt -8, STORE_FAULT, sd zero, 0(t0)
        attempt RAM + MEMORY, LOAD_FAULT, lr.w t1, (t0)

        # a gigapage at RAM, of which this VM has only the first 2 MiB
        la      t0, root
        li      t1, RAM >> 12 << 10 | 0xcf      # V R W X A D
        sd      t1, 2*8(t0)
        srli    t0, t0, 12
        li      t1, 8 << 60
        or      t0, t0, t1
        csrw    satp, t0
        as_supervisor
        attempt RAM + MEMORY, LOAD_FAULT, ld t1, 0(t0)
        as_supervisor
        attempt RAM + (1 << 30) - 8, STORE_FAULT, sd zero, 0(t0)

        # a table outside of memory: the walk itself is refused
        li      t0, 8 << 60 | 0x90000000 >> 12
        csrw    satp, t0
        as_supervisor
        attempt RAM, STORE_FAULT, sd zero, 0(t0)
        say     "outside: all refused"
        j       pass

# handler: note the cause, go on at s1 in M-mode without MPRV
        .balign 4
handler:
        csrr    s2, mcause
        csrw    mepc, s1
        li      t2, MPRV
        csrc    mstatus, t2
        li      t2, 3 << MPP_SHIFT
        csrs    mstatus, t2
        mret

        .section .data
        .balign 4096
root:   .zero   4096
