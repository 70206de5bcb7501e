# vvirtio.s: the registers of a VM's virtio devices [virtio §4.2.2], the same for all kinds of them.
# Version 1, VIRTIO_LEGACY, tells where a queue is by one page number [virtio §4.2.4]:
#
#   number x page    descriptors, 16 bytes each
#   behind these     available: flags, index, heads, used event, 2 bytes each
#   aligned          used
#
# What a guest writes into a queue's registers, any nonsense, is kept here, and checked at each use.

        .include "vmm.inc"
        .globl  virtio_read, virtio_write, device_clear, device_interrupt

        .equ    QUEUE_ADDRESSES, 0x30           # bytes from VIRTIO_QUEUE_DESC on
        .equ    SHARED_BYTES,   0x10            # bytes from VIRTIO_SHM_LEN_LOW on
        .equ    WORD_WIDE,      2               # log2 of the width of the registers
        .equ    DOUBLE_WIDE,    3
        .equ    SLOT_SHIFT,     12              # log2 of VIRTIO_BYTES
        .equ    EMPTY_OFFSETS,  VIRTIO_BYTES - VIRTIO_DECODED # there nothing answers: bits

# begin, end: a routine that keeps s1 for its caller, with the device of offset a0 there meanwhile
        .macro  begin
        enter   s1
        srli    t0, a0, SLOT_SHIFT
        indexed t0, t0
        ld      s1, VM_SLOTS(t0)
        low     a0, a0, SLOT_SHIFT      # offset in its slot
        .endm
        .macro  end
        leave   s1
        .endm

# virtio_read: a register, or the configuration; 8 bytes are two words, the lower one first
virtio_read:
        bany    a0, EMPTY_OFFSETS, access_fault
        bnei    a1, DOUBLE_WIDE, read_register
        la      t0, read_register       # and fall through

# halves: an access of 8 bytes
#   in:  a0 = offset, a2 = the value, if it is a write; t0 = how to access a word
#   out: a0 = the value, if it is a read
#   plan: s2 offset, s3 value, s4 how, s5 the low half read
halves: enter   s2, s3, s4, s5
        mv      s2, a0
        mv      s3, a2
        mv      s4, t0
        li      a1, WORD_WIDE
        low     a2, s3, 32
        jalr    s4
        low     s5, a0, 32
        addi    a0, s2, 4
        li      a1, WORD_WIDE
        srli    a2, s3, 32
        jalr    s4
        slli    a0, a0, 32
        or      a0, a0, s5
        leave   s2, s3, s4, s5

read_register:
        begin
        beqz    s1, .Lplain
        addi    t0, a0, -VIRTIO_CONFIG
        bgez    t0, .Lconfig
.Lplain:
        bnei    a1, WORD_WIDE, .Lzero
        li      t0, VIRTIO_MAGIC        # what a slot without a device shows as well
        beqz    a0, .Lvalue                     # VIRTIO_MAGIC_VALUE is offset 0
        ld      t2, VM_VIRTIO(s0)
        li      t0, 2
        sub     t0, t0, t2
        beqi    a0, VIRTIO_VERSION, .Lvalue, t1
        li      t0, VIRTIO_VENDOR
        beqi    a0, VIRTIO_VENDOR_ID, .Lvalue, t1
        beqz    s1, .Lzero

        ld      t0, DEV_INTERRUPT(s1)
        beqi    a0, VIRTIO_INTERRUPT_STATUS, .Lvalue, t1
        ld      t0, DEV_STATUS(s1)
        beqi    a0, VIRTIO_STATUS, .Lvalue, t1
        ld      t0, DEV_ID(s1)
        beqi    a0, VIRTIO_DEVICE_ID, .Lvalue, t1
        beqi    a0, VIRTIO_DEVICE_FEATURES, .Lfeatures, t1
        li      t0, -1                          # no shared memory: length and base
        addi    t1, a0, -VIRTIO_SHM_LEN_LOW
        sltiu   t1, t1, SHARED_BYTES
        bnez    t1, .Lvalue
        jal     selected_queue
        beqz    t2, .Lzero
        li      t0, QUEUE_NUM_MAX
        beqi    a0, VIRTIO_QUEUE_NUM_MAX, .Lvalue, t1
        nonzero VM_VIRTIO(s0), .Lpage
        ld      t0, QUEUE_READY(t2)
        beqi    a0, VIRTIO_QUEUE_READY, .Lvalue, t1
.Lzero: li      t0, 0
.Lvalue:
        mv      a0, t0
        end

        # a queue that is nowhere yet is on page 0
