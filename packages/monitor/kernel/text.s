# text.s: strings and memory, compared and copied.

        .text
        .globl  string_equal, string_begins, copy_bytes

# string_equal: are two strings the same?
#   in:  a0, a1 = strings, each ended by 0
#   out: a0 = 1 or 0
#   clobbers: a1, t0, t1
string_equal:
1:      lbu     t0, 0(a0)               # a byte of each
        lbu     t1, 0(a1)
        addi    a0, a0, 1
        addi    a1, a1, 1
        bne     t0, t1, 2f              # they differ here
        bnez    t0, 1b                  # both go on
        li      a0, 1                   # both ended
        ret
2:      li      a0, 0
        ret

# string_begins: does a string begin with another?
#   in:  a0 = string, a1 = the beginning, each ended by 0
#   out: a0 = 1 or 0
#   clobbers: a1, t0, t1
string_begins:
1:      lbu     t0, 0(a0)               # a byte of each
        lbu     t1, 0(a1)
        addi    a0, a0, 1
        addi    a1, a1, 1
        beqz    t1, 2f                  # all of the beginning was there
        beq     t0, t1, 1b              # as far as that
        li      a0, 0
        ret
2:      li      a0, 1
        ret

# copy_bytes: copy memory that does not overlap.
#   in:  a0 = to, a1 = from, a2 = bytes
#   clobbers: a0, a1, a2, t0, t1
copy_bytes:
        or      t0, a0, a1              # 32 bytes at once where both sides allow it
        andi    t0, t0, 7
        bnez    t0, 2f
        li      t1, 32
1:      bltu    a2, t1, 2f              # fewer than that left
        ld      t0, 0(a1)
        sd      t0, 0(a0)
        ld      t0, 8(a1)
        sd      t0, 8(a0)
        ld      t0, 16(a1)
        sd      t0, 16(a0)
        ld      t0, 24(a1)
        sd      t0, 24(a0)
        addi    a0, a0, 32              # both sides go on
        addi    a1, a1, 32
        addi    a2, a2, -32
        j       1b
2:      beqz    a2, 3f                  # the rest, byte by byte
        lbu     t0, 0(a1)               # one byte
        sb      t0, 0(a0)
        addi    a0, a0, 1
        addi    a1, a1, 1
        addi    a2, a2, -1
        j       2b
3:      ret
