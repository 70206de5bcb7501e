# pages.s: the pages of memory, and what each is used for.
#
# Memory above the monitor is handed out page by page. Pages that were never
# used are those from fresh_page up; a page that came back is in a list that
# runs through the pages themselves, their first doubleword being the link.
#
# Every page has a record, FRAME_BYTES, that tells who has it (pages.inc). The
# records of all pages lie at the start of the memory that is handed out.
#
# page_take never waits. Whoever needs pages calls pages_ensure before, which
# may: it makes room. As the monitor is not interrupted, they are still there
# until it waits for something else.

        .include "memory-map.inc"
        .include "pages.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "frame.inc"
        .include "print.inc"

        .text
        .globl  pages_start, pages_ensure, call_memory, page_take
        .globl  page_clear, page_share, page_return, fresh_page, first_page
        .globl  memory_facts, pages_given, pages_left
        .globl  slots, slots_left, transfers

# pages_start: take over memory, and say how much there is.
#   in:  a0 = first address after memory
#   clobbers: as any call
pages_start:
        enter   1
        li      t2, -PAGE_BYTES
        and     a0, a0, t2              # a last page that is cut off is no page
        li      t0, STACKS
        bleu    a0, t0, 1f
        mv      a0, t0                  # more than we have addresses for
1:      sd      a0, pages_end, t1       # the end of what there is
        li      t0, RAM_BASE
        sub     s0, a0, t0
        srli    t0, s0, FRAME_SHIFT     # a record for every page, also the monitor's
        la      t1, __image_end         # on a page boundary
        add     t0, t0, t1
        page_up t0, t2                  # behind the records, up to the next page
        sd      t0, fresh_page, t1
        sd      t0, first_page, t1
        sub     t0, a0, t0
        srli    t0, t0, PAGE_SHIFT
        sd      t0, pages_given, t1     # so many
        sd      t0, pages_left, t1      # and all are free

        srli    s0, s0, 20              # bytes to MiB
        print   "monitor: memory: "     # the only line that knows the computer's size
        mv      a0, s0
        call    print_decimal
        print   " MiB\n"
        leave   1

# pages_ensure: wait until so many pages are free.
#   in:  a0 = how many, tp = the process that needs them
#   out: a0 = 0, or ERROR_MEMORY when there is no room to be made
#   clobbers: as any call
pages_ensure:
        enter   1
        mv      s0, a0
1:      ld      t0, pages_left
        li      a0, 0
        bgeu    t0, s0, 2f              # enough
        call    page_evict              # others run meanwhile
        beqz    a0, 1b
2:      leave   1

# call_memory: a0 = address for MEMORY_BYTES → 0.
#
# Registers: s0 address
call_memory:
        enter   1
        mv      s0, a0
        call    swap_start              # others may run
        mv      a1, s0
        la      a2, memory_facts
        li      a3, MEMORY_BYTES
        call    copy_out
        leave   1

# page_take: a page, filled with zero, with one user.
#   out: a0 = its address, or 0 when none is free
#   clobbers: t0 … t2
page_take:
        la      t0, returned_page       # one that came back, if there is any
        ld      a0, 0(t0)
        beqz    a0, 1f
        ld      t1, 0(a0)               # the list goes on behind it
        sd      t1, 0(t0)               # and begins there now
        j       2f                      # with the link still in it

        # None came back: one that was never used.
1:      la      t0, fresh_page
        ld      a0, 0(t0)
        ld      t1, pages_end
        bgeu    a0, t1, 4f              # there is none
        li      t1, PAGE_BYTES          # the next fresh one lies behind it
        add     t1, a0, t1
        sd      t1, 0(t0)

2:      frame_of t0, a0, t1
        li      t1, 1                   # FRAME_USERS is the lowest byte:
        sd      t1, 0(t0)               # … one user; at no address, in no slot
        add_var pages_left, -1          # one less
        j       page_clear

4:      li      a0, 0
        ret

# page_clear: fill a page with zero.
#   in:  a0 = its address, which it keeps
#   clobbers: t0, t1
page_clear:
        li      t0, PAGE_BYTES
        add     t0, a0, t0              # its end
        mv      t1, a0
1:      sd      zero, 0(t1)             # four at a time: most time goes here
        sd      zero, 8(t1)
        sd      zero, 16(t1)
        sd      zero, 24(t1)
        addi    t1, t1, 32
        bltu    t1, t0, 1b
        ret

# page_share: one more uses the page.
#   in:  a0 = its address, in use
#   clobbers: t0, t1
page_share:
        frame_of t0, a0, t1
        add_byte FRAME_USERS(t0), 1, t1
        ret

# page_return: one less uses the page; without users it is free again, and the
# swap area need not keep it.
#   in:  a0 = its address; the caller does not refer to it any more
#   clobbers: a0, a1, t0 … t2
page_return:
        frame_of t0, a0, t1
        add_byte FRAME_USERS(t0), -1, t1
        bnez    t1, 1f                  # others use it still
        lhu     t1, FRAME_SLOT(t0)
        sd      zero, 0(t0)             # nothing is known of a free page
        ld      t0, pages_left
        addi    t0, t0, 1
        sd      t0, pages_left, t2      # one more
        la      t0, returned_page
        ld      t2, 0(t0)
        sd      t2, 0(a0)               # the list goes on from it,
        sd      a0, 0(t0)               # … and begins with it
        mv      a0, t1
        j       slot_drop               # takes 0 for none
1:      ret

        .bss
        .balign 8
first_page:     .zero   8               # first page that is handed out
fresh_page:     .zero   8               # first page that was never used
pages_end:      .zero   8               # first address after memory
returned_page:  .zero   8               # head of the list; 0: it is empty
memory_facts:                           # what call_memory tells, MEMORY_BYTES:
pages_given:    .zero   8               # pages that there are,
pages_left:     .zero   8               # … and so many of them are free;
slots:          .zero   8               # the same of the swap area (swap.s)
slots_left:     .zero   8
transfers:      .zero   16              # pages read from it, and written to it
