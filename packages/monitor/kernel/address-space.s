# address-space.s: page tables, and which pages a process gets.
#
# Sv39: a virtual address is three indices of nine bits and an offset; a page
# table is a page of 512 entries; three tables lead to a page. [priv §4.4]
#
# A process owns no page at first. It has areas (process.inc), and a page is
# made when the process, or the monitor on its behalf, first touches it. The
# page begins as zeros, and as the program's file where the area has one. So
# stack, heap, bss, code and data all come to be in one way: user_page.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "frame.inc"

        .equ    ENTRIES,        512             # in a page table
        .equ    MEMORY_ENTRY,   RAM_BASE >> 30  # root entries that are the monitor's own
        .equ    DEVICES_ENTRY,  511
        .equ    MONITOR_FLAGS,  PTE_V | PTE_R | PTE_W | PTE_G | PTE_A | PTE_D   # of their pages

        .text

# space_create: an address space with the monitor in it and no process.
#   out: a0 = its root, or 0 when no memory is left
        .globl  space_create
space_create:
        enter   0
        call    page_take
        beqz    a0, 1f                  # no memory for it
        la      t0, kernel_root
        ld      t1, 8 * MEMORY_ENTRY(t0)  # the monitor's two entries; all others stay 0
        sd      t1, 8 * MEMORY_ENTRY(a0)
        li      t1, 8 * DEVICES_ENTRY   # too far for the offset of a load
        add     t0, t0, t1
        add     t1, a0, t1
        ld      t0, 0(t0)
        sd      t0, 0(t1)
1:      leave   0

# space_use: the hart translates by this address space from now on.
#   in:  a0 = its root
#   clobbers: a0, t0
        .globl  space_use
space_use:
        srli    a0, a0, PAGE_SHIFT      # satp wants the page number
        li      t0, SATP_SV39
        or      a0, a0, t0              # and the mode; ASID 0
        csrr    t0, satp
        beq     a0, t0, 1f              # it does already: nothing to forget
        csrw    satp, a0                # this instruction is at the same address in both spaces
        sfence.vma                      # all spaces share ASID 0: forget the last one
1:      ret

# space_destroy: give back all pages of a process, and its page tables.
#   in:  a0 = root; the hart does not use it
#
# Registers: s0 root · s1 place in the middle table · s2 its end
#            s3 place in a last table · s4 its end · s5 that table
        .globl  space_destroy
space_destroy:
        enter   6
        mv      s0, a0                  # the root goes last
        ld      a0, 0(s0)               # the process has root entry 0 alone
        beqz    a0, .Lroot              # it was never touched
        call    entry_address           # the middle table
        mv      s1, a0
        li      s2, PAGE_BYTES
        add     s2, s1, s2              # behind its last entry

.Lmiddle:
        ld      a0, 0(s1)
        beqz    a0, 2f                  # no table here
        call    entry_address           # a last table
        mv      s5, a0                  # it goes when its pages are gone
        mv      s3, a0
        li      s4, PAGE_BYTES
        add     s4, s3, s4              # behind its last entry
1:      ld      a0, 0(s3)
        beqz    a0, 3f                  # no page here
        call    entry_address
        call    page_return             # a page of the process
3:      addi    s3, s3, 8
        bne     s3, s4, 1b              # all 512 of them
        mv      a0, s5
        call    page_return             # the last table
2:      addi    s1, s1, 8
        bne     s1, s2, .Lmiddle        # all 512 of them

        ld      a0, 0(s0)
        call    entry_address
        call    page_return             # the middle table
.Lroot:
        mv      a0, s0
        call    page_return             # the root
        leave   6

# entry_address: where a page table entry leads.
#   in:  a0 = the entry    out: a0 = address of the page or table
#   clobbers: nothing
entry_address:
        srli    a0, a0, PTE_PPN_SHIFT   # drop the flags
        slli    a0, a0, PAGE_SHIFT      # page number to address
        ret

# entry_of: the place of the entry for a virtual address.
#   in:  a0 = root, a1 = virtual address
#   out: a0 = address of the entry in the last table, tables being made on
#        the way; or 0 when no memory is left for them
#
# Registers: s0 entry · s1 virtual address · s2 shift to the next index
entry_of:
        enter   3
        mv      s1, a1                  # a0 = the table, from root to last
        li      s2, 30                  # of the root's index; then 21, then 12
.Ldown:
        srl     t0, s1, s2              # the index, times eight bytes an entry
        andi    t0, t0, ENTRIES - 1
        slli    t0, t0, 3
        add     s0, a0, t0              # its entry
        li      t0, PAGE_SHIFT
        beq     s2, t0, 2f              # that was the last table
        addi    s2, s2, -9              # the next index lies nine bits lower

        ld      a0, 0(s0)
        bnez    a0, 1f                  # there is a table already
        call    page_take               # no table yet
        beqz    a0, 3f
        srli    t0, a0, PAGE_SHIFT
        slli    t0, t0, PTE_PPN_SHIFT
        ori     t0, t0, PTE_V           # valid and neither R, W nor X: a table
        sd      t0, 0(s0)
        sfence.vma                      # a fence for one address is not enough for a table
        j       .Ldown
