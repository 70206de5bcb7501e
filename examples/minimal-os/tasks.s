# tasks.s: the two tasks of the minimal operating system. They run in U-mode and
# play three rounds: one says "ping", then the other "pong".

        .equ    EXIT,           0               # services, by a7
        .equ    WRITE,          1               # … a0 = text, a1 = its length
        .equ    ROUNDS,         3
        .equ    TEXT_LENGTH,    7
        .equ    TEXT_DIGIT,     5               # where the round's number stands

# player: say a text each time it is one's turn.
#   in:  a0 = own turn: 0 or 1, a1 = text, ending in a digit and a newline
#   out: does not return
        .section .tasks, "awx", @progbits
        .globl  player
player:
        mv      s1, a0
        mv      s2, a1
        li      s3, ROUNDS
        la      s4, turn

        # Only the other task can end this wait, and only the timer lets it run.
.Lwait:
        lw      t0, 0(s4)
        bne     t0, s1, .Lwait

        lbu     t0, TEXT_DIGIT(s2)
        addi    t0, t0, 1               # the next round
        sb      t0, TEXT_DIGIT(s2)
        li      a7, WRITE
        mv      a0, s2
        li      a1, TEXT_LENGTH
        ecall

        xori    t0, s1, 1
        sw      t0, 0(s4)               # the other's turn
        addi    s3, s3, -1
        bnez    s3, .Lwait
        li      a7, EXIT
        ecall

        .balign 4
turn:   .word   0                       # whose turn it is to speak
        .globl  ping, pong
ping:   .ascii  "ping 0\n"
pong:   .ascii  "pong 0\n"
