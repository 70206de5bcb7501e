# ps.s: the processes that there are: number, parent, level, what each does,
# its turns, its program.

        .include "process.inc"
        .include "frame.inc"
        .include "print.inc"

        .text

# main: → status 0
#
# Registers: s0 place in the process table
        .globl  main
main:
        enter   1
        print   "pid parent level state pages turns program"
        call    print_newline
        li      s0, 0
1:      mv      a0, s0
        la      a1, info
        call    inform
        blez    a0, 2f                  # nobody there
        call    print_decimal
        print   " "
        ld      a0, info + P_PARENT - P_INFO
        call    print_decimal
        print   " "
        ld      a0, info + P_LEVEL - P_INFO
        call    print_decimal
        print   " "
        ld      t0, info + P_STATE - P_INFO
        slli    t0, t0, 3               # eight bytes a word
        la      a0, states
        add     a0, a0, t0
        call    print_string
        print   " "
        ld      a0, info + P_PAGES - P_INFO
        call    print_decimal
        print   " "
        ld      a0, info + P_TURNS - P_INFO
        call    print_decimal
        print   " "
        la      a0, info + P_NAME - P_INFO
        call    print_string
        call    print_newline
2:      addi    s0, s0, 1
        li      t0, PROCESSES
        bne     s0, t0, 1b
        li      a0, 0
        leave   1

        .section .rodata

# state: the word for the next state, in eight bytes.
        .macro  state word
        .asciz  "\word"
        .balign 8
        .endm

        .balign 8
states: state   "free"
        state   "ready"
        state   "sleeps"
        state   "parked"
        state   "disk"
        state   "console"
        state   "waits"
        state   "pipe"
        state   "files"
        state   "pager"
        state   "begins"
        state   "ended"

        .bss
        .balign 8
info:   .zero   INFO_BYTES
