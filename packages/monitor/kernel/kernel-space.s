# kernel-space.s: the monitor's own part of every address space.
#
# Memory lies where it is (memory-map.inc): the monitor's code to be executed,
# its constants to be read, all else to be read and written. Invariant: nothing
# that can be written can be executed.
#
# Kernel stacks lie in a window behind it, a page each, and in front of each a
# page that is not there: a stack that grows too long faults, and the fault is a
# defect (trap.s), before it could write to another one.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "pages.inc"
        .include "process.inc"

# Flags of the monitor's pages.
        .equ    ALL,            PTE_V | PTE_R | PTE_G | PTE_A
        .equ    CODE,           ALL | PTE_X
        .equ    CONSTANTS,      ALL
        .equ    VARIABLES,      ALL | PTE_W | PTE_D

# link place, table: let an entry lead to a page table.
        .macro  link place, table
        la      t0, \table
        srli    t0, t0, PAGE_TO_PTE
        ori     t0, t0, PTE_V
        sd      t0, \place, t1
        .endm

# entries bytes: a page table, in which pages of that size follow each other from
# RAM_BASE on.
        .macro  entries bytes
        .set    entry, RAM_BASE >> PAGE_TO_PTE | VARIABLES
        .rept   512
        .dword  entry
        .set    entry, entry + (\bytes >> PAGE_TO_PTE)
        .endr
        .endm

        .text
        .globl  kernel_space, kernel_root, stack_map, stack_unmap

# kernel_space: complete the tables, while paging is off.
#   clobbers: a0 … a3, t0 … t2
kernel_space:
        mv      a3, ra                  # there are no stacks yet
        link    kernel_root + 8 * MEMORY_ENTRY, memory_table
        link    memory_table, image_table
        link    memory_table + PAGE_BYTES - 8, stack_table
        li      a0, RAM_BASE + PAGE_BYTES
        la      a1, __constants
        li      a2, CODE
        call    image_map
        la      a1, __variables
        li      a2, CONSTANTS
        call    image_map
        jr      a3

# image_map: map the pages of a range within the image.
#   in:  a0 = its first address, a1 = its end, on page boundaries, a2 = flags
#   out: a0 = its end
#   clobbers: t0 … t2
image_map:
        srli    t0, a0, FRAME_SHIFT     # eight bytes a page: as in frame_of
        la      t1, image_table - (RAM_BASE >> FRAME_SHIFT)
        add     t0, t0, t1
        li      t2, PAGE_BYTES
1:      srli    t1, a0, PAGE_TO_PTE
        or      t1, t1, a2
        sd      t1, 0(t0)
        add     a0, a0, t2
        addi    t0, t0, 8
        bltu    a0, a1, 1b
        ret

# stack_map: make a kernel stack.
#   in:  a0 = place of its process's record in the table, or NOBODYS_PLACE
#        a1 = a page
#   out: a0 = the end of the stack
#   clobbers: t0, t1
stack_map:
        slli    t1, a0, 4               # two entries each, the first of which stays empty
        la      t0, stack_table
        add     t1, t0, t1
        srli    t0, a1, PAGE_TO_PTE
        ori     t0, t0, VARIABLES
        sd      t0, 8(t1)
        slli    a0, a0, PAGE_SHIFT + 1
        li      t0, STACKS + 2 * PAGE_BYTES
        add     a0, a0, t0
        addi    t0, a0, -1
        sfence.vma t0, zero             # a hart may know that nothing was there
        ret

# stack_unmap: take a kernel stack away.
#   in:  a0 = its end; the hart does not use it
#   out: a0 = its page
#   clobbers: t0 … t2
stack_unmap:
        addi    t2, a0, -1              # an address in it
        li      t0, STACKS
        sub     t1, t2, t0
        srli    t1, t1, PAGE_SHIFT
        slli    t1, t1, 3               # eight bytes an entry
        la      t0, stack_table
        add     t1, t1, t0
        ld      a0, 0(t1)
        sd      zero, 0(t1)
        sfence.vma t2, zero
        j       entry_address

        .data
        .balign PAGE_BYTES
kernel_root:                            # both its entries are copied to every process
        .zero   8 * DEVICES_ENTRY
        .dword  VARIABLES               # physical address 0: a page of a gigabyte
memory_table:                           # the gigabyte from RAM_BASE, in large pages,
        entries 1 << TABLE_SHIFT
image_table:                            # … but the first two megabytes page by page,
        entries PAGE_BYTES
stack_table:                            # … and the last two those of the stacks
        .zero   PAGE_BYTES
