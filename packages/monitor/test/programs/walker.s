# walker.s: one plain system call, one page fault, one disk read, one child,
# which begins this program anew: what docs/explain/monitor.md follows.

        .include "frame.inc"

        .text

# main: a0 = 0; 1: end at once → what disk_read gave, less one sector
#
# Registers: s0 status
        .globl  main
main:
        enter   1
        bnez    a0, 2f
        call    getpid                  # the plainest of all calls
        la      t0, page
        lb      t0, 0(t0)               # a page that was never touched
        li      a0, 0
        la      a1, page
        li      a2, 1
        call    disk_read               # into that page
        addi    s0, a0, -1
        call    fork
        beqz    a0, 1f
        call    yield                   # to the child, and back
        li      a0, 0
        call    wait                    # the child runs meanwhile
        mv      a0, s0
        leave   1
1:      call    yield
        la      t0, page
        sb      zero, 0(t0)             # a page that it has in common with its parent
        la      a0, name
        li      a1, 1
        li      a2, 0
        call    exec
2:      li      a0, 0
        leave   1

        .section .rodata
name:   .asciz  "walker"

        .bss
        .balign 4096
page:   .zero   4096
