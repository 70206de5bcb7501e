# htif.s: a program that has no device but its host, by the words `tohost` and `fromhost`.

        .include "guest.inc"

        .equ    PUT,            0x0101 << 48    # a character, in the low bits
        .equ    CALL_WRITE,     64
        .equ    CALL_NONE,      1000
        .equ    EXIT,           1               # the status above it
        .equ    STATUS,         7

        .data
        .balign 64
call:   .dword  0, 1, 0, 0, 0, 0, 0, 0
        .globl  tohost, fromhost
tohost: .dword  0
fromhost:
        .dword  0
letters:
        .asciz  "hi\n"
text:   .ascii  "a line for the host, of more than are printed at a time, which the guest does not see\n"
        .equ    TEXT_BYTES, . - text

        .text
        .globl  _start
_start:
        # a character at a time
        la      s1, letters
.Lletter:
        lbu     a0, 0(s1)
        beqz    a0, .Lwrite
        li      t0, PUT
        or      a0, a0, t0
        call    request
        addi    s1, s1, 1
        j       .Lletter

        # a system call that prints text, and returns its length; one that there is not
.Lwrite:
        la      s2, call
        la      a0, text
        sd      a0, 16(s2)
        li      s3, TEXT_BYTES
        sd      s3, 24(s2)
        li      a0, CALL_WRITE
        call    host
        bne     a0, s3, .Lwrong
        li      a0, CALL_NONE
        call    host
        li      t0, -38
        bne     a0, t0, .Lwrong

        # texts outside RAM, and to another file
        li      a0, RAM - 8
        sd      a0, 16(s2)
        li      a0, CALL_WRITE
        call    host
        li      t0, -14
        bne     a0, t0, .Lwrong
        li      a0, 3
        sd      a0, 8(s2)
        li      a0, CALL_WRITE
        call    host
        li      t0, -9
        bne     a0, t0, .Lwrong
        li      a0, STATUS << 1 | EXIT
        call    request
.Lwrong:
        li      a0, 1 << 1 | EXIT
        call    request

# host: make a system call
#   in:  a0 = its number, s2 = call, whose arguments are set
#   out: a0 = its result
host:
        mv      s4, ra
        sd      a0, 0(s2)
        mv      a0, s2
        call    request
        la      t0, fromhost
.Lanswer:
        ld      t1, 0(t0)
        beqz    t1, .Lanswer
        sd      zero, 0(t0)
        ld      a0, 0(s2)
        jr      s4

# request: give a word to the host, and wait until it is taken
#   in:  a0 = request
#   clobbers: t0, t1
request:
        la      t0, tohost
        sd      a0, 0(t0)
.Ltaken:
        ld      t1, 0(t0)
        bnez    t1, .Ltaken
        ret
