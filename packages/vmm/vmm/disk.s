# disk.s: the real board: its PLIC, its UART's receiver, and the driver of its disks.
#
# A request is a *slot* of a disk. Slot n owns the descriptors from SLOT_ENTRIES × n on in the real
# queue, so slots never compete for descriptors, and a used descriptor's number names its slot. In
# its descriptors: first the header, then pieces of data in guests' RAM, last the status byte.

        .include "vmm.inc"
        .globl  board_init, board_interrupt, slot_take, slot_descriptors, disk_submit, serve_disks
        .globl  disks

        .equ    INTERRUPTS,     ((1 << VIRTIO_SLOTS) - 1) << IRQ_VIRTIO | 1 << IRQ_UART

# board_init: switch on the real interrupts; find the disks, and the operator's channel
#   out: disks, in the order of their slots
#   clobbers: a0-a5, t0-t6
#   plan: s2 registers of a slot, s3 where the next disk is noted
board_init:
        enter   s2, s3
        li      t0, PLIC
        li      t1, 1
        sw      t1, 4*IRQ_UART(t0)      # priorities
        li      t2, VIRTIO_SLOTS
.Lpriority:
        addi    t0, t0, 4
        sw      t1, 4*IRQ_VIRTIO-4(t0)
        addi    t2, t2, -1
        bnez    t2, .Lpriority
        li      t1, INTERRUPTS
        li      t2, PLIC + PLIC_ENABLE
        sw      t1, 0(t2)
        li      t2, PLIC + PLIC_CONTEXT
        sw      zero, PLIC_THRESHOLD(t2)
        li      t0, UART
        li      t1, IER_RECEIVED
        sb      t1, UART_IER(t0)

        li      s2, VIRTIO
        la      s3, disks
.Lfind: mv      a0, s2
        jal     disk_init
        beqz    a0, .Lno_disk
        sd      a0, 0(s3)
        addi    s3, s3, 8
.Lno_disk:
        mv      a0, s2
        jal     channel_init
        plus    s2, s2, VIRTIO_BYTES
        li      t0, VIRTIO + VIRTIO_BYTES * VIRTIO_SLOTS
        bltu    s2, t0, .Lfind
        leave   s2, s3

# disk_init: is there a disk? If so, make it ready.
#   in:  a0 = registers of a virtio slot
#   out: a0 = DISK_*, or 0: there is none that this driver can use
#   clobbers: a1-a5, t0-t6
#   plan: s1 disk, s2 registers
disk_init:
        enter   s1, s2
        li      a1, VIRTIO_BLOCK
        li      a2, BLOCK_F_READ_ONLY | BLOCK_F_FLUSH   # what the VMs are shown
        jal     driver_begin
        beqz    a0, .Lno_use
        mv      s2, a0
        li      a0, DISK_BYTES
        li      a1, DISK_ALIGNMENT
        jal     take_memory
        beqz    a0, .Lno_use
        mv      s1, a0
        plus    t1, s1, DISK_BYTES, t1
        mv      t0, s1
        jal     clear
        sd      s2, DISK_REGISTERS(s1)
        sd      a2, DISK_FEATURES(s1)

        # its one queue, and its size
        mv      a0, s2
        li      a1, 0
        li      a2, QUEUE_ENTRIES
        plus    a3, s1, DISK_DESCRIPTORS, a3
        addi    a4, s1, DISK_AVAILABLE
        plus    a5, s1, DISK_USED, a5
        jal     driver_queue
        li      a0, 0
        bnez    t0, .Lno_use
        mv      a0, s2
        jal     driver_ready
        lwu     t1, VIRTIO_CONFIG+BLOCK_CAPACITY(s2)
        lwu     t2, VIRTIO_CONFIG+BLOCK_CAPACITY+4(s2)
        slli    t2, t2, 32
        or      t1, t1, t2
        sd      t1, DISK_SECTORS(s1)
        mv      a0, s1
.Lno_use:
        leave   s1, s2

# board_interrupt: serve every source that the real PLIC has for us
#   clobbers: s0, a0-a7, t0-t6
board_interrupt:
        enter
.Lclaim:
        li      t0, PLIC + PLIC_CONTEXT
        lwu     t1, PLIC_CLAIM_COMPLETE(t0)
        beqz    t1, .Lclaimed_all
        sd      t1, 0(sp)
        bnei    t1, IRQ_UART, .Ldisk
        jal     uart_interrupt
        j       .Lcomplete
.Ldisk: jal     serve_disks
        jal     channel_serve
.Lcomplete:
        ld      t1, 0(sp)
        li      t0, PLIC + PLIC_CONTEXT
        sw      t1, PLIC_CLAIM_COMPLETE(t0)
        j       .Lclaim
.Lclaimed_all:
        leave

# uart_interrupt: take what was typed
#   clobbers: s0, a0-a7, t0-t6
uart_interrupt:
        enter
.Ltyped:
        li      t0, UART
        lbu     t1, UART_LSR(t0)
        bnone   t1, LSR_DATA_READY, .Lno_more, t1
        lbu     a0, UART_DATA(t0)
        jal     operator_key
        j       .Ltyped