.Lpage: bnei    a0, VIRTIO_QUEUE_PFN, .Lzero
        ld      t1, DEV_PAGE(s1)
        ld      t0, QUEUE_DESC(t2)
        divu    t0, t0, t1
        j       .Lvalue

        # 32 of the 64 features
.Lfeatures:
        ld      t1, DEV_FEATURES_SEL(s1)
        sltiu   t0, t1, 2
        beqz    t0, .Lzero
        slli    t1, t1, 2
        add     t1, t1, s1
        lwu     t0, DEV_FEATURES(t1)
        j       .Lvalue

        # the configuration, at any width; past its end every bit is one
.Lconfig:
        add     a0, t0, s1
        bit     t1, a1                  # bytes
        add     t1, t1, t0
        li      t0, -1
        ld      t2, DEV_CONFIG_BYTES(s1)
        bltu    t2, t1, .Lvalue
        addi    a0, a0, DEV_CONFIG
        jal     read_memory
        end

# virtio_write: a register, or two
virtio_write:
        bany    a0, EMPTY_OFFSETS, access_fault
        bnei    a1, DOUBLE_WIDE, write_register
        la      t0, write_register
        j       halves
write_register:
        begin
        beqz    s1, .Lwritten
        bnei    a1, WORD_WIDE, .Lwritten
        beqi    a0, VIRTIO_QUEUE_NOTIFY, .Lnotify
        beqi    a0, VIRTIO_INTERRUPT_ACK, .Lacknowledge
        beqi    a0, VIRTIO_STATUS, .Lstatus
        beqi    a0, VIRTIO_DRIVER_FEATURES, .Ldriver

        # some only keep what they are given
        addi    t1, s1, DEV_FEATURES_SEL
        beqi    a0, VIRTIO_DEVICE_FEATURES_SEL, .Lkeep
        addi    t1, s1, DEV_DRIVER_SEL
        beqi    a0, VIRTIO_DRIVER_FEATURES_SEL, .Lkeep
        addi    t1, s1, DEV_QUEUE_SEL
        beqi    a0, VIRTIO_QUEUE_SEL, .Lkeep

        # the selected queue's; while it is ready, it stays as it is
        jal     selected_queue
        nonzero VM_VIRTIO(s0), .Llegacy
        beqz    t2, .Lwritten
        beqi    a0, VIRTIO_QUEUE_READY, .Lready
        nonzero QUEUE_READY(t2), .Lwritten
        beqi    a0, VIRTIO_QUEUE_NUM, .Lnum

        # the addresses of the queue's three parts, 16 apart, each in two halves
        addi    t0, a0, -VIRTIO_QUEUE_DESC
        li      t1, QUEUE_ADDRESSES
        bgeu    t0, t1, .Lwritten
        bany    t0, 8, .Lwritten, t1
        andi    t1, t0, 4                       # little-endian: the high half is kept 4 bytes on
        srli    t0, t0, 4
        indexed t0, t0, t1
        add     t0, t0, t2
        sw      a2, QUEUE_DESC(t0)
.Lwritten:
        end
.Lkeep: sd      a2, 0(t1)
        end

.Lready:
        andi    a2, a2, 1
        sd      a2, QUEUE_READY(t2)
        end

        # version 1: powers of two, and the page that a queue is on; page 0 resets the device
.Llegacy:
        addi    t1, s1, DEV_PAGE
        beqi    a0, VIRTIO_GUEST_PAGE_SIZE, .Lpower
        addi    t1, s1, DEV_ALIGN
        beqi    a0, VIRTIO_QUEUE_ALIGN, .Lpower
        bnei    a0, VIRTIO_QUEUE_PFN, .Lold_num
        beqz    a2, .Lreset
        beqz    t2, .Lwritten
        apply   mul, a2, DEV_PAGE(s1), t0
        sd      a2, QUEUE_DESC(t2)
        ld      t0, QUEUE_NUM(t2)
        slli    t1, t0, 4               # DESC_BYTES each
        add     a2, a2, t1
        sd      a2, QUEUE_DRIVER(t2)
        slli    t0, t0, 1
        add     a2, a2, t0
        addi    a2, a2, RING_ENTRIES + 2 # the used event, too
        ld      t0, DEV_ALIGN(s1)
        add     a2, a2, t0
        addi    a2, a2, -1
        neg     t0, t0
        and     a2, a2, t0
        sd      a2, QUEUE_DEVICE(t2)
        li      a2, 1
        j       .Lready
.Lold_num:
        beqz    t2, .Lwritten
        bnei    a0, VIRTIO_QUEUE_NUM, .Lwritten
