# monkey.s: make system calls without sense: numbers and arguments are drawn
# from a table of what is likely to break something. The argument is the seed.

        .include "calls.inc"
        .include "frame.inc"
        .include "print.inc"

        .equ    TIMES,  400

        .text

# main: a0 = seed → status 0, if the monitor survives it
#
# Registers: s0 random state · s1 calls left · s2 … s5 what was drawn
        .globl  main
main:
        enter   6
        mv      s0, a0
        li      s1, TIMES
1:      la      a0, numbers
        call    draw
        mv      s2, a0
        la      a0, arguments
        call    draw
        mv      s3, a0
        la      a0, arguments
        call    draw
        mv      s4, a0
        la      a0, arguments
        call    draw
        mv      a2, a0
        mv      a1, s4
        mv      a0, s3
        mv      a7, s2
        ecall                           # whatever it says
        addi    s1, s1, -1
        bnez    s1, 1b
        print   "enough"
        call    print_newline
        li      a0, 0
        leave   6

# draw: one of the thirty-two doublewords of a table.
#   in:  a0 = table, s0 = random state
#   out: a0 = one of them, s0 = next state
#   clobbers: t0
draw:
        li      t0, 1103515245
        mul     s0, s0, t0
        addiw   s0, s0, 1013
        srliw   t0, s0, 12
        andi    t0, t0, 31 << 3         # eight bytes each
        add     a0, a0, t0
        ld      a0, 0(a0)
        ret

        .section .rodata
        .balign 8

# Not exit: it would end it; not read, sleep or a pipe: it could wait for ever;
# not fork or kill: there would be more monkeys, or less.
        .macro  system_call number, name, kinds:vararg
        .equ    CALL_\name, \number
        .endm
        system_calls
numbers:
        .dword  CALL_write, CALL_write, CALL_disk_read, CALL_disk_read, CALL_disk_read
        .dword  CALL_sbrk, CALL_spawn, CALL_spawn, CALL_wait, CALL_yield, CALL_getpid
        .dword  CALL_disk_size, SYSTEM_CALLS, 1 << 32, -1, 0x7fffffffffffffff
        .dword  CALL_open, CALL_open, CALL_open, CALL_open, CALL_close, CALL_close
        .dword  CALL_seek, CALL_seek, CALL_stat, CALL_readdir, CALL_remove, CALL_dup
        .dword  CALL_exec, CALL_level, CALL_inform, CALL_memory

arguments:
        .dword  0, 1, 1, 2, 8, 9, 64, 4096
        .dword  numbers, main, buffer, buffer, buffer + 4090
        .dword  0x3ffffff8, 0x80000000, -8
        .dword  0, 1, 2, 2, 3, 4, 5, 7
        .dword  file, file, file, other, other, buffer, 100, 5000

file:   .asciz  "file"
other:  .asciz  "other"

        .bss
        .balign 8
buffer: .zero   2 * 4096