1:      call    entry_address           # one level down
        j       .Ldown

2:      mv      a0, s0                  # the entry that says where the page is
3:      leave   3

# user_page: where a byte of a process is in memory, its page being made if
# it is touched for the first time. All access to a process goes through here.
#   in:  a0 = process, a1 = virtual address, a2 = PTE_R, PTE_W or PTE_X:
#        the use that is to be made of it
#   out: a0 = physical address, or ERROR_ADDRESS when the process may not use
#        it so, or ERROR_MEMORY. An error is below zero, an address above.
#
# Registers: s0 process · s1 virtual address · s2 area · s3 entry · s4 page
        .globl  user_page
user_page:
        enter   5
        mv      s0, a0
        mv      s1, a1

        # The area it lies in. An area of nothing, start = end, never matches.
        addi    s2, s0, P_AREAS
        addi    t0, s2, AREAS * AREA_BYTES  # behind the last area
1:      ld      t1, AREA_START(s2)
        bltu    s1, t1, 2f              # it lies before this area
        ld      t1, AREA_END(s2)
        bltu    s1, t1, 3f              # it lies in it
2:      addi    s2, s2, AREA_BYTES
        bne     s2, t0, 1b              # the next area
.Lrefuse:
        li      a0, ERROR_ADDRESS       # in none, or not for this use
        leave   5
3:      ld      t1, AREA_FLAGS(s2)
        and     t1, t1, a2              # does the area allow this use?
        beqz    t1, .Lrefuse

        # The page is there already?
        ld      a0, P_ROOT(s0)          # a1 is the address still
        call    entry_of
        beqz    a0, .Lmemory            # no memory for the tables
        mv      s3, a0                  # the entry
        ld      a0, 0(s3)
        beqz    a0, 4f                  # not valid: not there
        call    entry_address
        mv      s4, a0                  # the page, for as long as the process lives
        j       .Ldone

4:      call    page_take               # all zeros
        beqz    a0, .Lmemory
        mv      s4, a0                  # its page from now on
        ld      t0, P_PAGES(s0)
        addi    t0, t0, 1
        sd      t0, P_PAGES(s0)         # on its account

        # Bytes from the file: those of [AREA_FIRST, AREA_LAST) in this page.
        li      t0, -PAGE_BYTES
        and     t0, s1, t0              # t0 … t1: the page
        li      t1, PAGE_BYTES
        add     t1, t0, t1              # … the page's addresses in the process
        ld      t2, AREA_FIRST(s2)      # t3 … t4: what both have
        mv      t3, t0
        bgeu    t3, t2, 5f              # t3 = the later of both starts
        mv      t3, t2
5:      ld      t4, AREA_LAST(s2)
        bgeu    t1, t4, 6f              # t4 = the earlier of both ends
        mv      t4, t1
6:      bgeu    t3, t4, 7f              # nothing: all of the page is zero
        sub     a0, t3, t0
        add     a0, s4, a0              # to: as far into the page
        sub     a1, t3, t2
        ld      t2, AREA_DATA(s2)
        add     a1, t2, a1              # from: as far into the file's bytes
        sub     a2, t4, t3              # this much
        call    copy_bytes
        fence.i                         # it may be code

        # Map it, and forget that it was not mapped.
7:      srli    t0, s4, PAGE_SHIFT
        slli    t0, t0, PTE_PPN_SHIFT   # the page's number,
        ld      t1, AREA_FLAGS(s2)
        or      t0, t0, t1              # what the area allows,
        ori     t0, t0, PTE_V | PTE_U | PTE_A | PTE_D
        sd      t0, 0(s3)               # from here on the process has it
        sfence.vma s1, zero

.Ldone:
        li      t0, PAGE_BYTES - 1
        and     t0, s1, t0              # the offset in the page
        add     a0, s4, t0
        leave   5

.Lmemory:
        li      a0, ERROR_MEMORY
        leave   5

# The monitor's own address space: memory as it is, devices in their window,
# in pages of a gigabyte. Entries 2 and 511 are copied to every process.
        .data
        .balign PAGE_BYTES
        .globl  kernel_root
kernel_root:
        .zero   8 * MEMORY_ENTRY
        .dword  RAM_BASE >> PAGE_SHIFT << PTE_PPN_SHIFT | MONITOR_FLAGS | PTE_X
        .zero   8 * (DEVICES_ENTRY - MEMORY_ENTRY - 1)
        .dword  MONITOR_FLAGS           # physical address 0
