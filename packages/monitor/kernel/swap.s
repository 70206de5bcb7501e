# swap.s: the swap area: pages that are not in memory, on the disk.
#
# It is the blocks behind the file system (file-system.inc), if there are any;
# one of them is a slot, and holds a page. A slot has a count of those who
# have it: page table entries without PTE_V, and pages in memory that are the
# same as when they were written there.

        .include "memory-map.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "file-system.inc"
        .include "frame.inc"

        .text
        .globl  swap_start, slot_take, slot_share, slot_drop, slot_transfer
        .globl  slot_users

# swap_start: find the swap area, once; there may be none.
#   clobbers: as any call
swap_start:
        ld      t1, slots_known
        bnez    t1, 2f
        enter   0
        li      t1, 1
        sd      t1, slots_known, t0
        call    files_enter             # reads the catalogue
        bnez    a0, 1f                  # there is none
        la      t0, catalogue
        ld      t1, C_BLOCKS(t0)
        sd      t1, first_slot, t2      # where they begin
        slli    t2, t1, BLOCK_SHIFT - SECTOR_SHIFT
        ld      t1, C_SWAP(t0)
        beqz    t1, 3f                  # no block is for them
        sd      t2, sectors, t3         # nobody reads there now (disk.s)
        li      t2, SLOTS_MAX
        bleu    t1, t2, 3f
        mv      t1, t2
3:      sd      t1, slots, t2
        sd      t1, slots_left, t2      # all are free
        call    files_leave
1:      leave   0
2:      ret

# slot_take: a slot that nobody has.
#   out: a0 = its number, 1 and up, with one user; or 0 when there is none
#   clobbers: t0 … t5
slot_take:
        ld      t0, slots
        la      t1, last_slot
        ld      a0, 0(t1)
        la      t2, slot_users
        mv      t3, t0                  # as many tries as there are slots
1:      beqz    t3, 3f
        addi    t3, t3, -1
        addi    a0, a0, 1               # the next one,
        bleu    a0, t0, 2f
        li      a0, 1                   # … and behind the last the first
2:      add     t4, t2, a0
        lbu     t5, 0(t4)
        bnez    t5, 1b
        sd      a0, 0(t1)
        li      t1, 1
        sb      t1, 0(t4)
        add_var slots_left, -1          # one less
        ret
3:      li      a0, 0
        ret

# slot_drop: one less has a slot.
#   in:  a0 = its number, or 0: none
#   clobbers: a1, t0, t1
slot_drop:
        li      a1, -1
        # and on to slot_share

# slot_share: so many more have a slot.
#   in:  a0 = its number, or 0: none, a1 = how many
#   clobbers: t0, t1
slot_share:
        beqz    a0, 1f
        la      t0, slot_users
        add     t0, t0, a0
        lbu     t1, 0(t0)
        add     t1, t1, a1
        sb      t1, 0(t0)
        bnez    t1, 1f
        add_var slots_left, 1           # nobody has it any more
1:      ret

# slot_transfer: read or write a slot, for the process in tp.
#   in:  a0 = its number, a1 = a page, a2 = 0 to read, 1 to write
#   out: a0 = 0 or ERROR_DEVICE
slot_transfer:
        la      t0, transfers           # two counts, of reads and of writes
        slli    t1, a2, 3
        add     t0, t0, t1
        add_to  0(t0), 1, t1
        ld      t0, first_slot
        add     a0, a0, t0
        addi    a0, a0, -1              # slots count from 1
        j       block_transfer

        .bss
        .balign 8
slots_known:    .zero   8               # 1: somebody has looked
first_slot:     .zero   8               # block of slot 1
last_slot:      .zero   8               # the slot that was taken last
slot_users:     .zero   SLOTS_MAX + 1   # a byte each
