# start.s: the machine starts here. Prepare the hart, make the VMs, run the first.
#
# The VMM owns M-mode. It runs with interrupts masked always: the hart takes an interrupt only
# while a guest runs (in U-mode, where M-mode interrupts cannot be masked) or in schedule's wfi.
# So nothing here is ever interrupted, one stack is enough, and it is empty whenever a guest runs.

        .include "vmm.inc"
        .globl  _start, stack_top

# _start: first instruction of the machine
#   in:  a0 = hart id, a1 = device tree; M-mode, interrupts masked
#   out: does not return
        .section .text.start, "ax"
_start:
        bnez    a0, .Lpark              # one hart is all this VMM uses
        la      sp, stack_top

        # zero .bss: a plain boot loader need not have done it
        la      t0, _bss_start
        la      t1, _bss_end
        jal     clear

        # every trap comes to guest_exit; mscratch = 0 says "not from a guest"
        la      t0, guest_exit
        csrw    mtvec, t0
        csrw    mscratch, zero
        csrw    medeleg, zero           # the VMM alone sees the guests' traps
        csrw    mideleg, zero
        csrw    mcounteren, zero        # rdcycle, rdtime, rdinstret trap

        # no H, unless a VM needs it: see run in schedule.s
        li      t0, MISA_H
        csrc    misa, t0

        # mret goes to U-mode; wfi below M-mode traps; the rest of mstatus is zero
        li      t0, MSTATUS_TW
        csrw    mstatus, t0
        li      t0, MTIP | MEIP
        csrw    mie, t0

        mv      a0, a1
        jal     memory_init             # what RAM there is
        jal     csr_init                # the index of the CSR table
        jal     board_init              # the real PLIC, UART and disk
        jal     load_guests             # a VM for each row of the guest table
        j       schedule_first

.Lpark: wfi
        j       .Lpark

# stack: used between a guest's exit and its resumption only
        .section .bss
        .balign 16
        .space  4096
stack_top:
