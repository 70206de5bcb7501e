# main.s: the monitor begins.

        .include "memory-map.inc"
        .include "csr.inc"

        .text

# kernel_main: make the monitor ready, then give the processor to programs.
#   in:  S-mode, paging off, a0 = address of the device tree
#   out: does not return; goes on in the scheduler
#
# The monitor itself is never interrupted: sstatus.SIE is off for ever. An
# interrupt waits until a process runs, or until the scheduler looks.
        .globl  kernel_main
kernel_main:
        csrci   sstatus, SSTATUS_SIE
        la      sp, kernel_stack_top
        mv      s0, a0

        # Static data that starts as zero; not every loader clears it.
        la      t0, __bss_start
        la      t1, __bss_end
1:      sd      zero, 0(t0)
        addi    t0, t0, 8
        bltu    t0, t1, 1b

        # Paging on, with an address space that has no process in it.
        la      a0, kernel_root
        call    space_use

        # Traps. Until the first process runs, they would save into record 0.
        la      t0, trap_entry
        csrw    stvec, t0
        la      t0, process_table
        csrw    sscratch, t0
        li      t0, INTERRUPT_SS | INTERRUPT_SE
        csrw    sie, t0

        call    uart_start
        mv      a0, s0
        call    device_tree_memory
        call    pages_start
        call    disk_start
        call    jobs_start
        j       schedule

        .bss
        .balign 16
        .zero   4096
        .globl  kernel_stack_top
kernel_stack_top:                       # one stack: the monitor does one thing at a time
