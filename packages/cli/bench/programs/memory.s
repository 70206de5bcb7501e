# memory.s: copies 256 KiB back and forth, eight doublewords at a time.
        .equ    ROUNDS, 20000
        .equ    BYTES, 256 << 10
        .equ    STEP, 64
        .text
        .globl  main

# main: returns a checksum in a0.
main:   li      s3, ROUNDS
        la      s4, first
        la      s5, second
        sd      s3, 0(s4)
1:      mv      t0, s4
        mv      t1, s5
        li      t2, BYTES
        add     t2, t2, t0
2:      ld      a0, 0(t0)
        ld      a1, 8(t0)
        ld      a2, 16(t0)
        ld      a3, 24(t0)
        ld      a4, 32(t0)
        ld      a5, 40(t0)
        ld      a6, 48(t0)
        ld      a7, 56(t0)
        addi    a0, a0, 1               # so that each copy differs
        sd      a0, 0(t1)
        sd      a1, 8(t1)
        sd      a2, 16(t1)
        sd      a3, 24(t1)
        sd      a4, 32(t1)
        sd      a5, 40(t1)
        sd      a6, 48(t1)
        sd      a7, 56(t1)
        addi    t0, t0, STEP
        addi    t1, t1, STEP
        bltu    t0, t2, 2b
        mv      t0, s4                  # and the other way
        mv      s4, s5
        mv      s5, t0
        addi    s3, s3, -1
        bnez    s3, 1b
        ld      a0, 0(s4)
        ret

        .bss
        .balign 64
first:  .skip   BYTES
second: .skip   BYTES
