# pool.s: a system in S-mode that uses more of its address space at a time than shadow tables hold:
# first more pages than the VMM can note, then pages in more tables than it has room for. All of them
# are one page of memory, in which it counts.
#
# Register plan: s2 address, s3 distance to the next, s4 how many are left

        .include "guest.inc"

        .equ    FIRST,          0x40000000      # the second gigabyte
        .equ    PAGE,           1 << 12
        .equ    MEGAPAGE,       1 << 21
        .equ    PAGES,          2500
        .equ    MEGAPAGES,      300
        .equ    ENTRIES,        512
        .equ    PTE_V,          1 << 0
        .equ    S_RW,           0xc7            # D A W R V

# fill: all entries of TABLE lead to TARGET. clobbers t0-t2
        .macro  fill    table, target, bits
        la      t0, \table
        la      t1, \target
        srli    t1, t1, 12
        slli    t1, t1, 10
        ori     t1, t1, \bits
        li      t2, ENTRIES
.Lfill\@:
        sd      t1, 0(t0)
        addi    t0, t0, 8
        addi    t2, t2, -1
        bnez    t2, .Lfill\@
        .endm

        .text
        .globl  _start
_start:
        la      sp, stack_top
        open_memory
        fill    low, page, S_RW
        fill    middle, low, PTE_V
        la      t0, root
        la      t1, middle
        srli    t1, t1, 12
        slli    t1, t1, 10
        ori     t1, t1, PTE_V
        sd      t1, 8(t0)
        enter_supervisor system

system:
        page_directly root
        li      s3, PAGE
        li      s4, PAGES
        call    count
        li      s3, MEGAPAGE
        li      s4, MEGAPAGES
        call    count
        li      s3, PAGE
        li      s4, PAGES
        call    count
        la      t0, page
        ld      t3, 0(t0)
        show    "pool: counted", t3
        say     "pool: done"
        j       pass

# count: at so many addresses
#   in:  s3 = from one to the next, s4 = how many
#   clobbers: s2, s4, t0
count:
        li      s2, FIRST
.Lcount:
        ld      t0, 0(s2)
        addi    t0, t0, 1
        sd      t0, 0(s2)
        add     s2, s2, s3
        addi    s4, s4, -1
        bnez    s4, .Lcount
        ret

        .data
        .balign 4096
root:   .zero   4096
middle: .zero   4096
low:    .zero   4096
page:   .zero   4096
