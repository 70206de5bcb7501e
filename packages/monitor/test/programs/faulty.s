# faulty.s: do one thing that a program may not do; the argument says which.

        .include "print.inc"

        .text

# main: a0 = 0 … 9 → does not return, or the monitor is at fault: status 1
        .globl  main
main:
        la      t0, faults
        slli    a0, a0, 3
        add     t0, t0, a0
        ld      t0, 0(t0)
        li      a0, 1
        jr      t0

illegal:
        .half   0                       # no instruction, by definition
        ret
privileged:
        csrr    t0, sstatus
        ret
breakpoint:
        ebreak
        ret
monitor_memory:
        li      t0, 0x80001000
        ld      t0, 0(t0)
        ret
device:
        li      t0, 0xffffffffd0000000
        lb      t0, 0(t0)
        ret
not_canonical:                          # the upper bits are not all like bit 38
        li      t0, 1 << 62
        ld      t0, 0(t0)
        ret
own_code:
        la      t0, own_code
        sb      zero, 0(t0)
        ret
execute_data:
        la      t0, faults
        jr      t0
jump_to_zero:
        jr      zero
stack_overflow:
        addi    sp, sp, -2048
        sd      ra, 0(sp)
        j       stack_overflow

        .section .rodata
        .balign 8
faults: .dword  illegal, privileged, breakpoint, monitor_memory, device
        .dword  not_canonical, own_code, execute_data, jump_to_zero, stack_overflow
