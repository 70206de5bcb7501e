# plug.s: the virtio devices of a VM: disks plugged into the real ones, and all of them reset.

        .include "vmm.inc"
        .globl  plug_disks, reset_devices

# plug_disks: give each disk of a VM its part of a real one, which has to have it
#   in:  s0 = VM; DEV_DISK is the number of the real disk
#   out: DEV_DISK is that disk; a0 = 0, or a text that says what is wrong
#   clobbers: a0-a3, t0-t3
#   plan: a2 the place of its slot, a3 device, t3 real disk
plug_disks:
        addi    a2, s0, VM_SLOTS
.Lplug: li      a0, 0
        zero    0(a2), .Lplugged, a3    # devices stand in the slots from the first on
        addi    a2, a2, 8
        isnt    DEV_ID(a3), VIRTIO_BLOCK, .Lplug
        text    a0, ": the machine has no such disk\n"
        ld      t0, DEV_DISK(a3)
        slli    t0, t0, 3
        la      t1, disks
        add     t0, t0, t1
        zero    0(t0), .Lplugged, t3
        sd      t3, DEV_DISK(a3)

        # all of it from where it starts, if it is not said how much
        text    a0, ": its part of the disk lies beyond the end of the disk\n"
        ld      t0, DEV_START(a3)
        ld      t1, DEV_SECTORS(a3)
        ld      t2, DISK_SECTORS(t3)
        bltu    t2, t0, .Lplugged
        sub     t2, t2, t0              # from there to the end of the disk
        bnez    t1, .Lsome
        mv      t1, t2
.Lsome: bltu    t2, t1, .Lplugged
        sd      t1, DEV_SECTORS(a3)
        sd      t1, DEV_CONFIG+BLOCK_CAPACITY(a3)
        ld      t0, DISK_FEATURES(t3)   # what of those the real one has
        change  or, DEV_FEATURES(a3), t0, t1
        j       .Lplug
.Lplugged:
        ret

# reset_devices: as at power on
#   in:  s0 = VM; no disk works for it
#   clobbers: t0-t2
reset_devices:
        enter   s1
        li      t2, 8 * (VIRTIO_SLOTS - 1)
.Lslot: add     t0, t2, s0
        zero    VM_SLOTS(t0), .Lempty, s1
        jal     device_clear
.Lempty:
        addi    t2, t2, -8
        bgez    t2, .Lslot
        leave   s1
