# main.s: the monitor begins.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "process.inc"

        .text
        .globl  kernel_main

# kernel_main: make the monitor ready, then go on as its first process.
#   in:  S-mode, paging off, a0 = address of the device tree
#   out: does not return; goes on in jobs_run
#
# The monitor itself is never interrupted: sstatus.SIE is off for ever. An
# interrupt waits until a process runs, or until the scheduler looks.
kernel_main:
        csrci   sstatus, SSTATUS_SIE
        la      sp, nobodys_page + PAGE_BYTES
        mv      s0, a0                  # the device tree, until someone reads it

        # Static data that starts as zero; not every loader clears it.
        la      a0, __bss_start         # both ends on a page boundary (kernel.ld)
        la      s1, __bss_end
1:      call    page_clear
        li      t0, PAGE_BYTES
        add     a0, a0, t0              # the next page
        bltu    a0, s1, 1b

        # What is known of the computer lies anywhere in memory, also where none
        # will be with paging on.
        mv      a0, s0
        call    jobs_degree
        mv      a0, s0
        call    device_tree_memory
        mv      s0, a0                  # end of memory

        # Paging on, with an address space that has no process in it. The stack
        # is in the same page as before, at another address.
        call    kernel_space
        li      a0, NOBODYS_PLACE
        la      a1, nobodys_page
        call    stack_map
        la      a0, kernel_root
        call    space_use               # from here on, devices are in their window
        li      sp, NOBODYS_STACK

        # Traps. Until the first process runs, they would save into record 0.
        la      t0, trap_entry
        csrw    stvec, t0               # low bits 0: one entry for all traps
        la      t0, process_table
        csrw    sscratch, t0            # where trap_entry saves
        li      t0, INTERRUPT_SS | INTERRUPT_SE
        csrw    sie, t0                 # enabled for U-mode, where they cannot be masked

        call    uart_start              # first, so that the others can speak
        mv      a0, s0
        call    pages_start             # from here on, pages can be taken
        call    disk_start              # there may be none
        la      tp, process_table       # from here on this is a process: it can wait
        la      t0, kernel_root
        sd      t0, P_ROOT(tp)
        li      t0, READY
        sd      t0, P_STATE(tp)
        li      t0, -1
        sd      t0, P_PARENT(tp)        # nobody's child, and not its own
        li      a0, 0                   # its place
        la      a1, own_page
        call    stack_map
        sd      a0, P_KERNEL(tp)
        mv      sp, a0
        j       jobs_run

        .bss
        .balign PAGE_BYTES
own_page:       .zero   PAGE_BYTES      # stacks: of the monitor's own process,
nobodys_page:   .zero   PAGE_BYTES      # … and for what is done on nobody's behalf
