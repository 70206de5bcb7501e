# vqueue.s: the queues of a VM's virtio devices [virtio §2.7]: what the guest makes available is
# taken, a descriptor at a time, and given back.
#
# All of it is in the guest's memory, and the guest may be hostile: every address is checked when it
# is used, of a ring that of the entry, and every walk is bounded. A queue that makes no sense makes
# the device ask for a reset [virtio §2.1.2].
#
# One chain is walked at a time; `chain` says where.

        .include "vmm.inc"
        .globl  queue_take, chain_next, queue_give, device_break

        .equ    CHAIN_TABLE,    0               # guest-physical: the table that it is in,
        .equ    CHAIN_ENTRIES,  8               # and its size
        .equ    CHAIN_AT,       16              # the next descriptor
        .equ    CHAIN_LEFT,     24              # how many there may be: as many as a slot has
        .equ    CHAIN_INDIRECT, 32              # not 0: that table is an indirect one
        .equ    CHAIN_BYTES,    40

# queue_take: the next chain that is available; chain_next gives its descriptors
#   in:  s0 = VM, s1 = device, a0 = QUEUE_*
#   out: a0 = its head; or -1: there is none, or the queue is broken
#   clobbers: a1-a7, t0-t6
queue_take:
        enter
        mv      a2, a0
        jal     queue_live
        beqz    t0, .Lempty
        ld      a3, QUEUE_NUM(a2)
        ld      a4, QUEUE_SEEN(a2)
        ld      a5, QUEUE_DRIVER(a2)
        bany    a5, 1, .Lbroken
        addi    a0, a5, RING_INDEX
        li      a1, 2
        find_ram .Lbroken

        # how many are new? More than the queue holds is nonsense.
        lhu     t0, 0(a0)
        fence   r, r
        sub     t0, t0, a4
        low     t0, t0, 16
        beqz    t0, .Lempty
        bltu    a3, t0, .Lbroken
        remu    t0, a4, a3
        slli    t0, t0, 1
        add     a0, a5, t0
        addi    a0, a0, RING_ENTRIES
        find_ram .Lbroken
        lhu     a0, 0(a0)                       # head of the chain
        addi    a4, a4, 1
        low     a4, a4, 16              # indices are 16 bits
        sd      a4, QUEUE_SEEN(a2)

        la      t0, chain
        assign  CHAIN_TABLE(t0), QUEUE_DESC(a2), t1
        sd      a3, CHAIN_ENTRIES(t0)
        sd      a0, CHAIN_AT(t0)
        let     CHAIN_LEFT(t0), SLOT_ENTRIES, t1
        sd      zero, CHAIN_INDIRECT(t0)
        leave
.Lbroken:
        jal     device_break
.Lempty:
        li      a0, -1
        leave

# queue_live: may the device look at the queue?
#   in:  s1 = device, a2 = QUEUE_*
#   out: t0 = not 0: it may
#   clobbers: t1
queue_live:
        ld      t0, DEV_STATUS(s1)
        andi    t0, t0, STATUS_DEVICE_NEEDS_RESET
        seqz    t0, t0
        apply   and, t0, QUEUE_READY(a2), t1
        ret

# chain_next: the next descriptor of the chain; one that stands for a table of others is followed
#   in:  s0 = VM; the one before had FLAG_NEXT
#   out: a0 = where that piece of memory really is, or 0: not all of it is the guest's RAM; a1 = its
#        length, a2 = FLAG_NEXT and FLAG_WRITE of it; or a2 = -1: the chain is broken
#   clobbers: a3, a4, t0, t1
chain_next:
        enter
        la      a4, chain
.Lfollow:
        zero    CHAIN_LEFT(a4), .Lno_descriptor
        addi    t0, t0, -1
        sd      t0, CHAIN_LEFT(a4)
        ld      a3, CHAIN_AT(a4)
        ld      t0, CHAIN_ENTRIES(a4)
        bgeu    a3, t0, .Lno_descriptor
        ld      a0, CHAIN_TABLE(a4)
        bany    a0, 7, .Lno_descriptor
        slli    a3, a3, 4                       # DESC_BYTES each
        add     a0, a0, a3
        li      a1, DESC_BYTES
        find_ram .Lno_descriptor
        lwu     a1, DESC_LENGTH(a0)
        lhu     a2, DESC_FLAGS(a0)
        lhu     a3, DESC_NEXT(a0)
        ld      a0, DESC_ADDRESS(a0)
        sd      a3, CHAIN_AT(a4)
        bany    a2, FLAG_INDIRECT, .Lindirect
        andi    a2, a2, FLAG_NEXT | FLAG_WRITE
        jal     guest_ram
        leave

        # a table of descriptors: whole ones, the last of the chain, and no table in it
.Lindirect:
        ld      t0, CHAIN_INDIRECT(a4)
        andi    t1, a2, FLAG_NEXT
        or      t0, t0, t1
        andi    t1, a1, DESC_BYTES - 1
        or      t0, t0, t1
        bnez    t0, .Lno_descriptor
        sd      a0, CHAIN_TABLE(a4)
        srli    a1, a1, 4
        sd      a1, CHAIN_ENTRIES(a4)
        sd      zero, CHAIN_AT(a4)
        let     CHAIN_INDIRECT(a4), 1
        count   CHAIN_LEFT(a4)          # it is no piece itself
        j       .Lfollow
.Lno_descriptor:
        li      a2, -1
        leave

# queue_give: give a chain back, if the guest still has the queue
#   in:  s0 = VM, s1 = device, a0 = QUEUE_*, a1 = head, a2 = bytes written
#   clobbers: a0-a7, t0-t6
queue_give:
        enter
        mv      a3, a1
        mv      a4, a2
        mv      a2, a0
        jal     queue_live
        beqz    t0, .Lgiven

        # does the guest want to be interrupted?
        ld      a0, QUEUE_DRIVER(a2)
        bany    a0, 1, .Lno_ring
        li      a1, 2                           # RING_FLAGS is offset 0
        find_ram .Lno_ring
        lhu     a6, 0(a0)

        # the index, and the entry
        ld      a5, QUEUE_DEVICE(a2)
        bany    a5, 3, .Lno_ring
        addi    a0, a5, RING_INDEX
        find_ram .Lno_ring
        mv      a7, a0
        ld      t0, QUEUE_GIVEN(a2)
        ld      t1, QUEUE_NUM(a2)
        remu    t0, t0, t1
        indexed a0, t0, a5
        addi    a0, a0, RING_ENTRIES
        li      a1, 8
        find_ram .Lno_ring
        sw      a3, 0(a0)
        sw      a4, 4(a0)
        fence   w, w                            # the entry before the index
        ld      t0, QUEUE_GIVEN(a2)
        addi    t0, t0, 1
        low     t0, t0, 16
        sd      t0, QUEUE_GIVEN(a2)
        sh      t0, 0(a7)
        bany    a6, RING_NO_INTERRUPT, .Lgiven
        ld      a0, DEV_INTERRUPT(s1)
        ori     a0, a0, INTERRUPT_USED_BUFFER
        jal     device_interrupt
.Lgiven:
        leave
.Lno_ring:
        jal     device_break
        leave

# device_break: a queue cannot be served; ask the guest to reset the device
#   in:  s0 = VM, s1 = device
#   clobbers: a0-a7, t0-t6
device_break:
        change  ori, DEV_STATUS(s1), STATUS_DEVICE_NEEDS_RESET
        ld      a0, DEV_INTERRUPT(s1)
        ori     a0, a0, INTERRUPT_CONFIGURATION_CHANGE
        j       device_interrupt

        variable chain, CHAIN_BYTES
