# asker.s: read a sector of the disk, as often as the argument says.

        .include "calls.inc"
        .include "frame.inc"

        .text

# main: a0 = times → status 0; 1 if a read failed
#
# Registers: s0 times left
        .globl  main
main:
        enter   1
        mv      s0, a0
1:      li      a0, 0
        la      a1, room
        li      a2, 1
        call    disk_read
        li      t0, 1
        bne     a0, t0, 2f
        addi    s0, s0, -1
        bnez    s0, 1b
        li      a0, 0
        leave   1
2:      li      a0, 1
        leave   1

        .bss
        .balign 8
room:   .zero   SECTOR_BYTES
