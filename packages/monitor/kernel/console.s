# console.s: one console for all processes.
#
# Output: a process's bytes are kept in its record until the line is whole;
# then it is printed after the process's number and name. So lines of several
# processes never mix, and one can tell whose they are.
#
# Input: typed bytes are kept in a ring until the line is whole; then the
# first process that reads gets it. Three counts of bytes run on for ever and
# are cut to the ring's size when used as an index into it:
# TAKEN <= WHOLE <= TYPED <= TAKEN + RING.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "frame.inc"
        .include "print.inc"

        .equ    RING,           256             # a power of two
        .equ    TAKEN,          0               # in counts: bytes that processes have,
        .equ    WHOLE,          8               # … bytes of whole lines,
        .equ    TYPED,          16              # … all bytes
        .equ    ECHOED,         24              # not 0: the cursor is behind something typed

        .equ    BACKSPACE,      8
        .equ    DELETE,         127
        .equ    END_OF_INPUT,   4               # Ctrl-D
        .equ    FORGET_LINE,    21              # Ctrl-U

        .text
        .globl  console_output, console_flush, console_fresh, console_input
        .globl  console_receive, call_keys

# console_output: from call_write: print each line that becomes whole.
#   in:  a1 = address in the process in tp, a2 = bytes
#   out: a0 = bytes taken, or an error
#
# Registers: s0 address · s1 bytes left · s2 bytes taken in all
console_output:
        enter   3
        mv      s0, a1                  # the next byte
        mv      s1, a2
        mv      s2, a2                  # the answer, if all goes well
        ld      a1, P_OUTPUT(tp)
        add     a1, a1, s1
        sd      a1, P_OUTPUT(tp)        # on its account
        li      a2, LIMIT_OUTPUT
        call    limit_check
        ld      t0, P_KILLER(tp)
        mv      a0, s2
        bnez    t0, 3f                  # it will not see what became of it

2:      mv      a0, s2                  # all of it
        beqz    s1, 3f                  # none left
        mv      a1, s0
        li      a2, PTE_R
        call    user_page               # cannot fail: the page is there
        lbu     a1, 0(a0)               # the byte
        mv      a0, tp
        call    console_write           # prints when the line is whole
        addi    s0, s0, 1               # the next byte
        addi    s1, s1, -1
        j       2b
3:      leave   3

# console_write: a process writes a byte.
#   in:  a0 = process, a1 = the byte
#   clobbers: as any call
console_write:
        ld      t0, keys_for
        bne     t0, a0, 1f
        addi    t0, a1, -'\n'
        sd      t0, counts + ECHOED, t1 # another's line begins on a new one
        mv      a0, a1                  # it knows what it does
        j       uart_send
1:
        li      t0, '\n'
        beq     a1, t0, .Lprint         # the line is whole
        li      t0, ' '
        bgeu    a1, t0, 1f              # something to see
        li      a1, ' '                 # control characters could forge lines
1:      ld      t0, P_LINE_USED(a0)     # so much is there
        add     t1, a0, t0
        sb      a1, P_LINE(t1)          # behind it
        addi    t0, t0, 1
        sd      t0, P_LINE_USED(a0)
        li      t1, LINE_BYTES
        beq     t0, t1, .Lprint         # no room for more: on in another line
        ret

# console_flush: print what a process has of a line.
#   in:  a0 = process
#   clobbers: as any call
console_flush:
        ld      t0, P_LINE_USED(a0)
        bnez    t0, .Lprint             # there is something
        ret                             # nothing to print

# Print the line and begin a new one.
# Registers: s0 process · s1 next byte · s2 end of the line
.Lprint:
        enter   3
        mv      s0, a0                  # uart_send wants a0
        call    console_fresh           # not behind what is being typed
        print   "["                     # "[2 primes] "
        print_number P_PID(s0)
        print   " "
        addi    a0, s0, P_NAME
        call    print_string
        print   "] "
        addi    s1, s0, P_LINE          # the line itself
        ld      s2, P_LINE_USED(s0)
        add     s2, s1, s2              # behind its last byte
1:      beq     s1, s2, 2f              # all sent
        lbu     a0, 0(s1)
        call    uart_send
        addi    s1, s1, 1
        j       1b
2:      call    print_newline
        sd      zero, P_LINE_USED(s0)   # the next one is empty
        leave   3

# console_fresh: begin a line of output, not behind what somebody is typing.
#   clobbers: a0, t0, t1
console_fresh:
        la      t0, counts
        ld      t1, ECHOED(t0)          # is the cursor there?
        sd      zero, ECHOED(t0)        # not any more
        bnez    t1, print_newline       # so begin a new line
        ret

# console_input: from call_read: the bytes of one line, or of its part that
# fits; 0 at the end of input.
#   in:  a1 = address in the process in tp, a2 = bytes
#   out: a0 = bytes, or an error
#
# Registers: s0 address · s1 next address · s2 bytes left · s3 the counts
#            s4 index of the next byte · s5 the byte
console_input:
        enter   6
        mv      s0, a1
        mv      s1, a1                  # where the next byte goes
        mv      s2, a2
        mv      a0, tp
        call    console_flush           # what it asked is to be seen before the answer

        la      s3, counts
        j       2f
1:      li      a0, CONSOLE
        call    process_wait            # console_receive wakes it
2:      ld      s4, TAKEN(s3)           # is there a line that nobody took?
        ld      t0, WHOLE(s3)
        beq     s4, t0, 1b              # not yet

        # Byte by byte, up to the end of the line.
.Lbyte: beqz    s2, 4f                  # the process wants no more
        ld      t0, WHOLE(s3)
        beq     s4, t0, 4f              # there is no more
        andi    t0, s4, RING - 1        # count to index
        la      t1, input
        add     t0, t0, t1
        lbu     s5, 0(t0)               # the byte
        ld      t0, keys_for
        beq     t0, tp, 5f              # for this one it is a key
        li      t0, END_OF_INPUT
        beq     s5, t0, 3f              # Ctrl-D
5:      mv      a1, s1
        li      a2, PTE_W
        call    user_page               # cannot fail: the page is there
        sb      s5, 0(a0)
        addi    s1, s1, 1               # the next one
        addi    s2, s2, -1
        addi    s4, s4, 1
        li      t0, '\n'
        bne     s5, t0, .Lbyte
        j       4f

        # The end of input ends a line as well; alone, it is the result 0.
3:      bne     s1, s0, 4f              # behind other bytes: it is there still for the next read
        addi    s4, s4, 1               # alone: it is used up
4:      sd      s4, TAKEN(s3)           # the rest is for others
        sub     a0, s1, s0              # so many bytes
        leave   6

# console_receive: bytes came in. Show them, keep them, and when a line is
# whole, wake those that wait for one; the first to run gets it.
#   clobbers: as any call
#
# Registers: s0 the counts · s1 the byte · s2 typed
console_receive:
        enter   3
        la      s0, counts
.Lnext: call    uart_receive
        bltz    a0, .Lwake              # that was all
        mv      s1, a0
        ld      s2, TYPED(s0)           # where it will go
        ld      t0, keys_for
        bnez    t0, 1f                  # as it is
        li      t0, BACKSPACE
        beq     s1, t0, .Lerase         # which of the two the key sends
        li      t0, DELETE
        beq     s1, t0, .Lerase
        li      t0, FORGET_LINE
        beq     s1, t0, .Lerase
        li      t0, '\r'
        bne     s1, t0, 1f              # any other byte is itself
        li      s1, '\n'                # what the enter key sends

1:      ld      t0, TAKEN(s0)
        addi    t0, t0, RING
        beq     s2, t0, .Lnext          # no room: it is lost
        andi    t0, s2, RING - 1        # count to index
        la      t1, input
        add     t0, t0, t1
        sb      s1, 0(t0)               # keep it
        addi    s2, s2, 1
        sd      s2, TYPED(s0)           # not yet to be read
        ld      t0, keys_for
        bnez    t0, .Lline              # every key at once
        li      t0, END_OF_INPUT
        beq     s1, t0, .Lline          # ends the line, and is not shown
        mv      a0, s1
        call    uart_send               # show it
        addi    t0, s1, -'\n'
        sd      t0, ECHOED(s0)          # a newline leaves the cursor at the start of a line
        beqz    t0, .Lline
        ld      t0, TAKEN(s0)
        addi    t0, t0, RING
        bne     s2, t0, .Lnext          # a full ring counts as a line
.Lline: sd      s2, WHOLE(s0)           # all typed bytes may be read
        j       .Lnext

# Take the last byte of the unfinished line back, on the screen too; or all.
.Lerase:
        ld      t0, WHOLE(s0)
        beq     s2, t0, .Lnext          # nothing to take back
        addi    s2, s2, -1
        sd      s2, TYPED(s0)           # forget it
        print   "\b \b"                 # back, over it, and back again
        li      t0, FORGET_LINE
        beq     s1, t0, .Lerase         # until nothing is left
        j       .Lnext

.Lwake: ld      t0, TAKEN(s0)
        ld      t1, WHOLE(s0)
        beq     t0, t1, 1f              # no line, or none left
        li      a0, CONSOLE
        call    process_wake            # whoever waits for one
1:      leave   3

# call_keys: a0 = 1: the process in tp has each key at once, sees what it is,
# and writes to the screen as it likes; 0: no more → 0. One at a time.
call_keys:
        la      t0, keys_for
        ld      t1, 0(t0)
        beqz    a0, 1f
        bnez    t1, 2f                  # another process has it
        sd      tp, 0(t0)
        la      t0, counts
        ld      t1, TYPED(t0)
        sd      t1, WHOLE(t0)           # an unfinished line is keys now
        li      a0, 0
        ret
1:      bne     t1, tp, 3f              # not its own
        sd      zero, 0(t0)
3:      ret
2:      li      a0, ERROR_BUSY
        ret

        .bss
        .balign 8
input:  .zero   RING
counts: .zero   32
keys_for:
        .zero   8                       # the process that has the keys; 0: none
