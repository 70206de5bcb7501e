# accounts.s: what the monitor knows of a process is what the process did.

        .include "calls.inc"
        .include "process.inc"
        .include "frame.inc"
        .include "print.inc"

        .text

# main: the argument does not matter → status 0; otherwise the number of the
# check that failed
        .globl  main
main:
        enter   1
        la      a1, before
        call    find
        li      a0, 1
        call    sleep                   # a wait,
        li      a0, 0
        la      a1, buffer
        li      a2, 3
        call    disk_read               # … another one and three sectors,
        call    yield                   # … and none; three calls in all
        la      a1, after
        call    find

        # Each row: where it is in the information, by how much it has grown.
        la      s0, growth
1:      ld      t0, 0(s0)
        bltz    t0, 2f                  # the end of the table
        la      t1, before
        add     t1, t1, t0
        ld      t1, 0(t1)
        la      t2, after
        add     t2, t2, t0
        ld      t2, 0(t2)
        sub     t2, t2, t1
        ld      t3, 8(s0)
        bne     t2, t3, 3f
        addi    s0, s0, 16
        j       1b
2:      print   "the account is right"
        call    print_newline
        li      a0, 0
        leave   1
3:      la      t0, growth
        sub     a0, s0, t0
        srli    a0, a0, 4
        addi    a0, a0, 1
        leave   1

# find: what the monitor knows of this process; it is the only one, in place 0.
#   in:  a1 = where to
find:
        enter   0
        li      a0, 0
        call    inform
        leave   0

        .section .rodata
        .balign 8
growth: .dword  P_PID - P_INFO,     0
        .dword  P_LEVEL - P_INFO,   0
        .dword  P_CALLS - P_INFO,   4   # the second `inform` too
        .dword  P_SECTORS - P_INFO, 3
        .dword  P_WAITS - P_INFO,   2
        .dword  -1

        .bss
        .balign 8
before: .zero   INFO_BYTES
after:  .zero   INFO_BYTES
buffer: .zero   3 * SECTOR_BYTES
