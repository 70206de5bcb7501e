# talk.s: two guests on a network find each other and talk. Each calls to all until it has been
# called and answered; who is called answers the caller alone. Frames get lost when the other's queue
# is full, so it goes on answering until nobody has called for a while.

        .include "guest.inc"
        .include "net.inc"

        .equ    CALL,           0x5a5a          # types of frames
        .equ    ANSWER,         0x5b5b
        .equ    PATIENCE,       20000           # looks at the queue between two calls, so that a
                                                # slice has fewer calls than a queue has buffers
        .equ    SILENCE,        5 * PATIENCE    # looks in vain before it ends
        .equ    TYPE,           12              # in a frame, behind two addresses
        .equ    TEXT,           14

        .text
        .globl  _start
_start:
        la      sp, stack_top
        call    net_start
        li      s3, 0                           # 1: was called, 2: was answered
        li      s4, 3
.Lcall: la      t0, sent + HEADER_BYTES
        li      t1, -1
        sd      t1, 0(t0)                       # to all; the second address is next
        li      t1, CALL
        call    send_type
        li      s5, PATIENCE
.Lpoll: call    net_receive
        bnez    a0, .Lframe
        addi    s5, s5, -1
        bnez    s5, .Lpoll
        bne     s3, s4, .Lcall
        j       .Ldone

.Lframe:
        mv      s6, a0
        lhu     t1, TYPE(s6)
        li      t2, CALL
        bne     t1, t2, .Lanswered
        andi    t0, s3, 1
        bnez    t0, .Lanswer
        ori     s3, s3, 1
        lhu     t0, 10(s6)                      # the last bytes of the caller's address
        show    "called by", t0
.Lanswer:
        la      t0, sent + HEADER_BYTES         # to who called
        lwu     t1, 6(s6)
        sw      t1, 0(t0)
        lhu     t1, 10(s6)
        sh      t1, 4(t0)
        li      t1, ANSWER
        call    send_type
        j       .Lagain
.Lanswered:
        li      t2, ANSWER
        bne     t1, t2, .Lagain
        andi    t0, s3, 2
        bnez    t0, .Lagain
        ori     s3, s3, 2
        lhu     t0, 10(s6)
        show    "answered by", t0
        j       .Lagain
.Lagain:
        li      s5, PATIENCE
        bne     s3, s4, .Lpoll
        li      s5, SILENCE
        j       .Lpoll
.Ldone: say     "talk: done"
        j       pass

# send_type: the frame to the address that stands in it already, from our own
#   in:  t1 = type
#   clobbers: t0-t3
send_type:
        mv      s7, ra
        la      t0, sent + HEADER_BYTES
        sh      t1, TYPE(t0)
        li      t2, VIRTIO
        li      t3, 6
.Laddress:
        lbu     t1, CONFIG(t2)
        sb      t1, 6(t0)
        addi    t0, t0, 1
        addi    t2, t2, 1
        addi    t3, t3, -1
        bnez    t3, .Laddress
        call    net_send
        mv      ra, s7
        ret
