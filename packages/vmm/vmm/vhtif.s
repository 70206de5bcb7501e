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
        .equ    CALL_BYTES,     64
        .equ    PIECE,          64              # characters
        .equ    CALL_WRITE,     64
        .equ    CALL_EXIT,      93
        .equ    EBADF,          9
        .equ    EFAULT,         14
        .equ    ENOSYS,         38

# htif_serve: take the request of a VM, if there is one
#   in:  s0 = VM
#   out: returns, or jumps to schedule if it was the last
#   clobbers: a0-a2, t0-t2
#   plan: s1 the text that is written, and its end s2; s3 the request, from s4
htif_serve:
        ld      t2, VM_BOOT(s0)
        lwu     a0, VM_MAILBOX(t2)
        bnez    a0, .Lmailbox
        ret
.Lmailbox:
        enter   s1, s2, s3, s4
        li      a1, 8
        jal     guest_ram
        beqz    a0, .Lserved
        ld      t0, 0(a0)
        beqz    t0, .Lserved
        sd      zero, 0(a0)
        mv      s3, t0
        mv      s4, a0
        srli    t1, t0, COMMAND_SHIFT
        low     a0, t0, COMMAND_SHIFT
        bnei    t1, PUT_CHARACTER, .Lcommand, t2
        andi    a0, a0, 0xff
        jal     console_put
        j       .Lserved
.Lcommand:
        bnez    t1, .Lserved
        srli    t0, a0, 1
        bany    a0, 1, .Lend, t1
        bany    a0, 7, .Lserved, t1

        # a system call: the result is put where the number is
        li      a1, CALL_BYTES
        jal     guest_ram
        beqz    a0, .Lserved
        mv      t2, a0
        ld      t1, 0(t2)
        lwu     t0, 8(t2)
        beqi    t1, CALL_EXIT, .Lend, a0
        li      a2, -ENOSYS
        bnei    t1, CALL_WRITE, .Lresult, a0
        li      a2, -EBADF
        ld      t0, 8(t2)
        addi    t0, t0, -1              # 1, 2: standard output, standard error
        sltiu   t0, t0, 2
        beqz    t0, .Lresult
        ld      t1, VM_WRITTEN(s0)
        ld      a0, 16(t2)
        ld      a2, 24(t2)              # returned, if all goes well
        add     a0, a0, t1
        sub     a1, a2, t1
        li      t0, PIECE
        bleu    a1, t0, .Lpiece
        mv      a1, t0
        add     t1, t1, a1
        sd      t1, VM_WRITTEN(s0)
        sd      s3, 0(s4)
.Lpiece:
        mv      s2, a1
        jal     guest_ram
        mv      s1, a0
        add     s2, s2, s1
        bnez    a0, .Ltext
        sd      zero, 0(s4)
        li      a2, -EFAULT
        j       .Lresult
.Ltext: beq     s1, s2, .Lwritten
        lbu     a0, 0(s1)
        jal     console_put
        addi    s1, s1, 1
        j       .Ltext
.Lwritten:
        nonzero 0(s4), .Lserved         # not yet all
.Lresult:
        sd      zero, VM_WRITTEN(s0)
        sd      a2, 0(t2)
        ld      t2, VM_BOOT(s0)
        lwu     a0, VM_MAILBOX+4(t2)
        li      a1, 8
        jal     guest_ram
        beqz    a0, .Lserved
        li      t0, 1                   # for which the guest waits
        sd      t0, 0(a0)
.Lserved:
        leave   s1, s2, s3, s4

        # a failure stays one, though there are fewer bits for it than in the word
.Lend:  low     a0, t0, 16
        beqz    t0, end_vm
        bnez    a0, end_vm
        li      a0, 1
        j       end_vm