.Lno_more:
        leave

# slot_take: a slot of a disk that nobody uses
#   in:  a0 = disk
#   out: a0 = slot, or 0: all are in use
#   clobbers: t0, t1
slot_take:
        addi    a0, a0, DISK_SLOTS
        addi    t0, a0, SLOTS * SLOT_BYTES
.Lslot: zero    SLOT_STATE(a0), .Lfree, t1
        addi    a0, a0, SLOT_BYTES
        bltu    a0, t0, .Lslot
        li      a0, 0
.Lfree: ret

# slot_descriptors: the real descriptors of a slot
#   in:  a0 = slot of the disk of s1
#   out: a0 = address of the first, a1 = its number, t0 = disk
#   clobbers: t1
slot_descriptors:
        ld      t0, DEV_DISK(s1)
        sub     a1, a0, t0
        addi    a1, a1, -DISK_SLOTS
        li      t1, SLOT_BYTES
        divu    a1, a1, t1
        li      t1, SLOT_ENTRIES
        mul     a1, a1, t1
        slli    a0, a1, 4               # DESC_BYTES each
        add     a0, a0, t0
        plus    a0, a0, DISK_DESCRIPTORS, t1
        ret

# disk_submit: hand a slot, its descriptors complete, to its disk
#   in:  a0 = slot of the disk of s1
#   out: SLOT_STATE = SLOT_BUSY until the disk is done with it
#   clobbers: a0, a1, t0-t3
disk_submit:
        enter
        let     SLOT_STATE(a0), SLOT_BUSY
        jal     slot_descriptors        # a1 = head of the chain, t0 = disk
        addi    t3, t0, DISK_AVAILABLE
        lhu     t1, RING_INDEX(t3)
        andi    t2, t1, QUEUE_ENTRIES - 1
        slli    t2, t2, 1
        add     t2, t2, t3
        sh      a1, RING_ENTRIES(t2)
        fence   w, w                    # the entry before the index,
        addi    t1, t1, 1
        sh      t1, RING_INDEX(t3)
        fence   w, o                    # and the index before the bell
        ld      t0, DISK_REGISTERS(t0)
        sw      zero, VIRTIO_QUEUE_NOTIFY(t0)
        leave

# serve_disks: disks may have finished requests: tell their VMs
#   clobbers: s0, a0-a7, t0-t6
#   plan: s1 device, s2 disk, s3 its place in `disks`
serve_disks:
        enter   s1, s2, s3
        la      s3, disks
.Ldisk_in_turn:
        zero    0(s3), .Lall_disks, s2
        addi    s3, s3, 8
        ld      t0, DISK_REGISTERS(s2)
        lwu     t1, VIRTIO_INTERRUPT_STATUS(t0)
        beqz    t1, .Ldisk_in_turn      # not this one
        sw      t1, VIRTIO_INTERRUPT_ACK(t0)
.Lused: fence   r, r
        plus    t0, s2, DISK_USED
        lhu     t1, RING_INDEX(t0)
        same    DISK_SEEN(s2), t1, .Lall_used, t3
        fence   r, r                    # the index before the entry
        andi    t4, t3, QUEUE_ENTRIES - 1
        indexed t4, t4, t0
        lwu     t4, RING_ENTRIES(t4)    # head of the chain
        addi    t3, t3, 1
        low     t3, t3, 16              # indices are 16 bits
        sd      t3, DISK_SEEN(s2)

        # its slot, which is free from here on, its device and VM
        li      t5, SLOT_ENTRIES
        divu    t4, t4, t5
        li      t5, SLOT_BYTES
        mul     t4, t4, t5
        add     a0, t4, s2
        addi    a0, a0, DISK_SLOTS
        sd      zero, SLOT_STATE(a0)    # SLOT_FREE
        ld      s1, SLOT_DEVICE(a0)
        ld      s0, DEV_VM(s1)
        change  addi, VM_BUSY(s0), -1
        bnez    t0, .Lreport
        isnt    VM_STATE(s0), STATE_DRAINING, .Lreport
        sd      zero, VM_STATE(s0)      # STATE_READY: the reset that it waits in is over
.Lreport:
        lbu     a1, SLOT_STATUS(a0)
        jal     blk_complete
        j       .Lused

        # slots are free again for those who wait for one: they go on when they have the processor
.Lall_used:
        ld      s1, all_devices
.Lwaiting:
        beqz    s1, .Ldisk_in_turn
        differs DEV_DISK(s1), s2, .Lnot_waiting
        ld      s0, DEV_VM(s1)
        ld      t0, DEV_STALLED(s1)
        change  or, VM_CALLED(s0), t0, t1
.Lnot_waiting:
        ld      s1, DEV_NEXT(s1)
        j       .Lwaiting
.Lall_disks:
        leave   s1, s2, s3

        variable disks, 8 * (VIRTIO_SLOTS + 1) # the real disks in the order of their slots; then 0
