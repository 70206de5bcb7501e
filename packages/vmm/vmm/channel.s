# channel.s: an operator who is a program: the first virtio console of the real board. What arrives
# there are command lines, as after Ctrl-A and a colon; what they answer is sent there, and a prompt
# after it. So whoever reads up to the prompt has all of the answer, and the guests' consoles, which
# stay on the serial port, have none of it.
#
# Each of its two queues has one buffer. A line is not looked at before the answer to the one before
# it has been taken: a reader that is slow, or gone, keeps nobody waiting but itself.

        .include "vmm.inc"
        .globl  channel_init, channel_serve, answer_put, answer_end

        .equ    RECEIVE,        0               # numbers of the queues
        .equ    TRANSMIT,       1
        .equ    ARRIVED_BYTES,  64              # of the buffers
        .equ    ANSWER_BYTES,   4096

# A queue of one entry
        .equ    QUEUE_DESCRIPTOR, 0
        .equ    QUEUE_AVAILABLE, 16
        .equ    QUEUE_USED,     24
        .equ    QUEUE_SIZE,     48

# channel_init: is there a console in a slot, and none before it?
#   in:  a0 = the slot's registers
#   clobbers: a0-a5, t0, t1
channel_init:
        ld      t0, channel
        bnez    t0, .Lno_channel
        enter
        li      a1, VIRTIO_CONSOLE
        li      a2, 0
        jal     driver_begin
        beqz    a0, .Lunusable
        la      t1, receive_queue
        li      a1, RECEIVE
        jal     .Lqueue
        la      t1, transmit_queue
        li      a1, TRANSMIT
        jal     .Lqueue
        bnez    t0, .Lunusable
        jal     driver_ready
        sd      a0, channel, t0

        # the first buffer for commands
        la      t0, receive_queue
        la      t1, arrived
        describe t0, t1, ARRIVED_BYTES, FLAG_WRITE, t1
        li      a1, RECEIVE
        jal     offer
.Lunusable:
        unframe
.Lno_channel:
        ret
.Lqueue:
        li      a2, 1
        mv      a3, t1
        addi    a4, t1, QUEUE_AVAILABLE
        addi    a5, t1, QUEUE_USED
        j       driver_queue

# offer: give the buffer of a queue to the device
#   in:  t0 = queue, a1 = its number
#   clobbers: t0, t1
offer:
        lhu     t1, QUEUE_AVAILABLE+RING_INDEX(t0)
        addi    t1, t1, 1
        fence   w, w                    # the buffer before the index,
        sh      t1, QUEUE_AVAILABLE+RING_INDEX(t0)
        fence   w, o                    # and the index before the bell
        ld      t0, channel
        sw      a1, VIRTIO_QUEUE_NOTIFY(t0)
        ret

# away: go to LABEL if the device has the buffer of a queue. clobbers t0, t1, t2
        .macro  away    queue, label
        la      t0, \queue
        lhu     t1, QUEUE_AVAILABLE+RING_INDEX(t0)
        lhu     t2, QUEUE_USED+RING_INDEX(t0)
        bne     t1, t2, \label
        fence   r, r                    # the index before the buffer
        .endm

# channel_serve: carry out what has arrived, as far as answers have been taken
#   clobbers: s0, a0-a7, t0-t6
channel_serve:
        ld      t0, channel
        beqz    t0, .Lno_channel
        lwu     t1, VIRTIO_INTERRUPT_STATUS(t0)
        sw      t1, VIRTIO_INTERRUPT_ACK(t0)
        enter
.Lbyte: away    transmit_queue, .Lserved
        away    receive_queue, .Lserved
        ld      t1, arrived_read
        lwu     t2, QUEUE_USED+RING_ENTRIES+4(t0) # how many bytes there are
        bgeu    t1, t2, .Lall_read
        addi    t2, t1, 1
        sd      t2, arrived_read, a1
        la      a0, arrived
        add     a0, a0, t1
        lbu     a0, 0(a0)
        la      a2, channel_line
        jal     line_add
        blez    a1, .Lbyte

        # a line: its answer, and the prompt
        la      t0, answer
        sd      t0, answer_end, t1
        jal     operator_reader
        la      a2, channel_line + LINE_TEXT
        jal     execute
        jal     prompt
        la      t0, transmit_queue
        la      t1, answer
        sd      t1, DESC_ADDRESS(t0)
        ld      t2, answer_end
        sub     t2, t2, t1
        sw      t2, DESC_LENGTH(t0)
        sd      zero, answer_end, t1
        li      a1, TRANSMIT
        jal     offer
        j       .Lserved                # its interrupt leads here again

.Lall_read:
        sd      zero, arrived_read, t1
        li      a1, RECEIVE
        jal     offer
.Lserved:
        leave

# answer_put: a character of the answer; what is beyond ANSWER_BYTES is lost
#   in:  a0 = character, t0 = answer_end
#   clobbers: t0, t1
answer_put:
        la      t1, answer_limit
        beq     t0, t1, .Lfull
        sb      a0, 0(t0)
        addi    t0, t0, 1
        sd      t0, answer_end, t1
.Lfull: ret

        variable receive_queue, QUEUE_SIZE
        variable transmit_queue, QUEUE_SIZE
        variable channel                # the console's registers; 0: there is none
        variable arrived_read           # how much of `arrived` has been looked at
        variable answer_end             # where the answer goes on; 0: to the serial port
        variable channel_line, LINE_SIZE
        variable arrived, ARRIVED_BYTES
        variable answer, ANSWER_BYTES
answer_limit:
