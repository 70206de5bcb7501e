# accounts.s: what the monitor knows of a process is what the process did.

        .include "calls.inc"
        .include "process.inc"
        .include "frame.inc"
        .include "print.inc"

        .text

# main: the argument does not matter → status 0; otherwise the number of the
# check that failed
#
# Registers: s0 row of the table, at first this process's pid · s1 its place
#            in the process table
        .globl  main
main:
        enter   2
        call    getpid
        mv      s0, a0
        li      s1, -1
1:      addi    s1, s1, 1               # the place with this pid
        mv      a0, s1
        la      a1, before
        call    inform
        bne     a0, s0, 1b
        li      a0, 1
        call    sleep                   # a wait,
        li      a0, 0
        la      a1, buffer
        li      a2, 3
        call    disk_read               # … another one and three sectors,
        call    yield                   # … and none; three calls in all
        mv      a0, s1
        la      a1, after
        call    inform

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
        leave   2
3:      la      t0, growth
        sub     a0, s0, t0
        srli    a0, a0, 4
        addi    a0, a0, 1
        leave   2

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
