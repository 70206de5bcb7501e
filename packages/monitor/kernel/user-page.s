# user-page.s: which page a process has at an address.
#
# A process owns no page at first. It has areas (process.inc), and a page is
# made when the process, or the monitor on its behalf, first touches it. The
# page begins as zeros, and as the program's file where the area has one. So
# stack, heap, bss, code and data all come to be in one way. When memory is
# short, a page goes (pager.s), and comes back here.
#
# Two processes may have the same page. Invariant: an entry allows to write
# only when the page is in no other address space. There are two kinds:
#   - of an area that nobody may write, one page serves all processes that run
#     the program;
#   - of an area that may be written, parent and child have the same page after
#     fork, until one of them writes.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "pages.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "frame.inc"

        .equ    PAGES_NEEDED,   3               # at most: two page tables and a page

        .text
        .globl  user_page

# user_page: where a byte of a process is in memory. All access to a process
# goes through here.
#   in:  a1 = virtual address, in the process in tp, a2 = PTE_R, PTE_W or
#        PTE_X: the use that is to be made of it
#   out: a0 = physical address, or ERROR_ADDRESS when the process may not use
#        it so, ERROR_MEMORY or ERROR_DEVICE. An error is below zero, an
#        address above. It is good until the process waits.
#        If the page was not there, others may have run
#
# Registers: s0 virtual address · s1 area · s2 entry · s3 page
#            s4 use · s5 slot
user_page:
        enter   6
        mv      s0, a1
        mv      s4, a2

        # The area it lies in. An area of nothing, start = end, never matches.
        addi    s1, tp, P_AREAS
        addi    t0, s1, AREAS * AREA_BYTES  # behind the last area
1:      ld      t1, AREA_START(s1)
        bltu    s0, t1, 2f              # it lies before this area
        ld      t1, AREA_END(s1)
        bltu    s0, t1, 3f              # it lies in it
2:      addi    s1, s1, AREA_BYTES
        bne     s1, t0, 1b              # the next area
.Lrefuse:
        li      a0, ERROR_ADDRESS       # in none, or not for this use
        leave   6
3:      ld      t1, AREA_FLAGS(s1)
        and     t1, t1, s4              # does the area allow this use?
        beqz    t1, .Lrefuse

        # The page is there already, and allows this use?
        ld      a0, P_ROOT(tp)          # a1 is the address still
        call    entry_look
        beqz    a0, .Lmake
        ld      t0, 0(a0)
        andi    t1, t0, PTE_V
        beqz    t1, .Lreturning
        and     t1, t0, s4
        beqz    t1, .Lmake
        srli    s3, t0, PTE_PPN_SHIFT
        slli    s3, s3, PAGE_SHIFT      # the page
        ori     t0, t0, PTE_A           # a hart may leave these bits to us
        andi    t1, s4, PTE_W
        slli    t1, t1, 5               # PTE_W to PTE_D
        or      t0, t0, t1
        sd      t0, 0(a0)
        j       .Ldone

.Lreturning:
        srli    t0, t0, PTE_PPN_SHIFT
        beqz    t0, .Lmake              # not from the swap area
        call    load_check              # may take its time
.Lmake: li      a0, PAGES_NEEDED
        call    pages_ensure            # others run meanwhile, if there is no room
        bnez    a0, .Lreturn            # the error is the answer
        ld      a0, P_ROOT(tp)
        mv      a1, s0
        call    entry_of                # and make the tables
        mv      s2, a0                  # the entry
        ld      a0, 0(s2)
        beqz    a0, .Lfill
        andi    t0, a0, PTE_V
        beqz    t0, .Lout

        # The area allows to write, the page does not: it was shared by fork.
        # The last of those who share it may keep it.
        call    entry_address
        mv      s3, a0                  # the page
        frame_of t0, s3, t1
        lbu     t0, FRAME_USERS(t0)
        addi    t0, t0, -1
        beqz    t0, .Lcount
        call    page_take
        mv      a1, s3                  # from the common page
        mv      s3, a0                  # to one of its own
        li      a2, PAGE_BYTES
        mv      s5, a1
        call    copy_bytes
        mv      a0, s5
        call    page_return             # one user less
        j       .Lcount

        # It was there, and had to go. Its slot keeps it, if it has one.
.Lout:  srli    s5, a0, PTE_PPN_SHIFT
        beqz    s5, .Lfill
        call    page_take
        mv      s3, a0
        mv      a0, s5
        mv      a1, s3
        li      a2, 0
        call    slot_transfer           # others run meanwhile
        bnez    a0, .Lfailed
        add_to  P_BACK(tp), 1, t0       # on its account
        frame_of t0, s3, t1
        sh      s5, FRAME_SLOT(t0)      # as long as nobody writes to it
        j       .Lmap

        # It was never there, or it is as it was when it first was. Of an area
        # that nobody writes, another process may have it.
