# killer.s: end children in whatever they do: computing, sleeping, waiting for
# a line, for the disk, for a child, and while they are ready to run.

        .include "calls.inc"
        .include "frame.inc"
        .include "print.inc"

        .text

# main: the argument does not matter → status 0; 1 if anything is wrong
#
# Registers: s0 row of the table · s1 its end · s2 pid
        .globl  main
main:
        enter   3
        la      s0, works
        la      s1, works_end
1:      call    fork
        bltz    a0, .Lwrong
        bnez    a0, 2f
        ld      t0, 0(s0)
        jr      t0                      # the child does this until it is killed

2:      mv      s2, a0
        li      a0, 3
        call    sleep                   # until it does it
        mv      a0, s2
        call    kill
        bnez    a0, .Lwrong
        la      a0, status
        call    wait
        bne     a0, s2, .Lwrong
        ld      t0, status
        li      t1, KILLED
        bne     t0, t1, .Lwrong
        mv      a0, s2
        call    kill                    # it is gone
        li      t0, ERROR_PROCESS
        bne     a0, t0, .Lwrong
        addi    s0, s0, 8
        bne     s0, s1, 1b

        # The grandchild of `waiting` is an orphan: it ends by itself. At last,
        # a child that ends itself.
        call    fork
        bltz    a0, .Lwrong
        beqz    a0, itself
        la      a0, status
        call    wait
        bltz    a0, .Lwrong
        ld      t0, status
        li      t1, KILLED
        bne     t0, t1, .Lwrong
        print   "all killed"
        call    print_newline
        li      a0, 0
        leave   3
.Lwrong:
        li      a0, 1
        leave   3

computing:
        j       computing

sleeping:
        li      a0, 1000000
        call    sleep
        j       .Lwrong

waiting:
        call    fork
        beqz    a0, 1f
        li      a0, 0
        call    wait
        j       .Lwrong
1:      li      a0, 50
        call    sleep
        li      a0, 5
        call    exit

reading:
        li      a0, 0
        la      a1, buffer
        li      a2, 8
        call    read
        j       .Lwrong

disk_reading:
        li      a0, 0
        la      a1, buffer
        li      a2, SECTORS_MAX
        call    disk_read
        j       disk_reading

yielding:
        call    yield
        j       yielding

itself:
        call    getpid
        call    kill
        j       .Lwrong

        .section .rodata
        .balign 8
works:  .dword  computing, sleeping, waiting, reading, disk_reading, yielding
works_end:

        .bss
        .balign 8
status: .zero   8
buffer: .zero   SECTORS_MAX * SECTOR_BYTES