.Lnum:  addi    t0, a2, -1
        li      t1, QUEUE_NUM_MAX
        bgeu    t0, t1, .Lwritten
        sd      a2, QUEUE_NUM(t2)
        end
.Lpower:
        beqz    a2, .Lwritten
        addi    t0, a2, -1
        and     t0, t0, a2
        beqz    t0, .Lkeep
        end

        # only version 1 looks at buffers before DRIVER_OK [virtio §3.1.1, §3.1.2]
.Lnotify:
        nonzero VM_VIRTIO(s0), .Lring
        lacks   DEV_STATUS(s1), STATUS_DRIVER_OK, .Lwritten
.Lring: mv      a0, a2
        ld      t0, DEV_QUEUE_COUNT(s1)
        bgeu    a0, t0, .Lwritten
        ld      t0, DEV_NOTIFY(s1)
        jalr    t0
        end
.Lacknowledge:
        not     a0, a2
        apply   and, a0, DEV_INTERRUPT(s1)
        jal     device_interrupt
        end
.Ldriver:
        ld      t1, DEV_DRIVER_SEL(s1)
        sltiu   t0, t1, 2
        beqz    t0, .Lwritten
        slli    t1, t1, 2
        add     t1, t1, s1
        sw      a2, DEV_DRIVER(t1)
        end

        # Status: 0 resets; else it is kept, and NEEDS_RESET stays until then. A driver that wants
        # what is not offered does not get FEATURES_OK.
.Lstatus:
        andi    a2, a2, 0xff
        beqz    a2, .Lreset
        ld      t0, DEV_STATUS(s1)
        not     a3, t0
        and     a3, a3, a2              # the bits that were not set before
        bnone   a3, STATUS_FEATURES_OK, .Lagreed
        ld      t0, DEV_FEATURES(s1)
        not     t0, t0
        apply   and, t0, DEV_DRIVER(s1), t1
        beqz    t0, .Lagreed
        andi    a2, a2, ~STATUS_FEATURES_OK
.Lagreed:
        bnone   a3, STATUS_DRIVER_OK, .Lset_status

        # buffers may have been queued before, in the last queue; nobody rings the bell for them
        sd      a2, 0(sp)
        ld      a0, DEV_QUEUE_COUNT(s1)
        addi    a0, a0, -1
        ld      t0, DEV_NOTIFY(s1)
        jalr    t0
        ld      a2, 0(sp)
.Lset_status:
        ld      t0, DEV_STATUS(s1)
        andi    t0, t0, STATUS_DEVICE_NEEDS_RESET
        or      a2, a2, t0
        sd      a2, DEV_STATUS(s1)
        end

        # A reset. The real disk may still work for this VM, on memory that the guest now thinks
        # its own again: so it does not go on until the disk has done.
.Lreset:
        jal     device_clear
        li      a0, 0
        jal     device_interrupt
        zero    VM_BUSY(s0), .Lwritten
        let     VM_STATE(s0), STATE_DRAINING
        jal     end_slice
        end

# selected_queue: the queue that QueueSel names
#   in:  s1 = device
#   out: t2 = QUEUE_*, or 0: there is no such queue
#   clobbers: t0, t1
selected_queue:
        ld      t0, DEV_QUEUE_SEL(s1)
        ld      t1, DEV_QUEUE_COUNT(s1)
        li      t2, 0
        bgeu    t0, t1, .Lselected
        li      t1, QUEUE_BYTES
        mul     t0, t0, t1
        add     t2, t0, s1
        addi    t2, t2, DEV_QUEUES
.Lselected:
        ret

# device_clear: the device's state as at power on
#   in:  s1 = device
#   clobbers: t0, t1
device_clear:
        enter
        addi    t0, s1, DEV_RESET
        addi    t1, s1, DEV_BYTES
        jal     clear
        let     DEV_PAGE(s1), USUAL_BYTES
        sd      t0, DEV_ALIGN(s1)
        let     DEV_QUEUES+QUEUE_NUM(s1), QUEUE_NUM_MAX
        sd      t0, DEV_QUEUES+QUEUE_BYTES+QUEUE_NUM(s1)
        leave

# device_interrupt: set InterruptStatus, and the device's interrupt line with it
#   in:  s0 = VM, s1 = device, a0 = INTERRUPT_*
#   clobbers: a0-a7, t0-t6
device_interrupt:
        sd      a0, DEV_INTERRUPT(s1)
        snez    a1, a0
        ld      a0, DEV_SOURCE(s1)
        j       plic_line