.Lfill: ld      t0, AREA_FLAGS(s1)
        andi    t0, t0, PTE_W
        bnez    t0, 1f                  # a page for itself
        mv      a1, s0
        mv      a2, s1
        call    page_of_others
        mv      s3, a0
        beqz    s3, 1f                  # nobody has it
        call    page_share
        j       2f
1:      call    page_take               # all zeros
        mv      s3, a0                  # its page from now on
        mv      a0, s1
        mv      a1, s0
        mv      a2, s3
        call    page_fill               # others may run
        bnez    a0, .Lfailed
2:      ld      t0, 0(s2)
        bnez    t0, .Lmap               # it was counted before

.Lcount:
        add_to  P_PAGES(tp), 1, a1      # on its account
        li      a2, LIMIT_PAGES
        call    limit_check

        # Map it, and forget what was mapped there, if anything.
.Lmap:  frame_of t0, s3, t1
        li      t1, -PAGE_BYTES
        and     t1, s0, t1
        sw      t1, FRAME_AT(t0)        # the same for all who have it
        srli    t0, s3, PAGE_TO_PTE     # the page's number,
        ld      t1, AREA_FLAGS(s1)
        or      t0, t0, t1              # what the area allows,
        andi    t1, s4, PTE_W
        slli    t1, t1, 5               # PTE_D for PTE_W,
        or      t0, t0, t1
        ori     t0, t0, PTE_V | PTE_U | PTE_A
        sd      t0, 0(s2)               # from here on the process has it
        sfence.vma s0, zero

.Ldone: li      t0, PAGE_BYTES - 1
        and     t0, s0, t0              # the offset in the page
        add     a0, s3, t0
.Lreturn:
        leave   6

.Lfailed:
        mv      s4, a0                  # the error
        mv      a0, s3
        call    page_return
        mv      a0, s4
        j       .Lreturn

# page_fill: the bytes that the file has for a page: those of [AREA_FIRST,
# AREA_LAST) that lie in it.
#   in:  a0 = area, a1 = virtual address in the page, a2 = the page, all zero
#   out: a0 = 0 or ERROR_DEVICE
#   clobbers: as any call
page_fill:
        enter   0
        li      t0, -PAGE_BYTES
        and     t0, a1, t0              # t0 … t1: the page's addresses
        li      t1, PAGE_BYTES
        add     t1, t0, t1              # … in the process
        ld      t2, AREA_FIRST(a0)      # t3 … t4: what both have
        mv      t3, t0
        bgeu    t3, t2, 1f              # t3 = the later of both starts
        mv      t3, t2
1:      ld      t4, AREA_LAST(a0)
        bgeu    t1, t4, 2f              # t4 = the earlier of both ends
        mv      t4, t1
2:      bgeu    t3, t4, 3f              # nothing: all of the page is zero
        ld      t5, AREA_DATA(a0)
        sub     a0, t3, t0
        add     a0, a2, a0              # to: as far into the page
        sub     a1, t3, t2
        add     a1, t5, a1              # from: as far into the file's bytes
        sub     a2, t4, t3              # this much
        srli    t0, a1, FILE_SHIFT
        beqz    t0, 4f
        call    program_read            # from the disk,
        fence.i                         # … and it may be code
        leave   0
4:      call    copy_bytes
        fence.i
3:      li      a0, 0
        leave   0

# page_of_others: a page that another process has, of the same file.
#   in:  a1 = virtual address, a2 = area of the process in tp, which nobody writes
#   out: a0 = the page, or 0
#   clobbers: t0 … t4
page_of_others:
        enter   0
        sub     t1, a2, tp              # offset of the area in a record
        ld      t2, AREA_DATA(a2)       # where its file's bytes are
        records t3, t4
1:      ld      a0, P_ROOT(t3)
        beqz    a0, 2f                  # it has no address space
        add     t0, t3, t1
        ld      t0, AREA_DATA(t0)
        bne     t0, t2, 2f              # it has another one there
        call    entry_look
        beqz    a0, 2f                  # not even a table
        ld      a0, 0(a0)
        andi    t0, a0, PTE_V
        bnez    t0, 3f                  # it has it; the process itself has not
2:      next_record t3, t4, 1b          # the next one
        li      a0, 0
        leave   0
3:      call    entry_address
        leave   0
