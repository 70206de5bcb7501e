# vblk.s: a VM's block requests: taken from its queue, checked, translated, handed to the real disk,
# and reported back.
#
#   guest-physical addresses of buffers  → real ones, if within the guest's RAM
#   sectors of the VM's disk             → sectors of the real one, if within its part of that
#
# That is work of which the guest says how much it is. So it is done while the VM has the processor,
# until the real machine asks for something. A request for more than the VM has goes to the real
# disk as well, as one that this will refuse: it takes a slot and its time like any other.

        .include "vmm.inc"
        .globl  blk_notify, blk_go_on, blk_complete, blk_drain

# blk_notify: the guest has rung the bell
#   in:  s0 = VM, s1 = block device
#   clobbers: a0-a7, t0-t6
blk_notify:
        enter
        jal     blk_take_requests
        zero    VM_BUSY(s0), .Lnothing
        jal     started_io
.Lnothing:
        leave

# blk_go_on: take what the VM's disks could not take before
#   in:  s0 = VM that has the processor
#   clobbers: s1, a0-a7, t0-t6
blk_go_on:
        enter
        sd      zero, VM_CALLED(s0)
        ld      s1, all_devices
.Ldevice:
        beqz    s1, .Lgone_on
        differs DEV_VM(s1), s0, .Lnext
        zero    DEV_STALLED(s1), .Lnext
        jal     blk_take_requests
        nonzero VM_CALLED(s0), .Lgone_on # the real machine asks for something
.Lnext: ld      s1, DEV_NEXT(s1)
        j       .Ldevice
.Lgone_on:
        leave

# blk_take_requests: take what the guest has made available, as far as slots are free and the real
# machine asks for nothing
#   in:  s0 = VM, s1 = block device
#   clobbers: a0-a7, t0-t6
#   plan: s2 slot
blk_take_requests:
        enter   s2
        sd      zero, DEV_STALLED(s1)

.Lrequest:
        ld      a0, DEV_DISK(s1)
        jal     slot_take
        mv      s2, a0
        beqz    s2, .Lstalled
        addi    a0, s1, DEV_QUEUES
        jal     queue_take
        bltz    a0, .Ltaken
        sd      a0, SLOT_HEAD(s2)
        sd      s1, SLOT_DEVICE(s2)
        mv      a0, s2
        jal     build_request
        bnez    a0, .Lbroken
        count   VM_REQUESTS(s0)
        count   VM_BUSY(s0)
        mv      a0, s2
        jal     disk_submit
        undisturbed .Lrequest
        sd      s1, VM_CALLED(s0)       # on with them when that has been served
.Lstalled:
        let     DEV_STALLED(s1), 1
        j       .Ltaken
.Lbroken:
        jal     device_break
.Ltaken:
        leave   s2

# blk_complete: report a request to the guest
#   in:  s0 = VM, s1 = device, a0 = slot with SLOT_HEAD, SLOT_REPLY, SLOT_LENGTH; a1 = BLOCK_*
#   clobbers: a0-a7, t0-t6
blk_complete:
        ld      t0, SLOT_REPLY(a0)
        sb      a1, 0(t0)
        ld      a1, SLOT_HEAD(a0)
        ld      a2, SLOT_LENGTH(a0)
        addi    a2, a2, 1               # and the status byte
        addi    a0, s1, DEV_QUEUES
        j       queue_give

# blk_drain: wait until the disks have done what they were given for a VM
#   in:  s0 = VM
#   clobbers: a0-a7, t0-t6
blk_drain:
        enter
        sd      s0, 0(sp)
.Ldrain:
        ld      s0, 0(sp)
        zero    VM_BUSY(s0), .Ldrained
        jal     serve_disks
        j       .Ldrain
.Ldrained:
        leave

# build_request: translate the chain that was taken into descriptors of a slot
#   in:  s0 = VM, s1 = device, a0 = slot
#   out: a0 = 0: the slot is complete; -1: the chain is broken, there is nowhere to reply
#   clobbers: a1-a7, t0-t6
#   plan: s2 slot, s3 next real descriptor, s4 its number, s5 not 0: out of bounds,
#         s6 type of the request, s7 bytes of data
build_request:
        enter   s2, s3, s4, s5, s6, s7
        mv      s2, a0
        jal     slot_descriptors
        mv      s3, a0
        mv      s4, a1
        li      s5, 0
        li      s7, 0

        # the header: type and sector, copied, so that the guest cannot change them any more
        jal     chain_next
        bnei    a2, FLAG_NEXT, .Lmalformed
        li      t0, BLOCK_HEADER_BYTES
        bltu    a1, t0, .Lmalformed
        beqz    a0, .Lmalformed
        mv      a1, a0
        addi    a0, s2, SLOT_HEADER
        li      a2, BLOCK_HEADER_BYTES
        jal     copy
        lwu     s6, SLOT_HEADER+BLOCK_TYPE(s2)
        addi    t1, s2, SLOT_HEADER
        describe s3, t1, BLOCK_HEADER_BYTES, FLAG_NEXT

        # the pieces of data; the last of the chain is the status
.Lpiece:
        jal     chain_next
        bltz    a2, .Lmalformed
        bnone   a2, FLAG_NEXT, .Lstatus
        beqz    a1, .Lpiece             # an empty piece
        li      t3, FLAG_NEXT           # data is read by the device, or written
        beqi    s6, BLOCK_OUT, .Ldirection
        li      t3, FLAG_NEXT | FLAG_WRITE
.Ldirection:
        bne     t3, a2, .Lout_of_bounds
        beqz    a0, .Lout_of_bounds
        add     s7, s7, a1
        addi    s4, s4, 1
        sh      s4, DESC_NEXT(s3)       # the one before leads to this one
        addi    s3, s3, DESC_BYTES
        sd      a0, DESC_ADDRESS(s3)
        sw      a1, DESC_LENGTH(s3)
        sh      t3, DESC_FLAGS(s3)
        j       .Lpiece
.Lout_of_bounds:
        li      s5, 1
        j       .Lpiece

        # the status byte: the disk writes it into the slot, blk_complete into the guest's memory
.Lstatus:
        bnone   a2, FLAG_WRITE, .Lmalformed
        beqz    a1, .Lmalformed
        beqz    a0, .Lmalformed
        sd      a0, SLOT_REPLY(s2)
        addi    s4, s4, 1
        sh      s4, DESC_NEXT(s3)
        addi    s3, s3, DESC_BYTES
        addi    t1, s2, SLOT_STATUS
        describe s3, t1, 1, FLAG_WRITE

        # may it be done?
        sd      s7, SLOT_LENGTH(s2)     # what the disk writes, unless it reads
        li      a0, 0
        bnez    s5, .Lrefused
        beqz    s6, .Lsectors           # BLOCK_IN
        beqi    s6, BLOCK_OUT, .Lwrite
        beqi    s6, BLOCK_GET_ID, .Lbuilt # these two concern no sectors
        bnei    s6, BLOCK_FLUSH, .Lunknown
        sd      zero, SLOT_HEADER+BLOCK_SECTOR(s2)
        has     DEV_FEATURES(s1), BLOCK_F_FLUSH, .Lbuilt # else the disk keeps nothing back
.Lunknown:
        li      s6, -1                  # no type of a request
        j       .Lrefused
.Lwrite:
        sd      zero, SLOT_LENGTH(s2)
        has     DEV_FEATURES(s1), BLOCK_F_READ_ONLY, .Lrefused
.Lsectors:
        bany    s7, (1 << SECTOR_SHIFT) - 1, .Lrefused # whole sectors only
        srli    t0, s7, SECTOR_SHIFT
        ld      t1, SLOT_HEADER+BLOCK_SECTOR(s2)
        ld      t2, DEV_SECTORS(s1)
        bltu    t2, t1, .Lrefused
        sub     t2, t2, t1              # sectors from there to the end of its part
        bltu    t2, t0, .Lrefused
        apply   add, t1, DEV_START(s1), t2
        sd      t1, SLOT_HEADER+BLOCK_SECTOR(s2)
        j       .Lbuilt

        # no: without its data, of a sector that no disk has, or of a type that none knows
.Lrefused:
        slti    t0, s6, 0
        neg     t0, t0                  # -1, or BLOCK_IN
        sw      t0, SLOT_HEADER+BLOCK_TYPE(s2)
        let     SLOT_HEADER+BLOCK_SECTOR(s2), -1
        sd      zero, SLOT_LENGTH(s2)
        mv      a0, s2
        jal     slot_descriptors
        sh      s4, DESC_NEXT(a0)       # the status follows the header
        li      a0, 0
        j       .Lbuilt
.Lmalformed:
        li      a0, -1
.Lbuilt:
        leave   s2, s3, s4, s5, s6, s7
