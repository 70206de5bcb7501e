# walker.s: one plain system call, one page fault, one disk read: what
# docs/explain/monitor.md follows.

        .include "frame.inc"

        .text

# main: the argument does not matter → status of disk_read, less one sector
        .globl  main
main:
        enter   0
        call    getpid                  # the plainest of all calls
        la      t0, page
        lb      t0, 0(t0)               # a page that was never touched
        li      a0, 0
        la      a1, page
        li      a2, 1
        call    disk_read               # into that page
        addi    a0, a0, -1
        leave   0

        .bss
        .balign 4096
page:   .zero   4096
