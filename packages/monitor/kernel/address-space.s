# address-space.s: page tables.
#
# Sv39: a virtual address is three indices of nine bits and an offset; a page
# table is a page of 512 entries; three tables lead to a page. [priv §4.4]
#
# Pages come into an address space in user-page.s, and by fork.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "pages.inc"
        .include "calls.inc"
        .include "frame.inc"

        .equ    ENTRIES,        512             # in a page table
        .equ    TABLE_BYTES,    1 << TABLE_SHIFT

        .text
        .globl  space_create, space_use, space_destroy, entry_return
        .globl  space_copy, entry_address, entry_look, entry_of

# space_create: an address space with the monitor in it and no process.
#   in:  a page is free
#   out: a0 = its root
space_create:
        enter   0
        call    page_take
        la      t0, kernel_root
        ld      t1, 8 * MEMORY_ENTRY(t0)  # the monitor's two entries; all others stay 0
        sd      t1, 8 * MEMORY_ENTRY(a0)
        li      t1, 8 * DEVICES_ENTRY   # too far for the offset of a load
        add     t0, t0, t1
        add     t1, a0, t1
        ld      t0, 0(t0)
        sd      t0, 0(t1)
        leave   0

# space_use: the hart translates by this address space from now on.
#   in:  a0 = its root
#   clobbers: a0, t0
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
# Registers: s0 root · s1 entry of the middle table · s2 its end
space_destroy:
        enter   3
        mv      s0, a0
        la      a1, entry_return
        call    space_each              # the pages
        ld      a0, 0(s0)               # the process has root entry 0 alone
        beqz    a0, 3f                  # it was never touched
        call    entry_address           # the middle table
        mv      s1, a0
        li      s2, PAGE_BYTES
        add     s2, s1, s2              # behind its last entry
1:      ld      a0, 0(s1)
        beqz    a0, 2f                  # no table here
        call    entry_address
        call    page_return             # a last table
2:      addi    s1, s1, 8
        bne     s1, s2, 1b              # all 512 of them
        ld      a0, 0(s0)
        call    entry_address
        call    page_return             # the middle table
3:      mv      a0, s0
        call    page_return             # the root
        leave   3

# entry_return: for space_each: give back the page of an entry, or its slot.
#   in:  a0 = the entry
entry_return:
        enter   0
        ld      a0, 0(a0)
        andi    t0, a0, PTE_V
        beqz    t0, 1f
        call    entry_address
        call    page_return
        j       2f
1:      srli    a0, a0, PTE_PPN_SHIFT
        call    slot_drop
2:      leave   0

# space_copy: let an address space have the pages of another. None of them
# can be written any more, in either; user_page makes a copy when one is.
#   in:  a0 = root, a1 = root of the other, which is empty; the hart uses the
#        first; pages for the other's page tables are free
space_copy:
        enter   0
        mv      a2, a1                  # for entry_copy
        la      a1, entry_copy
        call    space_each
        sfence.vma                      # what could be written cannot now
        leave   0

# entry_copy: for space_each: the same page for another address space.
#   in:  a0 = the entry, a1 = virtual address, a2 = the other root
#
# Registers: s0 the entry
entry_copy:
        enter   1
        mv      s0, a0
        ld      t0, 0(s0)
        andi    t0, t0, ~PTE_W          # its flags lie in the lower bits
        sd      t0, 0(s0)
        mv      a0, a2
        call    entry_of
        mv      t0, a0
        ld      a0, 0(s0)
        sd      a0, 0(t0)               # the same for both
        andi    t0, a0, PTE_V
        beqz    t0, 2f
        call    entry_address
        call    page_share
        j       3f
2:      srli    a0, a0, PTE_PPN_SHIFT   # it is in the swap area
        li      a1, 1
        call    slot_share
3:      leave   1

