# pager.s: which page leaves memory when another one is needed.
#
# A hand goes round all pages, like that of a clock. A page that was used since
# it last came by is passed over, but the mark of that is taken away: bit A,
# which the hart sets. One that was not used goes. Invariant: a page goes only
# when the swap area, or the program's file, has it as it is. One that was
# written to, bit D, is written to the swap area first, and looked at again
# afterwards, for it stays in use meanwhile.
#
# One process at a time moves the hand.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "pages.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "frame.inc"

        .text
        .globl  page_evict

# page_evict: let one page be free that was not; for the process in tp.
#   out: a0 = 0, or ERROR_MEMORY when all must stay
#   clobbers: as any call
#
# Registers: s0 page · s1 its record · s2 pages to look at · s3 slot
#            s4 result
page_evict:
        enter   5
        j       2f
1:      li      a0, PAGER
        call    process_wait            # until the hand is free
2:      ld      t1, hand_busy
        bnez    t1, 1b
        li      t1, 1
        sd      t1, hand_busy, t0
        call    swap_start
        ld      s2, fresh_page
        ld      t0, first_page
        sub     s2, s2, t0
        srli    s2, s2, PAGE_SHIFT - 1  # two rounds: in the first, all marks go

.Lstep: li      s4, ERROR_MEMORY
        beqz    s2, .Lend               # none may go
        addi    s2, s2, -1
        la      t0, hand
        ld      s0, 0(t0)
        li      t1, PAGE_BYTES
        add     s0, s0, t1              # the next page
        ld      t1, fresh_page
        bltu    s0, t1, 3f
        ld      s0, first_page
3:      sd      s0, 0(t0)
        frame_of s1, s0, t0
.Llook: lwu     t0, FRAME_AT(s1)
        beqz    t0, .Lstep              # free, or the monitor's
        lbu     t0, FRAME_PINS(s1)
        bnez    t0, .Lstep              # a system call relies on it
        mv      a0, s0
        li      a1, ~PTE_A
        li      a2, 0
        call    page_entries
        andi    t0, a0, PTE_A
        bnez    t0, .Lstep              # it was used
        andi    t0, a0, PTE_D
        bnez    t0, .Lwrite

        # It goes. Each who had it has the slot now, and the page has it no more.
        lhu     s3, FRAME_SLOT(s1)
        sh      zero, FRAME_SLOT(s1)
        mv      a0, s3
        addi    a1, a1, -1
        call    slot_share
        mv      a0, s0
        li      a1, 0
        slli    a2, s3, PTE_PPN_SHIFT
        ori     a2, a2, PTE_OUT
        call    page_entries
        li      t0, 1
        sb      t0, FRAME_USERS(s1)     # of those, none is left
        mv      a0, s0
        call    page_return
        li      s4, 0
.Lend:  sd      zero, hand_busy, t0
        li      a0, PAGER
        call    process_wake
        mv      a0, s4
        leave   5

        # A slot of its own for a page that was written to.
.Lwrite:
        lhu     s3, FRAME_SLOT(s1)
        beqz    s3, 4f
        la      t0, slot_users
        add     t0, t0, s3
        lbu     t0, 0(t0)
        addi    t0, t0, -1
        beqz    t0, 5f                  # nobody else has it
        mv      a0, s3                  # others want what is there
        call    slot_drop
4:      call    slot_take
        sh      a0, FRAME_SLOT(s1)
        mv      s3, a0
        beqz    s3, .Lstep              # the swap area is full: it stays
5:      mv      a0, s0
        li      a1, ~PTE_D              # what is written from now on is not in the slot
        li      a2, 0
        call    page_entries
        mv      a0, s0
        call    page_share              # it must not become somebody else's meanwhile
        mv      a0, s3
        mv      a1, s0
        li      a2, 1
        call    slot_transfer           # others run
        beqz    a0, 6f
        mv      a0, s0
        li      a1, -1
        li      a2, PTE_D               # the slot is not good
        call    page_entries
        mv      a0, s0
        call    page_return
        j       .Lstep
6:      mv      a0, s0
        call    page_return
        j       .Llook                  # if nobody used it, it goes

# page_entries: change all page table entries that lead to a page.
#   in:  a0 = the page, a1 = bits of them that stay, a2 = bits that are added
#   out: a0 = all bits that were set in any of them, a1 = how many there are
#
# Registers: s0 record we look at · s1 end of the records · s2 page
#            s3, s4 the bits · s5 what was set · s6 how many
page_entries:
        enter   7
        records s0, s1
        mv      s2, a0
        mv      s3, a1
        mv      s4, a2
        li      s5, 0
        li      s6, 0
        frame_of t2, s2, t0
        lwu     a1, FRAME_AT(t2)        # stays there in the loop
        lbu     t2, FRAME_USERS(t2)     # … this as well
1:      ld      a0, P_ROOT(s0)
        beqz    a0, 2f                  # it has no address space
        call    entry_look
        beqz    a0, 2f                  # it has nothing there
        ld      t0, 0(a0)
        andi    t1, t0, PTE_V
        beqz    t1, 2f                  # no page
        srli    t1, t0, PTE_PPN_SHIFT
        slli    t1, t1, PAGE_SHIFT
        bne     t1, s2, 2f              # another page
        or      s5, s5, t0
        addi    s6, s6, 1
        and     t0, t0, s3
        or      t0, t0, s4
        sd      t0, 0(a0)
        beq     s6, t2, 3f              # nobody else has it
2:      next_record s0, s1, 1b          # the next one
3:      sfence.vma a1, zero             # forget what it was
        mv      a0, s5
        mv      a1, s6
        leave   7

        .bss
        .balign 8
hand_busy:
        .zero   8                       # 1: somebody moves the hand

        .data
        .balign 8
hand:   .dword  USER_END << 8           # the page it looked at last; at first behind all
