# vhtif.s: HTIF, by which test programs talk to their host: two words in the guest's own memory,
# `tohost` and `fromhost`, which its ELF file names. A store there is no exit: when the VM leaves
# the processor, at the end of its slice at the latest, a request in `tohost` is served.
#
#   63 … 56   55 … 48   47 … 0
#   device    command   payload
#      0         0      odd: the VM ends, and the rest of it is its exit status
#                       even: the address of a system call: its number, then arguments
#      1         1      a character for the console
#
# Of the system calls there is `write` to standard output and standard error, and `exit`; another
# returns -ENOSYS. Whatever else does nothing. A text is printed a piece at a time, so that nobody
# waits long for the VM: until it is whole, the request stands in `tohost` again.

        .include "vmm.inc"
        .globl  htif_serve

        .equ    COMMAND_SHIFT,  48
        .equ    PUT_CHARACTER,  0x0101
        .equ    PIECE,          64              # characters

# A system call: its number, later its result, and arguments
        .equ    CALL_NUMBER,    0
        .equ    CALL_FILE,      8               # of exit, its status
        .equ    CALL_TEXT,      16
        .equ    CALL_LENGTH,    24
        .equ    CALL_BYTES,     64
        .equ    CALL_WRITE,     64
        .equ    CALL_EXIT,      93
        .equ    EBADF,          9
        .equ    EFAULT,         14
        .equ    ENOSYS,         38

# htif_serve: take the request of a VM, if there is one
#   in:  s0 = VM
#   out: returns, or jumps to schedule if it was the last
#   clobbers: a0-a2, t0-t2
#   plan: s1 the text that is written, and its end s2; s3 the request, from s4; t2 the system call,
#         a2 its result
htif_serve:
        ld      t2, VM_BOOT(s0)
        lwu     a0, VM_MAILBOX(t2)
        bnez    a0, .Lmailbox
        ret
.Lmailbox:
        enter   s1, s2, s3, s4
        li      a1, 8
        find_ram .Lserved
        mv      s4, a0
        zero    0(s4), .Lserved, s3
        sd      zero, 0(s4)
        srli    t1, s3, COMMAND_SHIFT
        bnei    t1, PUT_CHARACTER, .Lcommand
        andi    a0, s3, 0xff
        jal     console_put
        j       .Lserved
.Lcommand:
        bnez    t1, .Lserved
        srli    t0, s3, 1
        bany    s3, 1, .Lend, t1
        bany    s3, 7, .Lserved

        # a system call
        mv      a0, s3
        li      a1, CALL_BYTES
        find_ram .Lserved
        mv      t2, a0
        ld      t1, CALL_NUMBER(t2)
        lwu     t0, CALL_FILE(t2)
        beqi    t1, CALL_EXIT, .Lend, a0
        li      a2, -ENOSYS
        bnei    t1, CALL_WRITE, .Lresult
        li      a2, -EBADF
        ld      t0, CALL_FILE(t2)
        addi    t0, t0, -1              # 1, 2: standard output, standard error
        sltiu   t0, t0, 2
        beqz    t0, .Lresult

        # the next piece of the text; if it is not the last, the request stands again
        li      a2, -EFAULT
        ld      t0, VM_WRITTEN(s0)
        ld      a0, CALL_TEXT(t2)
        add     a0, a0, t0
        ld      a1, CALL_LENGTH(t2)
        sub     a1, a1, t0
        find_ram .Lresult
        mv      s1, a0
        ld      a2, CALL_LENGTH(t2)
        li      t0, PIECE
        bleu    a1, t0, .Lpiece
        mv      a1, t0
        sd      s3, 0(s4)
        change  addi, VM_WRITTEN(s0), PIECE
.Lpiece:
        add     s2, s1, a1
.Ltext: beq     s1, s2, .Lwritten
        lbu     a0, 0(s1)
        jal     console_put
        addi    s1, s1, 1
        j       .Ltext
.Lwritten:
        nonzero 0(s4), .Lserved
.Lresult:
        sd      zero, VM_WRITTEN(s0)
        sd      a2, CALL_NUMBER(t2)
        ld      t2, VM_BOOT(s0)
        lwu     a0, VM_MAILBOX+4(t2)    # fromhost, for which the guest waits
        li      a1, 8
        find_ram .Lserved
        let     0(a0), 1
.Lserved:
        leave   s1, s2, s3, s4

        # t0 = the status; a failure stays one, though there are fewer bits for it than in the word
.Lend:  low     a0, t0, 16
        beqz    t0, end_vm
        bnez    a0, end_vm
        li      a0, 1
        j       end_vm
