# vnet.s: the network between the VMs: a switch. A frame that a VM sends is copied to the VM whose
# card has its address, or to all others of the same network; to where there is no buffer for it, or
# nobody, it is lost, as on any network. What is to be sent is worked off in the sender's time, in
# steps of which none takes long, however many cards there are.
#
# Cards of one network number are connected with each other and with nothing else.

        .include "vmm.inc"
        .globl  net_notify

        .equ    QUEUE_RECEIVE,  DEV_QUEUES
        .equ    QUEUE_SEND,     DEV_QUEUES + QUEUE_BYTES
        .equ    SEND,           1               # its number

        .equ    FRAME_MIN,      14              # two addresses and a type
        .equ    GROUP,          1               # bit of an address: of more than one card

# net_notify: the guest has frames to send, or new buffers for those it receives
#   in:  s0 = VM, s1 = network device, a0 = queue
#   clobbers: a0-a7, t0-t6
#   plan: s3 end of the frame
net_notify:
        bnei    a0, SEND, .Lnothing
        enter   s3

        # a step at a time: to read a frame, or to deliver it to one card
.Lstep: nonzero DEV_RECEIVER(s1), .Lswitch
        addi    a0, s1, QUEUE_SEND
        jal     queue_take
        bltz    a0, .Lsent
        sd      a0, DEV_HEAD(s1)
        addi    s3, s1, DEV_FRAME       # behind it, if the header is shorter
        apply   add, s3, DEV_HEADER_GAP(s1), t0
.Lpiece:
        jal     chain_next
        bltz    a2, .Lbroken
        beqz    a1, .Lcopied            # an empty piece
        beqz    a0, .Lbroken
        addi    t0, s1, DEV_FRAME + FRAME_BYTES
        sub     t0, t0, s3
        bltu    t0, a1, .Lgive          # too long
        mv      a5, a2
        mv      a2, a1
        mv      a1, a0
        mv      a0, s3
        add     s3, s3, a2
        jal     copy
        mv      a2, a5
.Lcopied:
        bany    a2, FLAG_NEXT, .Lpiece
        addi    a0, s1, DEV_FRAME
        sub     a0, s3, a0
        sd      a0, DEV_FRAME_LENGTH(s1)
        addi    t0, a0, -(NET_HEADER_BYTES + FRAME_MIN)
        bltz    t0, .Lgive
        assign  DEV_RECEIVER(s1), all_devices
        j       .Lstepped
.Lswitch:
        jal     switch_frame
        nonzero DEV_RECEIVER(s1), .Lstepped
.Lgive: addi    a0, s1, QUEUE_SEND
        ld      a1, DEV_HEAD(s1)
        li      a2, 0
        jal     queue_give
.Lstepped:
        undisturbed .Lstep
        j       resume                  # later: the guest's store is carried out again
.Lbroken:
        jal     device_break
.Lsent: unframe s3
.Lnothing:
        ret

# switch_frame: to the next one that it is for
#   in:  s1 = the card that sent it, with DEV_FRAME; DEV_RECEIVER = where to look, not 0
#   out: DEV_RECEIVER = where to look next; 0: it is delivered
#   clobbers: a0-a7, t0-t6
#   plan: s0, s1 a receiver; s2 bytes, header included, s3 network, s4 address, s5 the sender
switch_frame:
        enter   s0, s1, s2, s3, s4, s5
        mv      s5, s1
        ld      s2, DEV_FRAME_LENGTH(s1)
        ld      s3, DEV_NETWORK(s1)

        # the header that a receiver sees: nothing special
        sd      zero, DEV_FRAME(s1)
        sh      zero, DEV_FRAME+8(s1)
        lwu     s4, DEV_FRAME+NET_HEADER_BYTES(s1)
        lhu     t1, DEV_FRAME+NET_HEADER_BYTES+4(s1)
        slli    t1, t1, 32
        or      s4, s4, t1

        ld      s1, DEV_RECEIVER(s1)
.Lcard: beq     s1, s5, .Lnext
        isnt    DEV_ID(s1), VIRTIO_NET, .Lnext
        differs DEV_NETWORK(s1), s3, .Lnext
        bany    s4, GROUP, .Ldeliver
        differs DEV_CONFIG(s1), s4, .Lnext # the card's address, and two bytes that are zero
.Ldeliver:
        ld      s0, DEV_VM(s1)
        jal     deliver
        ld      s1, DEV_NEXT(s1)
        j       .Lswitched
.Lnext: ld      s1, DEV_NEXT(s1)
        bnez    s1, .Lcard
.Lswitched:
        sd      s1, DEV_RECEIVER(s5)
        leave   s0, s1, s2, s3, s4, s5

# deliver: a frame into the next buffer of a card that receives; lost, if it has none
#   in:  s0 = VM, s1 = its card, s2 = bytes of the frame, s5 = the card that sent it
#   clobbers: a0-a7, t0-t6
#   plan: s3 what is to be copied yet, s4 head of the chain
deliver:
        enter   s3, s4
        lacks   DEV_STATUS(s1), STATUS_DRIVER_OK, .Lundelivered
        addi    a0, s1, QUEUE_RECEIVE
        jal     queue_take
        bltz    a0, .Lundelivered
        mv      s4, a0

        # in one buffer, which only version 2 tells
        addi    s3, s5, DEV_FRAME
        ld      t0, DEV_HEADER_GAP(s1)
        seqz    t1, t0
        sh      t1, NET_NUM_BUFFERS(s3)
        add     s3, s3, t0
.Lspace:
        jal     chain_next
        bltz    a2, .Lbad_buffer
        bnone   a2, FLAG_WRITE, .Lbad_buffer
        mv      a5, a2
        addi    t0, s5, DEV_FRAME
        add     t0, t0, s2
        sub     a2, t0, s3              # what is left
        bgeu    a1, a2, .Lpart
        mv      a2, a1
.Lpart: beqz    a2, .Lplaced
        beqz    a0, .Lbad_buffer
        mv      a1, s3
        add     s3, s3, a2
        jal     copy
.Lplaced:
        bany    a5, FLAG_NEXT, .Lspace
        addi    a0, s1, QUEUE_RECEIVE
        mv      a1, s4
        addi    a2, s5, DEV_FRAME
        sub     a2, s3, a2
        apply   sub, a2, DEV_HEADER_GAP(s1), t0
        jal     queue_give
        j       .Lundelivered
.Lbad_buffer:
        jal     device_break
.Lundelivered:
        leave   s3, s4
