# disk.s: the disk, a virtio block device. [virtio §2.7, §4.2, §5.2]
#
# A request is three descriptors in a chain: a header that says which sector,
# a page for the data, and a byte for the verdict. Every process has three
# descriptors and a header of its own, because it has at most one request
# under way; so all processes can have theirs under way at once, and nothing
# has to be shared out.
#
# The disk reads and fills memory of the monitor's; disk_read copies it to the
# process when that goes on. A write is done when the disk says so: without
# the feature of a cache, its data are safe then.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "frame.inc"
        .include "virtio.inc"

        .text
        .globl  disk_start, call_disk_size, call_disk_read, disk_transfer, sectors
        .globl  disk_serve

# disk_start: find the disk and make it ready. If there is none, or it is of
# another kind, the number of its sectors remains zero.
#   clobbers: as any call
#
# Registers: s0 registers of the device · s1 slot
disk_start:
        enter   2
        li      s0, VIRTIO              # slot 0
        li      s1, 0
1:      lw      t0, VIRTIO_MAGIC(s0)
        li      t1, MAGIC
        bne     t0, t1, 2f              # nothing of this kind
        lw      t0, VIRTIO_VERSION(s0)
        li      t1, 2
        bne     t0, t1, 2f              # an older kind
        lw      t0, VIRTIO_DEVICE_ID(s0)
        li      t1, BLOCK_DEVICE
        beq     t0, t1, .Lfound         # not a network device, or none (0)
2:      li      t0, VIRTIO_STRIDE
        add     s0, s0, t0              # the next slot
        addi    s1, s1, 1
        li      t0, VIRTIO_SLOTS
        bne     s1, t0, 1b
.Lnone: leave   2

        # Agree on features: of all that it offers, only version 1.
.Lfound:
        sw      zero, VIRTIO_STATUS(s0)         # reset
        li      t0, STATUS_ACKNOWLEDGE | STATUS_DRIVER
        sw      t0, VIRTIO_STATUS(s0)   # we see it, and know how to drive it
        li      t0, 1
        sw      t0, VIRTIO_FEATURES_SEL(s0)  # features 32 … 63
        lw      t1, VIRTIO_FEATURES(s0)
        andi    t1, t1, FEATURE_VERSION_1
        beqz    t1, .Lnone              # one of before the standard
        sw      t0, VIRTIO_ACCEPT_SEL(s0)
        sw      t1, VIRTIO_ACCEPT(s0)   # of 32 … 63, that one
        sw      zero, VIRTIO_ACCEPT_SEL(s0)
        sw      zero, VIRTIO_ACCEPT(s0)  # of 0 … 31, none
        li      t0, STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_FEATURES_OK
        sw      t0, VIRTIO_STATUS(s0)   # may it be so?
        lw      t0, VIRTIO_STATUS(s0)
        andi    t0, t0, STATUS_FEATURES_OK
        beqz    t0, .Lnone              # no

        # Its one queue.
        sw      zero, VIRTIO_QUEUE_SEL(s0)
        lwu     t0, VIRTIO_QUEUE_MAX(s0)
        li      t1, QUEUE
        bltu    t0, t1, .Lnone          # not enough descriptors for all processes
        sw      t1, VIRTIO_QUEUE_NUM(s0)  # this many
        la      t0, descriptors
        sw      t0, VIRTIO_DESCRIPTORS(s0)
        sw      zero, VIRTIO_DESCRIPTORS + 4(s0)        # memory lies below 4 GiB
        la      t0, available
        sw      t0, VIRTIO_AVAILABLE(s0)
        sw      zero, VIRTIO_AVAILABLE + 4(s0)
        la      t0, used
        sw      t0, VIRTIO_USED(s0)
        sw      zero, VIRTIO_USED + 4(s0)
        li      t0, 1
        sw      t0, VIRTIO_QUEUE_READY(s0)  # the disk knows where all is
        li      t0, STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_FEATURES_OK | STATUS_DRIVER_OK
        sw      t0, VIRTIO_STATUS(s0)   # go

        sd      s0, disk, t0            # where its registers are
        lwu     t1, VIRTIO_CAPACITY(s0)
        lwu     t2, VIRTIO_CAPACITY + 4(s0)
        slli    t2, t2, 32
        or      t1, t1, t2              # sectors of 512 bytes
        sd      t1, sectors, t0
        addi    a0, s1, VIRTIO_IRQ      # its interrupt, by its slot
        call    plic_enable
        leave   2

# call_disk_size: system call `disk_size` → sectors.
call_disk_size:
        ld      a0, sectors
        ret

# call_disk_read: system call `disk_read`: a0 = sector, a1 = address,
# a2 = count → count. The sectors may not pass the end of the disk, or reach
# into the swap area (swap.s): there are pages of others. No page goes there
# between the check and the request, for we do not wait.
#
# Registers: s0 sector, then result · s1 address · s2 count · s3 bytes · s4 page
call_disk_read:
        enter   5
        mv      s0, a0
        mv      s1, a1
        mv      s2, a2
        li      a0, 1
        call    pages_ensure
        bnez    a0, .Lreturn
        ld      t0, sectors
        li      a0, ERROR_DEVICE
        beqz    t0, .Lreturn            # no disk
        li      a0, ERROR_VALUE
        bgeu    s0, t0, .Lreturn        # begins beyond the end
        sub     t0, t0, s0              # sectors from there on
        bgtu    s2, t0, .Lreturn        # ends beyond the end
        slli    s3, s2, SECTOR_SHIFT    # sectors to bytes
        call    page_take               # the disk writes here, not to the process
        mv      s4, a0                  # the page

        mv      a0, s0
        mv      a1, s4
        mv      a2, s3
        li      a3, 0
        call    disk_transfer           # others run meanwhile
        mv      s0, a0                  # 0 or the error
        bnez    s0, 1f
        mv      a1, s1
        mv      a2, s4
        mv      a3, s3
        call    copy_out
        mv      s0, s2                  # the result is the count
        ld      t0, P_SECTORS(tp)
        add     t0, t0, s2
        sd      t0, P_SECTORS(tp)       # on its account