# space_each: visit all pages of a process.
#   in:  a0 = root, a1 = routine, a2 = an argument for it. The routine gets
#        a0 = address of the entry, a1 = virtual address, a2 = the argument
#
# Registers: s0 routine · s1 argument · s2 entry of the middle table
#            s3 virtual address of a last table's first page
#            s4 entry of that table · s5 its end
space_each:
        enter   6
        mv      s0, a1
        mv      s1, a2
        ld      a0, 0(a0)               # the process has root entry 0 alone
        beqz    a0, 4f                  # it was never touched
        call    entry_address           # the middle table
        mv      s2, a0
        li      s3, 0
1:      ld      a0, 0(s2)
        beqz    a0, 3f                  # no table here
        call    entry_address           # a last table
        mv      s4, a0
        li      s5, PAGE_BYTES
        add     s5, s4, s5
2:      ld      t0, 0(s4)
        bnez    t0, .Lvisit
.Lnext: addi    s4, s4, 8
        bne     s4, s5, 2b              # all 512 of them
3:      addi    s2, s2, 8
        li      t0, TABLE_BYTES
        add     s3, s3, t0              # the next table
        li      t0, USER_END
        bltu    s3, t0, 1b
4:      leave   6

.Lvisit:
        mv      a0, s4
        li      a1, PAGE_BYTES - 1
        and     a1, s4, a1              # offset of the entry in its table,
        slli    a1, a1, PAGE_SHIFT - 3  # … and eight bytes are a page
        add     a1, a1, s3
        mv      a2, s1
        jalr    s0
        j       .Lnext

# entry_address: where a page table entry leads.
#   in:  a0 = the entry    out: a0 = address of the page or table
#   clobbers: nothing
entry_address:
        srli    a0, a0, PTE_PPN_SHIFT   # drop the flags
        slli    a0, a0, PAGE_SHIFT      # page number to address
        ret

# entry_look: the place of the entry for a virtual address, if there is one.
#   in:  a0 = root, a1 = virtual address, below USER_END
#   out: a0 = address of the entry in the last table, or 0
#   clobbers: t0
entry_look:
        ld      a0, 0(a0)               # the process has root entry 0 alone
        beqz    a0, 1f
        srli    a0, a0, PTE_PPN_SHIFT
        slli    a0, a0, PAGE_SHIFT      # the middle table
        srli    t0, a1, PAGE_SHIFT + 9
        slli    t0, t0, 3               # eight bytes an entry
        add     a0, a0, t0
        ld      a0, 0(a0)
        beqz    a0, 1f
        srli    a0, a0, PTE_PPN_SHIFT
        slli    a0, a0, PAGE_SHIFT      # the last table
        srli    t0, a1, PAGE_SHIFT
        andi    t0, t0, ENTRIES - 1
        slli    t0, t0, 3
        add     a0, a0, t0
1:      ret

# entry_of: the same, and make the tables that are missing; two at most.
#   in:  a0 = root, a1 = virtual address; so many pages are free
#   out: a0 = address of the entry in the last table
#
# Registers: s0 entry · s1 virtual address · s2 shift to the next index
entry_of:
        enter   3
        mv      s1, a1                  # a0 = the table, from root to last
        li      s2, 30                  # of the root's index; then 21, then 12
.Ldown: srl     t0, s1, s2              # the index, times eight bytes an entry
        andi    t0, t0, ENTRIES - 1
        slli    t0, t0, 3
        add     s0, a0, t0              # its entry
        li      t0, PAGE_SHIFT
        beq     s2, t0, 2f              # that was the last table
        addi    s2, s2, -9              # the next index lies nine bits lower

        ld      a0, 0(s0)
        bnez    a0, 1f                  # there is a table already
        call    page_take
        srli    t0, a0, PAGE_TO_PTE
        ori     t0, t0, PTE_V           # valid and neither R, W nor X: a table
        sd      t0, 0(s0)
        sfence.vma                      # a fence for one address is not enough for a table
        j       .Ldown
1:      call    entry_address           # one level down
        j       .Ldown

2:      mv      a0, s0                  # the entry that says where the page is
        leave   3
