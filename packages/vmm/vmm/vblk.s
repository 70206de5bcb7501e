# vblk.s: the registers of a VM's block device [virtio §4.2.2]. Its requests: vrequest.s.
#
# The device offers no feature but VERSION_1, and has one queue. What the guest writes into the
# queue's registers is only kept here; it is checked each time it is used, so a guest may write
# nonsense at any time.

        .include "csr.inc"
        .include "board.inc"
        .include "vm.inc"
        .include "frame.inc"

        .equ    QUEUE_NUM_MAX,  256
        .equ    VENDOR,         0x6b657269      # "irek"
        .equ    SHOWN_END,      0xffff          # no register has this offset
        .equ    QUEUE_ADDRESSES, 0x30           # bytes from VIRTIO_QUEUE_DESC on
        .equ    WORD_WIDE,      2               # log2 of the width of the registers

        .text

# blk_read: a register, or the configuration: the capacity in sectors
        .globl  blk_read
blk_read:
        ld      t6, VM_DISK_SECTORS(s0)
        beqz    t6, .Labsent
        addi    t0, a0, -VIRTIO_CONFIG
        bgez    t0, .Lconfig
        addi    a1, a1, -WORD_WIDE
        bnez    a1, .Lzero
        la      t0, shown               # registers that do not change, by offset
.Lshown:
        lhu     t1, 0(t0)
        lwu     t2, 4(t0)
        addi    t0, t0, 8
        beq     t1, a0, .Lfixed
        li      t3, SHOWN_END
        bne     t1, t3, .Lshown

        ld      t0, VM_BLK_STATUS(s0)
        addi    t1, a0, -VIRTIO_STATUS
        beqz    t1, .Lvalue
        ld      t0, VM_BLK_INTERRUPT(s0)
        addi    t1, a0, -VIRTIO_INTERRUPT_STATUS
        beqz    t1, .Lvalue
        ld      t0, VM_BLK_FEATURES_SEL(s0)
        addi    t0, t0, -1
        seqz    t0, t0                  # word 1 is VIRTIO_F_VERSION_1, the others 0
        addi    t1, a0, -VIRTIO_DEVICE_FEATURES
        beqz    t1, .Lvalue
        ld      t0, VM_BLK_QUEUE_SEL(s0)
        bnez    t0, .Lzero              # there is no other queue
        ld      t0, VM_QUEUE_READY(s0)
        addi    t1, a0, -VIRTIO_QUEUE_READY
        beqz    t1, .Lvalue
        li      t0, QUEUE_NUM_MAX
        addi    t1, a0, -VIRTIO_QUEUE_NUM_MAX
        beqz    t1, .Lvalue
.Lzero: li      t0, 0
.Lvalue:
        mv      a0, t0
        ret
.Lfixed:
        mv      a0, t2
        ret
.Lconfig:
        li      t1, 8
        bgeu    t0, t1, .Lzero
        slli    t0, t0, 3
        srl     a0, t6, t0
        ret
.Labsent:
        tail    empty_read

# blk_write: a register
        .globl  blk_write
blk_write:
        ld      t0, VM_DISK_SECTORS(s0)
        beqz    t0, .Lignored
        addi    a1, a1, -WORD_WIDE
        bnez    a1, .Lignored
        addi    t0, a0, -VIRTIO_QUEUE_NOTIFY
        beqz    t0, .Lnotify
        addi    t0, a0, -VIRTIO_INTERRUPT_ACK
        beqz    t0, .Lacknowledge
        addi    t0, a0, -VIRTIO_STATUS
        beqz    t0, .Lstatus

        # the rest only keep what they are given
        li      t1, VM_BLK_FEATURES_SEL
        addi    t0, a0, -VIRTIO_DEVICE_FEATURES_SEL
        beqz    t0, .Lkeep
        li      t1, VM_BLK_QUEUE_SEL
        addi    t0, a0, -VIRTIO_QUEUE_SEL
        beqz    t0, .Lkeep
        ld      t0, VM_BLK_QUEUE_SEL(s0)
        bnez    t0, .Lignored
        addi    t0, a0, -VIRTIO_QUEUE_NUM
        beqz    t0, .Lnum
        addi    t0, a0, -VIRTIO_QUEUE_READY
        beqz    t0, .Lready

        # the addresses of the queue's three parts, 16 apart, each in two halves
        addi    t0, a0, -VIRTIO_QUEUE_DESC
        li      t1, QUEUE_ADDRESSES
        bgeu    t0, t1, .Lignored
        andi    t1, t0, 8
        bnez    t1, .Lignored
        andi    t1, t0, 4               # little-endian: the high half is kept 4 bytes on
        srli    t0, t0, 4
        slli    t0, t0, 3
        add     t0, t0, t1
        add     t0, t0, s0
        sw      a2, VM_QUEUE_DESC(t0)
.Lignored:
        ret
.Lkeep: add     t1, t1, s0
        sd      a2, 0(t1)
        ret

        # QueueNum: a power of two; anything else counts as no queue
.Lnum:  addi    t0, a2, -1
        and     t1, t0, a2
        bnez    t1, .Lbad_num
        li      t1, QUEUE_NUM_MAX
        bltu    t0, t1, .Lgood_num
.Lbad_num:
        li      a2, 0
.Lgood_num:
        sd      a2, VM_QUEUE_NUM(s0)
        ret
.Lready:
        andi    a2, a2, 1
        sd      a2, VM_QUEUE_READY(s0)
        sd      zero, VM_QUEUE_SEEN(s0)
        ret

.Lnotify:
        bnez    a2, .Lignored           # of another queue
        enter
        call    started_io
        call    blk_take_requests
        leave
.Lacknowledge:
        ld      t0, VM_BLK_INTERRUPT(s0)
        not     a2, a2
        and     a0, t0, a2
        j       blk_interrupt

        # Status: 0 resets; else it is kept, and NEEDS_RESET stays until then
.Lstatus:
        beqz    a2, blk_reset
        ld      t0, VM_BLK_STATUS(s0)
        andi    t0, t0, STATUS_NEEDS_RESET
        or      a2, a2, t0
        sd      a2, VM_BLK_STATUS(s0)
        ret

# blk_interrupt: set InterruptStatus, and the device's interrupt line with it
#   in:  s0 = VM, a0 = INTERRUPT_*
#   clobbers: a0-a7, t0-t6
        .globl  blk_interrupt
blk_interrupt:
        sd      a0, VM_BLK_INTERRUPT(s0)
        snez    a1, a0
        li      a0, IRQ_DISK
        tail    plic_line

# blk_reset: as at power on
#   in:  s0 = VM
#   clobbers: a0-a7, t0-t6
blk_reset:
        enter
        call    blk_abandon
        sd      zero, VM_BLK_STATUS(s0)
        sd      zero, VM_BLK_FEATURES_SEL(s0)
        sd      zero, VM_BLK_QUEUE_SEL(s0)
        sd      zero, VM_QUEUE_NUM(s0)
        sd      zero, VM_QUEUE_READY(s0)
        sd      zero, VM_QUEUE_SEEN(s0)
        li      a0, 0
        call    blk_interrupt
        leave

# Registers that never change: offset, value; ended by an offset that no register has
        .section .rodata
        .balign 4
shown:
        .word   VIRTIO_MAGIC, VIRTIO_MAGIC_VALUE
        .word   VIRTIO_VERSION, 2
        .word   VIRTIO_DEVICE_ID, VIRTIO_BLOCK
        .word   VIRTIO_VENDOR_ID, VENDOR
        .word   SHOWN_END, 0
