# calls.s: the system calls as routines: `call write` and so on. What each
# takes and gives is told in the table itself, kernel/calls.inc.
#   clobbers: a0, a7

        .include "calls.inc"

        .text

        .macro  system_call number, name, kinds:vararg
        .globl  \name
\name:  li      a7, \number
        ecall                           # to the monitor; a0 is the result
        ret
        .endm

        system_calls
