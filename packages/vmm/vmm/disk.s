# disk.s: the real board: its PLIC, its UART's receiver, and the driver of its one disk.
#
# A request is a *slot*. Slot n owns the descriptors 8n to 8n + 7 of the real queue, so slots never
# compete for descriptors, and a used descriptor's number names its slot. In its descriptors:
# first the header, then up to six pieces of data in guests' RAM, last the status byte.

        .include "csr.inc"
        .include "board.inc"
        .include "vm.inc"
        .include "slot.inc"
        .include "frame.inc"

# queue_address: tell the device at t0 where a part of the queue is. clobbers t1
        .macro  queue_address register, part
        la      t1, \part
        sw      t1, \register(t0)
        srli    t1, t1, 32
        sw      t1, \register+4(t0)
        .endm

        .text

# board_init: switch on the real interrupts; find the disk
#   out: disk_sectors = the disk's size, 0 if there is none
#   clobbers: t0-t6
        .globl  board_init
board_init:
        li      t0, PLIC
        li      t1, 1
        sw      t1, 4*IRQ_DISK(t0)      # priorities
        sw      t1, 4*IRQ_UART(t0)
        li      t1, (1 << IRQ_DISK) | (1 << IRQ_UART)
        li      t2, PLIC + PLIC_ENABLE
        sw      t1, 0(t2)
        li      t2, PLIC + PLIC_CONTEXT
        sw      zero, PLIC_THRESHOLD(t2)
        li      t0, UART
        li      t1, IER_RECEIVE
        sb      t1, UART_IER(t0)

        # a version 2 virtio device, and a block device?
        li      t0, VIRTIO
        lwu     t1, VIRTIO_MAGIC(t0)
        li      t2, VIRTIO_MAGIC_VALUE
        bne     t1, t2, .Lno_disk
        lwu     t1, VIRTIO_VERSION(t0)
        addi    t1, t1, -2
        bnez    t1, .Lno_disk
        lwu     t1, VIRTIO_DEVICE_ID(t0)
        addi    t1, t1, -VIRTIO_BLOCK
        bnez    t1, .Lno_disk

        # reset; say hello; of its features accept only that it is not a legacy device
        sw      zero, VIRTIO_STATUS(t0)
        li      t3, STATUS_ACKNOWLEDGE | STATUS_DRIVER
        sw      t3, VIRTIO_STATUS(t0)
        sw      zero, VIRTIO_DRIVER_FEATURES_SEL(t0)
        sw      zero, VIRTIO_DRIVER_FEATURES(t0)
        li      t1, 1
        sw      t1, VIRTIO_DRIVER_FEATURES_SEL(t0)
        li      t1, VIRTIO_F_VERSION_1
        sw      t1, VIRTIO_DRIVER_FEATURES(t0)
        ori     t3, t3, STATUS_FEATURES_OK
        sw      t3, VIRTIO_STATUS(t0)
        lwu     t1, VIRTIO_STATUS(t0)
        andi    t1, t1, STATUS_FEATURES_OK
        beqz    t1, .Lno_disk

        # its one queue
        sw      zero, VIRTIO_QUEUE_SEL(t0)
        lwu     t1, VIRTIO_QUEUE_NUM_MAX(t0)
        li      t2, QUEUE_ENTRIES
        bltu    t1, t2, .Lno_disk
        sw      t2, VIRTIO_QUEUE_NUM(t0)
        queue_address VIRTIO_QUEUE_DESC, descriptors
        queue_address VIRTIO_QUEUE_DRIVER, available
        queue_address VIRTIO_QUEUE_DEVICE, used
        li      t1, 1
        sw      t1, VIRTIO_QUEUE_READY(t0)
        ori     t3, t3, STATUS_DRIVER_OK
        sw      t3, VIRTIO_STATUS(t0)
        lwu     t1, VIRTIO_CONFIG(t0)
        lwu     t2, VIRTIO_CONFIG+4(t0)
        slli    t2, t2, 32
        or      t1, t1, t2
        la      t2, disk_sectors
        sd      t1, 0(t2)
.Lno_disk:
        ret

# board_interrupt: serve every source that the real PLIC has for us
#   clobbers: s0, a0-a7, t0-t6
        .globl  board_interrupt
board_interrupt:
        enter
        sd      s1, 0(sp)
.Lclaim:
        li      t0, PLIC + PLIC_CONTEXT
        lwu     s1, PLIC_CLAIM(t0)
        beqz    s1, .Lclaimed_all
        addi    t0, s1, -IRQ_DISK
        bnez    t0, .Lnot_disk
        call    disk_interrupt
.Lnot_disk:
        addi    t0, s1, -IRQ_UART
        bnez    t0, .Lcomplete
        call    uart_interrupt
.Lcomplete:
        li      t0, PLIC + PLIC_CONTEXT
        sw      s1, PLIC_CLAIM(t0)
        j       .Lclaim
.Lclaimed_all:
        ld      s1, 0(sp)
        leave

# uart_interrupt: take what was typed
#   clobbers: s0, a0-a7, t0-t6
uart_interrupt:
        enter
