# crooked.s: pass the monitor what it must not believe. Every call here is
# wrong in one way; the monitor says which, and goes on.

        .include "calls.inc"
        .include "frame.inc"
        .include "print.inc"

        .text

# main: the argument does not matter → status 0 if every call was refused
# with the right error; otherwise the number of the first that was not
#
# Registers: s0 row of the table · s1 its end · s2 its number
        .globl  main
main:
        enter   3
        la      s0, attempts
        la      s1, attempts_end
        li      s2, 1
1:      ld      a7, 0(s0)               # the call,
        ld      a0, 8(s0)               # … and its arguments
        ld      a1, 16(s0)
        ld      a2, 24(s0)
        ecall
        ld      t0, 32(s0)              # what it should say
        bne     a0, t0, 2f              # it believed us
        addi    s0, s0, 40
        addi    s2, s2, 1
        bne     s0, s1, 1b              # the next row

        addi    a0, s2, -1
        call    print_decimal
        print   " wrong calls refused"
        call    print_newline
        li      a0, 0
        leave   3
2:      mv      a0, s2
        leave   3

        .section .rodata

# The numbers of the calls, by name: CALL_exit and so on.
        .macro  system_call number, name, kinds:vararg
        .equ    CALL_\name, \number
        .endm
        system_calls

        .equ    NOWHERE,   0x0                  # in no area
        .equ    STACK_END, 0x40000000           # nothing lies above
        .equ    MONITOR,   0x80000000           # the monitor's memory
        .equ    DEVICE,    0xffffffffd0000000   # a device
        .equ    HUGE,      0x7fffffffffffffff

# A row: call, three arguments, the error that is right.
        .balign 8
attempts:
        .dword  SYSTEM_CALLS,    0, 0, 0,                     ERROR_CALL
        .dword  -1,              0, 0, 0,                     ERROR_CALL
        .dword  CALL_write,      2, attempts, 8,              ERROR_VALUE
        .dword  CALL_write,      1, NOWHERE, 8,               ERROR_ADDRESS
        .dword  CALL_write,      1, MONITOR, 8,               ERROR_ADDRESS
        .dword  CALL_write,      1, DEVICE, 1,                ERROR_ADDRESS
        .dword  CALL_write,      1, STACK_END - 8, 16,        ERROR_ADDRESS
        .dword  CALL_write,      1, -8, 16,                   ERROR_ADDRESS
        .dword  CALL_read,       1, writable, 8,              ERROR_VALUE
        .dword  CALL_read,       0, attempts, 8,              ERROR_ADDRESS
        .dword  CALL_read,       0, STACK_END - 8, HUGE,      ERROR_ADDRESS
        .dword  CALL_sleep,      -1, 0, 0,                    ERROR_VALUE
        .dword  CALL_sbrk,       -1, 0, 0,                    ERROR_VALUE
        .dword  CALL_sbrk,       HUGE, 0, 0,                  ERROR_VALUE
        .dword  CALL_spawn,      NOWHERE, 0, 0,               ERROR_ADDRESS
        .dword  CALL_spawn,      long_name, 0, 0,             ERROR_NAME
        .dword  CALL_spawn,      no_name, 0, 0,               ERROR_NAME
        .dword  CALL_wait,       0, 0, 0,                     ERROR_CHILD
        .dword  CALL_wait,       attempts, 0, 0,              ERROR_ADDRESS
        .dword  CALL_disk_read,  0, writable, 0,              ERROR_VALUE
        .dword  CALL_disk_read,  0, writable, SECTORS_MAX + 1, ERROR_VALUE
        .dword  CALL_disk_read,  HUGE, writable, 1,           ERROR_VALUE
        .dword  CALL_disk_read,  -1, writable, 1,             ERROR_VALUE
        .dword  CALL_disk_read,  0, attempts, 1,              ERROR_ADDRESS
        .dword  CALL_disk_read,  0, MONITOR, 1,               ERROR_ADDRESS
        .dword  CALL_exec,       no_name, 0, 0,               ERROR_NAME
        .dword  CALL_exec,       MONITOR, 0, 0,               ERROR_ADDRESS
        .dword  CALL_kill,       0, 0, 0,                     ERROR_PROCESS
        .dword  CALL_kill,       HUGE, 0, 0,                  ERROR_PROCESS
        .dword  CALL_level,      8, 0, 0,                     ERROR_VALUE
        .dword  CALL_level,      -1, 0, 0,                    ERROR_VALUE
        .dword  CALL_inform,     64, writable, 0,             ERROR_VALUE
        .dword  CALL_inform,     0, attempts, 0,              ERROR_ADDRESS
        .dword  CALL_inform,     0, MONITOR, 0,               ERROR_ADDRESS
        .dword  CALL_exec,       a_name, 0, MONITOR,          ERROR_ADDRESS
        .dword  CALL_open,       NOWHERE, 0, 0,               ERROR_ADDRESS
        .dword  CALL_open,       long_name, 0, 0,             ERROR_NAME
        .dword  CALL_open,       no_name, 0, 0,               ERROR_NAME
        .dword  CALL_open,       a_name, OPEN_NEW + 1, 0,     ERROR_VALUE
        .dword  CALL_close,      2, 0, 0,                     ERROR_VALUE
        .dword  CALL_close,      8, 0, 0,                     ERROR_VALUE
        .dword  CALL_close,      -1, 0, 0,                    ERROR_VALUE
        .dword  CALL_dup,        HUGE, 0, 0,                  ERROR_VALUE
        .dword  CALL_seek,       1, 0, 0,                     ERROR_VALUE
        .dword  CALL_stat,       0, writable, 0,              ERROR_VALUE
        .dword  CALL_readdir,    0, writable, 0,              ERROR_VALUE
        .dword  CALL_readdir,    64, writable, 0,             ERROR_VALUE
        .dword  CALL_remove,     MONITOR, 0, 0,               ERROR_ADDRESS
        .dword  CALL_pipe,       attempts, 0, 0,              ERROR_ADDRESS
        .dword  CALL_pipe,       STACK_END - 8, 0, 0,         ERROR_ADDRESS
attempts_end:

a_name: .asciz  "a"
long_name:
        .asciz  "a name that is too long"
no_name:
        .asciz  ""

        .bss
writable:
        .zero   8
