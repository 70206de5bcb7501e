# load.s: how many processes are in memory at once.
#
# When all want more pages than there are, each takes away what another one is
# about to use; all wait for the disk, and nothing is done. So at every
# WINDOW'th page that comes back from the swap area, we look whether the
# processor was idle for more than a quarter of the time since the last look. If it
# was, the process that wanted that page is parked: it gets no turns for a
# while, and the hand of the clock takes its pages. It comes back when its time
# is over, when another process ends, or when there is nothing else to do.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "process.inc"
        .include "frame.inc"

        .equ    WINDOW,         32              # pages from one look to the next
        .equ    PARKED_TICKS,   400 * TICKS_PER_MS

        .equ    ACTIVE,         1 << READY | 1 << DISK | 1 << PAGER

        .text
        .globl  load_check, load_idle, load_release, idle_ticks

# load_check: the process in tp is about to get a page from the swap area;
# now, or after the others had time to do something.
#   clobbers: as any call
load_check:
        add_var pages_back, 1
        andi    t1, t1, WINDOW - 1
        bnez    t1, 3f                  # it is not time to look
        csrr    t1, time
        ld      t2, last_look
        sd      t1, last_look, t0
        sub     t2, t1, t2              # time since then,
        ld      t3, idle_ticks
        ld      t4, last_idle
        sd      t3, last_idle, t0
        sub     t3, t3, t4              # … and how much of it was idle
        slli    t3, t3, 2
        bltu    t3, t2, 3f              # less than a quarter: well used

        # Somebody must remain whom it does good.
        records t2, t3
1:      ld      t4, P_STATE(t2)
        beq     t2, tp, 2f
        li      t0, ACTIVE
        srl     t0, t0, t4
        andi    t0, t0, 1
        bnez    t0, 4f
2:      next_record t2, t3, 1b
3:      ret
4:      li      t0, PARKED_TICKS
        add     t1, t1, t0
        sd      t1, P_WAKE(tp)
        li      a0, PARKED
        j       process_wait

# load_idle: all wait. If it is not for the disk, one that is parked comes back.
#   clobbers: t0 … t3
load_idle:
        records t0, t1
        li      t3, DISK
1:      ld      t2, P_STATE(t0)
        beq     t2, t3, 2f
        next_record t0, t1, 1b
        j       load_release
2:      ret

# load_release: there is room: let one that is parked come back.
#   clobbers: t0 … t3
load_release:
        records t0, t1
        li      t3, PARKED
1:      ld      t2, P_STATE(t0)
        beq     t2, t3, 2f
        next_record t0, t1, 1b
        ret
2:      li      t2, READY
        sd      t2, P_STATE(t0)
        ret

        .bss
        .balign 8
idle_ticks:     .zero   8               # time in which all waited
last_idle:      .zero   8               # … of that, before the last look
last_look:      .zero   8               # when that was
pages_back:     .zero   8               # pages that came back from the swap area
