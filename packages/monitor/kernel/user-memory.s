# user-memory.s: what a process passes to the monitor by address.
#
# The monitor never uses a process's address itself: it asks user_page for
# the physical one, page by page, which checks and makes the page as well.
# Any range is safe to ask for, also one that wraps around.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "pages.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "frame.inc"

        .text
        .globl  user_range, user_unpin, copy_out, copy_user, check_string

# user_range: may the process use a range so? Afterwards its pages are there
# until the end of the system call, so that copying to or from it cannot fail,
# or have to wait.
#   in:  a1 = virtual address, a2 = bytes, at most PAGE_BYTES, a3 = PTE_R or PTE_W
#   out: a0 = 0, ERROR_ADDRESS, ERROR_MEMORY or ERROR_DEVICE
#
# Registers: s0 address · s1 end · s2 use
user_range:
        enter   3
        beqz    a2, .Lgood              # of nothing, anything is allowed
        mv      s0, a1
        add     s1, a1, a2              # the first address after it
        mv      s2, a3
        li      a0, ERROR_ADDRESS
        bltu    s1, s0, 2f              # it wraps around the end of all addresses
1:      mv      a1, s0
        mv      a2, s2
        call    user_page               # makes the page, or says why not
        bltz    a0, 2f                  # the error is the answer
        li      t0, -PAGE_BYTES
        and     a0, a0, t0              # the page,
        frame_of t1, a0, t2
        add_byte FRAME_PINS(t1), 1, t2   # … which has to stay
        ld      t1, P_PINNED(tp)
        sd      t1, P_PINNED + 8(tp)
        sd      a0, P_PINNED(tp)
        and     s0, s0, t0              # on to the next one
        sub     s0, s0, t0
        bltu    s0, s1, 1b              # until the last one is there
.Lgood: li      a0, 0
2:      leave   3

# user_unpin: the system call of the process in tp is over: its pages may go.
#   clobbers: t0 … t2
user_unpin:
1:      ld      t0, P_PINNED(tp)
        beqz    t0, 2f
        frame_of t1, t0, t2
        add_byte FRAME_PINS(t1), -1, t2
        ld      t0, P_PINNED + 8(tp)    # the other one
        sd      t0, P_PINNED(tp)
        sd      zero, P_PINNED + 8(tp)
        j       1b
2:      ret

# copy_out: bytes to a process.
#   in:  a1 = its address, a2 = the monitor's address, a3 = bytes
#   out: a0 = 0, ERROR_ADDRESS or ERROR_MEMORY, some bytes being copied then
copy_out:
        li      a4, PTE_W
        # and on to copy_user

# copy_user: both directions; a4 = PTE_R copies in, PTE_W copies out.
#   in, out: as copy_out
#
# Registers: s0 its address · s1 the monitor's address
#            s2 bytes left · s3 direction · s4 bytes in this page
copy_user:
        enter   5
        mv      s0, a1
        mv      s1, a2
        mv      s2, a3
        mv      s3, a4                  # PTE_R or PTE_W: the use is the direction
.Lpiece:
        beqz    s2, .Lcopied            # none left
        mv      a1, s0
        mv      a2, s3
        call    user_page               # a0 = where that byte is
        bltz    a0, .Lend               # the error is the answer

        # As much as is left of the page, or of the whole.
        neg     s4, s0
        li      t0, PAGE_BYTES - 1
        and     s4, s4, t0              # bytes up to the end of the page
        bnez    s4, 1f
        li      s4, PAGE_BYTES          # the address was the start of a page
1:      bgeu    s2, s4, 2f              # s4 = the smaller of both
        mv      s4, s2

2:      mv      a1, s1                  # out: to the process
        li      t0, PTE_W
        beq     s3, t0, 3f
        mv      a1, a0                  # in: from the process
        mv      a0, s1
3:      mv      a2, s4                  # all of it in one page
        call    copy_bytes
        add     s0, s0, s4              # both sides go on
        add     s1, s1, s4
        sub     s2, s2, s4              # that much less to do
        j       .Lpiece
.Lcopied:
        li      a0, 0
.Lend:  leave   5

# check_string: a string that a process passes, ended by 0, goes into its record
# (system-calls.s).
#   in:  a1 = its address, a3 = offset in the record, a4 = bytes there
#   out: a0 = 0, ERROR_ADDRESS or ERROR_MEMORY, or ERROR_NAME for a longer one
#        what it does not fill is 0
#
# Registers: s0 its address · s1 where to · s2 behind the last byte
check_string:
        enter   3
        mv      s0, a1
        add     s1, tp, a3
        add     s2, s1, a4
1:      mv      a1, s0
        li      a2, PTE_R
        call    user_page               # each byte may lie on another page
        bltz    a0, 3f
        lbu     t0, 0(a0)
        addi    s0, s0, 1
        sb      t0, 0(s1)               # the 0 too
        addi    s1, s1, 1
        beqz    t0, 2f                  # that was all of it
        bltu    s1, s2, 1b              # room for more
        li      a0, ERROR_NAME          # none is so long
        leave   3
2:      li      a0, 0
        beq     s1, s2, 3f
        sb      zero, 0(s1)
        addi    s1, s1, 1
        j       2b
3:      leave   3