1:      mv      a0, s4
        call    page_return
        mv      a0, s0
.Lreturn:
        leave   5

# disk_transfer: read or write sectors for the process in tp, which waits
# meanwhile.
#   in:  a0 = first sector, a1 = address in the monitor's memory, a2 = bytes
#        a3 = 0 to read, 1 to write
#   out: a0 = 0 or ERROR_DEVICE
#   clobbers: as any call
disk_transfer:
        enter   0
        ld      t0, disk
        beqz    t0, .Lmissing
        # The header, and the chain of descriptors: 3 n, 3 n + 1, 3 n + 2 for
        # the process in record n.
        sd      a3, P_REQUEST + REQUEST_TYPE(tp)
        sd      a0, P_REQUEST + REQUEST_SECTOR(tp)  # the first one
        place_of t0, tp, t1             # n
        slli    t1, t0, 1               # 2 n
        add     t0, t0, t1              # t0 = 3 n
        slli    t1, t0, 4               # … times D_BYTES
        la      t2, descriptors
        add     t1, t1, t2
        addi    t2, tp, P_REQUEST
        sd      t2, D_ADDRESS(t1)       # first: the header, for the disk to read
        li      t2, REQUEST_BYTES
        sw      t2, D_LENGTH(t1)
        li      t2, DESCRIPTOR_NEXT
        sh      t2, D_FLAGS(t1)         # another one follows
        addi    t2, t0, 1
        sh      t2, D_NEXT(t1)          # that one
        sd      a1, D_BYTES + D_ADDRESS(t1)  # second: the data
        sw      a2, D_BYTES + D_LENGTH(t1)
        li      t2, DESCRIPTOR_NEXT
        bnez    a3, 1f                  # the disk reads them: a write
        li      t2, DESCRIPTOR_NEXT | DESCRIPTOR_WRITE
1:      sh      t2, D_BYTES + D_FLAGS(t1)  # another one follows
        addi    t2, t0, 2
        sh      t2, D_BYTES + D_NEXT(t1)
        addi    t2, tp, P_VERDICT
        sd      t2, 2 * D_BYTES + D_ADDRESS(t1)  # third: the verdict
        li      t2, 1
        sw      t2, 2 * D_BYTES + D_LENGTH(t1)
        sb      t2, P_VERDICT(tp)       # it failed, until the disk says otherwise
        li      t2, DESCRIPTOR_WRITE
        sh      t2, 2 * D_BYTES + D_FLAGS(t1)  # the last one

        # Put it into the ring; then, not before, count it; then tell the disk.
        la      t1, available
        lhu     t2, RING_INDEX(t1)      # entries so far
        andi    t3, t2, QUEUE - 1
        slli    t3, t3, 1               # two bytes each
        add     t3, t3, t1
        sh      t0, RING_ENTRIES(t3)    # the head of the chain
        fence   w, w
        addi    t2, t2, 1
        sh      t2, RING_INDEX(t1)      # from here on the disk may take it
        fence   w, o                    # memory first, then the device
        ld      t0, disk
        sw      zero, VIRTIO_NOTIFY(t0)  # there is something in queue 0

        li      a0, DISK
        call    process_wait            # until disk_serve wakes it
        lbu     t0, P_VERDICT(tp)       # 0: it went well
        li      a0, 0
        beqz    t0, 2f
.Lmissing:
        li      a0, ERROR_DEVICE
2:      leave   0

# disk_serve: the disk is done with something.
#   clobbers: t0 … t5
disk_serve:
        ld      t0, disk
        lw      t1, VIRTIO_INTERRUPT(t0)  # why it interrupted
        sw      t1, VIRTIO_ACKNOWLEDGE(t0)  # we look at all that is done, so once is enough

        la      t0, seen
        lhu     t1, 0(t0)               # entries that we have seen
        la      t2, used
1:      lhu     t3, RING_INDEX(t2)      # entries that there are
        beq     t1, t3, 2f              # no more
        fence   r, r                    # the entry is there once it is counted
        andi    t3, t1, QUEUE - 1
        slli    t3, t3, 3               # eight bytes each
        add     t3, t3, t2
        lwu     t3, RING_ENTRIES(t3)    # first descriptor of the chain
        addi    t1, t1, 1               # seen
        sh      t1, 0(t0)
        lhu     t1, 0(t0)               # after 2^16 entries both counts begin again
        li      t4, 3
        divu    t3, t3, t4              # 3 n to n
        li      t4, P_BYTES
        mul     t3, t3, t4
        la      t4, process_table
        add     t3, t3, t4              # whose request it was
        li      t4, READY
        sd      t4, P_STATE(t3)         # it goes on in disk_transfer
        j       1b
2:      ret

# The queue, where the disk can see it.
        .bss
        .balign PAGE_BYTES
descriptors:
        .zero   QUEUE * D_BYTES
available:
        .zero   RING_ENTRIES + 2 * QUEUE + 2
        .balign 4
used:
        .zero   RING_ENTRIES + 8 * QUEUE + 2

        .balign 8
disk:           .zero   8               # registers of the disk
sectors:        .zero   8               # on the disk, for all to read; 0: there is none
seen:           .zero   2               # entries of the used ring that we have seen