.Ltyped:
        li      t0, UART
        lbu     t1, UART_LSR(t0)
        andi    t1, t1, LSR_DATA_READY
        beqz    t1, .Lno_more
        lbu     a0, UART_DATA(t0)
        call    operator_key
        j       .Ltyped
.Lno_more:
        leave

# slot_take: a slot nobody uses
#   out: a0 = slot, or 0: all are in use
#   clobbers: t0, t1
        .globl  slot_take
slot_take:
        la      a0, slots
        la      t0, slots_end
.Lslot: ld      t1, SLOT_STATE(a0)
        beqz    t1, .Lfree
        addi    a0, a0, SLOT_BYTES
        bltu    a0, t0, .Lslot
        li      a0, 0
.Lfree: ret

# slot_descriptors: the real descriptors of a slot
#   in:  a0 = slot
#   out: a0 = address of the first, a1 = its number
#   clobbers: t0, t1
        .globl  slot_descriptors
slot_descriptors:
        la      t0, slots
        sub     a0, a0, t0
        li      t1, SLOT_BYTES / SLOT_ENTRIES
        divu    a1, a0, t1              # SLOT_ENTRIES × the slot's number
        slli    a0, a1, 4               # DESC_BYTES each
        la      t0, descriptors
        add     a0, a0, t0
        ret

# disk_submit: hand a slot, its descriptors complete, to the disk
#   in:  a0 = slot
#   out: SLOT_STATE = SLOT_BUSY until the disk is done with it
#   clobbers: a0, a1, t0, t1, t2
        .globl  disk_submit
disk_submit:
        enter
        li      t0, SLOT_BUSY
        sd      t0, SLOT_STATE(a0)
        call    slot_descriptors        # a1 = head of the chain
        la      t0, available
        lhu     t1, RING_INDEX(t0)
        andi    t2, t1, QUEUE_ENTRIES - 1
        slli    t2, t2, 1
        add     t2, t2, t0
        sh      a1, RING_ENTRIES(t2)
        fence   w, w                    # the entry before the index,
        addi    t1, t1, 1
        sh      t1, RING_INDEX(t0)
        fence   w, o                    # and the index before the bell
        li      t0, VIRTIO
        sw      zero, VIRTIO_QUEUE_NOTIFY(t0)
        leave

# disk_interrupt: the disk has finished requests: tell their VMs
#   clobbers: s0, a0-a7, t0-t6
        .globl  disk_interrupt
disk_interrupt:
        addi    sp, sp, -32
        sd      ra, 24(sp)
        sd      s1, 16(sp)
        li      t0, VIRTIO
        lwu     t1, VIRTIO_INTERRUPT_STATUS(t0)
        sw      t1, VIRTIO_INTERRUPT_ACK(t0)
.Lused: fence   r, r
        la      t0, used
        lhu     t1, RING_INDEX(t0)
        la      t2, used_seen
        ld      t3, 0(t2)
        beq     t1, t3, .Lall_used
        fence   r, r                    # the index before the entry
        andi    t4, t3, QUEUE_ENTRIES - 1
        slli    t4, t4, 3
        add     t4, t4, t0
        lwu     t4, RING_ENTRIES(t4)    # head of the chain
        addi    t3, t3, 1
        slli    t3, t3, 48              # indices are 16 bits
        srli    t3, t3, 48
        sd      t3, 0(t2)

        # its slot, which is free from here on, and its VM, unless that has lost interest
        li      t5, SLOT_BYTES / SLOT_ENTRIES
        mul     t4, t4, t5
        la      s1, slots
        add     s1, s1, t4
        sd      zero, SLOT_STATE(s1)
        ld      s0, SLOT_VM(s1)
        beqz    s0, .Lused
        lbu     a1, SLOT_STATUS(s1)
        mv      a0, s1
        call    blk_complete
        j       .Lused

        # slots are free again for those who wait for one
.Lall_used:
        la      t0, vm_ring
        ld      s0, 0(t0)
.Lstalled:
        ld      t0, VM_QUEUE_STALLED(s0)
        beqz    t0, .Lnot_stalled
        call    blk_take_requests
.Lnot_stalled:
        ld      s0, VM_NEXT(s0)
        la      t0, vm_ring
        ld      t0, 0(t0)
        bne     s0, t0, .Lstalled
        ld      ra, 24(sp)
        ld      s1, 16(sp)
        addi    sp, sp, 32
        ret

        .section .bss
        .balign 16
descriptors:                            # the real virtqueue
        .space  QUEUE_ENTRIES * DESC_BYTES
available:
        .space  RING_ENTRIES + 2 * QUEUE_ENTRIES + 2
        .balign 4
used:
        .space  RING_ENTRIES + 8 * QUEUE_ENTRIES + 2
        .balign 8
used_seen:                              # used entries served, 16 bits
        .space  8
        .globl  disk_sectors
disk_sectors:
        .space  8
        .globl  slots, slots_end
slots:
        .space  SLOTS * SLOT_BYTES
slots_end:
