# vrequest.s: a VM's block requests: taken from its queue, checked, translated, handed to the real
# disk, and reported back.
#
#   guest-physical addresses of buffers  → real ones, if within the guest's RAM
#   sectors of the VM's slice            → sectors of the real disk, if within the slice
#
# A request that asks for more than the VM has gets BLOCK_IOERR. A queue so broken that there is
# nowhere to put a status makes the device ask for a reset, as the standard says [virtio §2.1.2].

        .include "csr.inc"
        .include "board.inc"
        .include "vm.inc"
        .include "slot.inc"
        .include "frame.inc"

        .text

# blk_take_requests: take what the guest has made available, as far as slots are free
#   in:  s0 = VM
#   clobbers: a0-a7, t0-t6
#   plan: s1 slot, s2 the available ring, s3 entries of the queue
        .globl  blk_take_requests
blk_take_requests:
        addi    sp, sp, -32
        sd      ra, 24(sp)
        sd      s1, 16(sp)
        sd      s2, 8(sp)
        sd      s3, 0(sp)
        sd      zero, VM_QUEUE_STALLED(s0)

.Lrequest:
        ld      t0, VM_QUEUE_READY(s0)
        beqz    t0, .Ltaken
        ld      s3, VM_QUEUE_NUM(s0)
        beqz    s3, .Lbroken
        ld      a0, VM_QUEUE_DRIVER(s0)
        andi    t0, a0, 1
        bnez    t0, .Lbroken
        slli    a1, s3, 1
        addi    a1, a1, RING_ENTRIES
        call    guest_ram
        beqz    a0, .Lbroken
        mv      s2, a0

        # how many are new? More than the queue holds is nonsense.
        lhu     t0, RING_INDEX(s2)
        fence   r, r
        ld      t1, VM_QUEUE_SEEN(s0)
        sub     t0, t0, t1
        slli    t0, t0, 48
        srli    t0, t0, 48
        beqz    t0, .Ltaken
        bltu    s3, t0, .Lbroken

        call    slot_take
        mv      s1, a0
        bnez    s1, .Lslot
        li      t0, 1
        sd      t0, VM_QUEUE_STALLED(s0)
        j       .Ltaken
.Lslot: ld      t1, VM_QUEUE_SEEN(s0)
        addi    t0, s3, -1
        and     t0, t0, t1
        slli    t0, t0, 1
        add     t0, t0, s2
        lhu     a1, RING_ENTRIES(t0)    # head of the chain
        addi    t1, t1, 1
        slli    t1, t1, 48              # indices are 16 bits
        srli    t1, t1, 48
        sd      t1, VM_QUEUE_SEEN(s0)
        mv      a0, s1
        call    build_request
        bltz    a0, .Lbroken
        bnez    a0, .Lrefuse
        ld      t0, VM_REQUESTS(s0)
        addi    t0, t0, 1
        sd      t0, VM_REQUESTS(s0)
        mv      a0, s1
        call    disk_submit
        j       .Lrequest
.Lrefuse:
        mv      a1, a0
        mv      a0, s1
        sd      zero, SLOT_LENGTH(s1)
        call    blk_complete
        j       .Lrequest

.Lbroken:
        call    blk_break
.Ltaken:
        ld      ra, 24(sp)
        ld      s1, 16(sp)
        ld      s2, 8(sp)
        ld      s3, 0(sp)
        addi    sp, sp, 32
        ret

# blk_break: the queue cannot be served; ask the guest to reset the device
#   in:  s0 = VM
#   clobbers: a0-a7, t0-t6
blk_break:
        sd      zero, VM_QUEUE_READY(s0)
        ld      t0, VM_BLK_STATUS(s0)
        ori     t0, t0, STATUS_NEEDS_RESET
        sd      t0, VM_BLK_STATUS(s0)
        ld      a0, VM_BLK_INTERRUPT(s0)
        ori     a0, a0, INTERRUPT_CONFIG
        tail    blk_interrupt

# blk_complete: report a request to the guest
#   in:  s0 = VM, a0 = slot with SLOT_HEAD, SLOT_REPLY, SLOT_LENGTH; a1 = BLOCK_* status
#   clobbers: a0-a7, t0-t6
        .globl  blk_complete
blk_complete:
        addi    sp, sp, -32
        sd      ra, 24(sp)
        sd      s1, 16(sp)
        mv      s1, a0
        ld      t0, SLOT_REPLY(s1)
        sb      a1, 0(t0)

        # an entry of the used ring, if the guest still has one
        ld      t0, VM_QUEUE_READY(s0)
        beqz    t0, .Lreported
        ld      t2, VM_QUEUE_NUM(s0)
        beqz    t2, .Lno_ring
        ld      a0, VM_QUEUE_DEVICE(s0)
        andi    t0, a0, 3
        bnez    t0, .Lno_ring
        slli    a1, t2, 3
        addi    a1, a1, RING_ENTRIES
        call    guest_ram
        beqz    a0, .Lno_ring
        lhu     t0, RING_INDEX(a0)
        addi    t1, t2, -1
        and     t1, t1, t0
        slli    t1, t1, 3
        add     t1, t1, a0
        ld      t2, SLOT_HEAD(s1)
        sw      t2, RING_ENTRIES(t1)
        ld      t2, SLOT_LENGTH(s1)
        addi    t2, t2, 1               # and the status byte
        sw      t2, RING_ENTRIES+4(t1)
        fence   w, w                    # the entry before the index
        addi    t0, t0, 1
        sh      t0, RING_INDEX(a0)
        ld      a0, VM_BLK_INTERRUPT(s0)
        ori     a0, a0, INTERRUPT_USED
        call    blk_interrupt
        j       .Lreported
.Lno_ring:
        call    blk_break
.Lreported:
        ld      ra, 24(sp)
        ld      s1, 16(sp)
        addi    sp, sp, 32
        ret

# blk_drain: wait until the disk has done what it was given for a VM
#   in:  s0 = VM
#   out: the device is reset
#   clobbers: a0-a7, t0-t6
        .globl  blk_drain
blk_drain:
        enter
        sd      s0, 0(sp)
        sd      zero, VM_QUEUE_READY(s0)        # there is no answer,
        sd      zero, VM_QUEUE_STALLED(s0)      # and nothing more to do
.Ldrain:
        la      t0, slots
        la      t1, slots_end
.Lslot_of:
        ld      t2, SLOT_STATE(t0)
        beqz    t2, .Lnot_its
        ld      t2, SLOT_VM(t0)
        beq     t2, s0, .Lits
.Lnot_its:
        addi    t0, t0, SLOT_BYTES
        bltu    t0, t1, .Lslot_of
        leave
.Lits:  call    disk_interrupt
        ld      s0, 0(sp)
        j       .Ldrain

# blk_abandon: the VM does not care any more for the requests the disk has
#   in:  s0 = VM
#   clobbers: t0, t1, t2
        .globl  blk_abandon
blk_abandon:
        sd      zero, VM_QUEUE_STALLED(s0)
        la      t0, slots
        la      t1, slots_end
.Labandon:
        ld      t2, SLOT_VM(t0)
        bne     t2, s0, .Lother
        sd      zero, SLOT_VM(t0)
.Lother:
        addi    t0, t0, SLOT_BYTES
        bltu    t0, t1, .Labandon
        ret

# guest_descriptor: a descriptor of the guest's queue
#   in:  s0 = VM, a0 = number
#   out: a0 = guest-physical address, a1 = length, a2 = flags, a3 = next
#        or a2 = -1: there is no such descriptor, or it has flags that were not agreed on
#   clobbers: t0, t1
guest_descriptor:
        enter
        mv      a3, a0
        li      a2, -1
        ld      t0, VM_QUEUE_NUM(s0)
        bgeu    a0, t0, .Lno_descriptor
        ld      a0, VM_QUEUE_DESC(s0)
        andi    t1, a0, DESC_BYTES - 1
        bnez    t1, .Lno_descriptor
        slli    t0, a3, 4               # DESC_BYTES each
        add     a0, a0, t0
        li      a1, DESC_BYTES
        call    guest_ram
        beqz    a0, .Lno_descriptor
        lwu     a1, DESC_LENGTH(a0)
        lhu     a2, DESC_FLAGS(a0)
        lhu     a3, DESC_NEXT(a0)
        ld      a0, DESC_ADDRESS(a0)
        li      t0, FLAG_NEXT | FLAG_WRITE
        bleu    a2, t0, .Lno_descriptor
        li      a2, -1
.Lno_descriptor:
        leave

# saved: `sd` or `ld` what build_request keeps for its caller
        .macro  saved   move
        \move   ra, 72(sp)
        .irp    n, 1,2,3,4,5,6,7,8,9
        \move   s\n, 72-8*\n(sp)
        .endr
        .endm

# build_request: translate a chain of the guest's into descriptors of a slot
#   in:  s0 = VM, a0 = slot, a1 = head of the chain
#   out: a0 = 0: the slot is complete; 1 or 2: refused, the BLOCK_* status to reply with;
#        negative: the chain is broken, there is nowhere to reply
#   clobbers: a1-a7, t0-t6
#   plan: s1 slot, s2 next real descriptor, s3 its number, s4 pieces of the guest's chain yet
#         allowed, s5 not 0: out of bounds, s6 type of the request, s7 bytes of data,
#         s8 the guest's next descriptor, s9 last real descriptor that data may use
build_request:
        addi    sp, sp, -80
        saved   sd
        mv      s1, a0
        sd      a1, SLOT_HEAD(s1)
        sd      s0, SLOT_VM(s1)
        mv      s8, a1
        call    slot_descriptors
        mv      s2, a0
        mv      s3, a1
        addi    s9, s2, SLOT_DATA_MAX * DESC_BYTES
        ld      s4, VM_QUEUE_NUM(s0)    # a longer chain bites its own tail
        li      s5, 0
        li      s7, 0

        # the header: type and sector, copied, so that the guest cannot change them any more
        mv      a0, s8
        call    guest_descriptor
        addi    t0, a2, -FLAG_NEXT
        bnez    t0, .Lmalformed
        li      t0, BLOCK_HEADER_BYTES
        bltu    a1, t0, .Lmalformed
        mv      s8, a3
        li      a1, BLOCK_HEADER_BYTES
        call    guest_ram
        beqz    a0, .Lmalformed
        andi    t0, a0, 7
        bnez    t0, .Lmalformed         # this device wants it aligned
        lwu     s6, BLOCK_TYPE(a0)
        sw      s6, SLOT_HEADER+BLOCK_TYPE(s1)
        sw      zero, SLOT_HEADER+BLOCK_TYPE+4(s1)
        ld      t0, BLOCK_SECTOR(a0)
        sd      t0, SLOT_HEADER+BLOCK_SECTOR(s1)
        addi    t0, s1, SLOT_HEADER
        sd      t0, DESC_ADDRESS(s2)
        li      t0, BLOCK_HEADER_BYTES
        sw      t0, DESC_LENGTH(s2)
        li      t0, FLAG_NEXT
        sh      t0, DESC_FLAGS(s2)

        # the pieces of data; the last of the chain is the status
.Lpiece:
        addi    s4, s4, -1
        beqz    s4, .Lmalformed
        addi    s3, s3, 1
        mv      a0, s8
        call    guest_descriptor
        bltz    a2, .Lmalformed
        andi    t0, a2, FLAG_NEXT
        beqz    t0, .Lstatus
        mv      s8, a3
        mv      t2, a2
        beqz    a1, .Lout_of_bounds     # an empty piece
        bgeu    s2, s9, .Lout_of_bounds # more pieces than a slot has room for
        li      t3, FLAG_NEXT           # data is written by the device, or by the driver
        bnez    s6, .Ldirection
        li      t3, FLAG_NEXT | FLAG_WRITE
.Ldirection:
        bne     t3, t2, .Lout_of_bounds
        mv      t2, a1
        call    guest_ram
        beqz    a0, .Lout_of_bounds
        add     s7, s7, t2
        sh      s3, DESC_NEXT(s2)       # the one before leads to this one
        addi    s2, s2, DESC_BYTES
        sd      a0, DESC_ADDRESS(s2)
        sw      t2, DESC_LENGTH(s2)
        sh      t3, DESC_FLAGS(s2)
        j       .Lpiece
.Lout_of_bounds:
        li      s5, 1
        j       .Lpiece

        # the status byte: the disk writes it into the slot, blk_complete into the guest's memory
.Lstatus:
        andi    t0, a2, FLAG_WRITE
        beqz    t0, .Lmalformed
        beqz    a1, .Lmalformed
        li      a1, 1
        call    guest_ram
        beqz    a0, .Lmalformed
        sd      a0, SLOT_REPLY(s1)
        sh      s3, DESC_NEXT(s2)
        addi    s2, s2, DESC_BYTES
        addi    t0, s1, SLOT_STATUS
        sd      t0, DESC_ADDRESS(s2)
        li      t0, 1
        sw      t0, DESC_LENGTH(s2)
        li      t0, FLAG_WRITE
        sh      t0, DESC_FLAGS(s2)

        # may it be done?
        li      a0, BLOCK_UNSUPPORTED
        li      t0, BLOCK_OUT
        bgtu    s6, t0, .Lbuilt
        li      a0, BLOCK_IOERR
        bnez    s5, .Lbuilt
        beqz    s7, .Lbuilt
        andi    t0, s7, (1 << SECTOR_SHIFT) - 1
        bnez    t0, .Lbuilt             # whole sectors only
        srli    t0, s7, SECTOR_SHIFT
        ld      t1, SLOT_HEADER+BLOCK_SECTOR(s1)
        ld      t2, VM_DISK_SECTORS(s0)
        bltu    t2, t1, .Lbuilt
        sub     t2, t2, t1              # sectors from there to the end of the slice
        bltu    t2, t0, .Lbuilt
        ld      t2, VM_DISK_START(s0)
        add     t1, t1, t2
        sd      t1, SLOT_HEADER+BLOCK_SECTOR(s1)
        sd      zero, SLOT_LENGTH(s1)
        bnez    s6, .Lallowed
        sd      s7, SLOT_LENGTH(s1)     # the disk writes the data
.Lallowed:
        li      a0, 0
        j       .Lbuilt
.Lmalformed:
        li      a0, -1
.Lbuilt:
        saved   ld
        addi    sp, sp, 80
        ret
