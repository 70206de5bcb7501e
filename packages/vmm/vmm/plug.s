# plug.s: the virtio devices of a VM: made of the rows of the guest table, and reset.

        .include "vmm.inc"
        .globl  make_devices, reset_devices, all_devices

        .text

# make_devices: a structure for each row, in the slots from the first on
#   in:  s0 = VM, s1 = row of the guest table
#   out: a0 = 0, or a text that says what is wrong
#   clobbers: a1-a7, t0-t6
#   plan: s1 device, s2 its row, s3 the end of the rows, s4 slot
make_devices:
        enter   s1, s2, s3, s4
        ld      s2, GUEST_DEVICES(s1)
        ld      s3, GUEST_DEVICES_END(s1)
        li      s4, 0
.Lrow:  li      a0, 0
        bgeu    s2, s3, .Lmade
        li      a0, DEV_BYTES
        li      a1, 8
        call    take_memory
        mv      s1, a0
        la      a0, memory_text
        beqz    s1, .Lmade
        mv      t0, s1                  # all zero, but what follows
        addi    t1, s1, DEV_BYTES
        call    clear
        indexed t0, s4
        sd      s1, VM_SLOTS(t0)
        sd      s0, DEV_VM(s1)
        addi    t0, s4, IRQ_VIRTIO
        sd      t0, DEV_SOURCE(s1)
        la      t0, all_devices         # in front of those that there are
        assign  DEV_NEXT(s1), 0(t0), t1
        sd      s1, 0(t0)

        assign  DEV_ID(s1), DEVICE_ID(s2)
        bnei    t0, VIRTIO_NET, .Lblock
        call    make_card
        j       .Lnext
.Lblock:
        call    make_disk
        bnez    a0, .Lmade
.Lnext: addi    s2, s2, DEVICE_BYTES
        addi    s4, s4, 1
        j       .Lrow
.Lmade: leave   s1, s2, s3, s4

# make_card: a network card: its network, and its address
#   in:  s1 = device, s2 = row
#   clobbers: t0
make_card:
        assign  DEV_NETWORK(s1), DEVICE_OF(s2)
        assign  DEV_CONFIG(s1), DEVICE_START(s2)
        let     DEV_CONFIG_BYTES(s1), NET_CONFIG_BYTES
        let     DEV_QUEUE_COUNT(s1), 2  # queues: to receive, to send
        let     DEV_FEATURES(s1), NET_FEATURES
        la      t0, net_notify
        sd      t0, DEV_NOTIFY(s1)
        ret

# make_disk: a part of a real disk, which has to have it
#   in:  s1 = device, s2 = row
#   out: a0 = 0, or a text
#   clobbers: a1, t0-t3
make_disk:
        text    a0, ": the machine has no such disk\n"
        ld      t0, DEVICE_OF(s2)
        li      t1, VIRTIO_SLOTS
        bgeu    t0, t1, .Lunmade
        slli    t0, t0, 3
        la      t1, disks
        add     t0, t0, t1
        zero    0(t0), .Lunmade, t3
        sd      t3, DEV_DISK(s1)
        text    a0, ": its part of the disk lies beyond the end of the disk\n"
        ld      t0, DEVICE_START(s2)
        ld      t1, DEVICE_SECTORS(s2)
        ld      t2, DISK_SECTORS(t3)
        bltu    t2, t0, .Lunmade
        sub     t2, t2, t0              # from there to the end of the disk
        bnez    t1, .Lsome
        mv      t1, t2
.Lsome: bltu    t2, t1, .Lunmade
        sd      t0, DEV_START(s1)
        sd      t1, DEV_SECTORS(s1)

        sd      t1, DEV_CONFIG+BLOCK_CAPACITY(s1)
        li      t0, SLOT_DATA_MAX
        sw      t0, DEV_CONFIG+BLOCK_SEG_MAX(s1)
        li      t0, 1 << SECTOR_SHIFT
        sw      t0, DEV_CONFIG+BLOCK_SIZE(s1)
        let     DEV_CONFIG_BYTES(s1), BLOCK_CONFIG_BYTES
        let     DEV_QUEUE_COUNT(s1), 1
        la      t0, blk_notify
        sd      t0, DEV_NOTIFY(s1)
        li      t0, BLOCK_FEATURES
        ld      t1, DISK_FEATURES(t3)   # what of those the real one has
        or      t0, t0, t1
        zero    DEVICE_READ_ONLY(s2), .Lwritable, t1
        ori     t0, t0, BLOCK_F_READ_ONLY
.Lwritable:
        sd      t0, DEV_FEATURES(s1)
        li      a0, 0
.Lunmade:
        ret

# reset_devices: as at power on
#   in:  s0 = VM; no disk works for it
#   clobbers: t0-t2
reset_devices:
        enter   s1
        li      t2, 8 * (VIRTIO_SLOTS - 1)
.Lslot: add     t0, t2, s0
        zero    VM_SLOTS(t0), .Lempty, s1
        call    device_clear
.Lempty:
        addi    t2, t2, -8
        bgez    t2, .Lslot
        leave   s1

        variable all_devices            # the first of all VMs' virtio devices; 0: there are none
