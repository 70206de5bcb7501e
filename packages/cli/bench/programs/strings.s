# strings.s: length, copy and comparison of strings, byte by byte.
        .equ    ROUNDS, 4000000
        .text
        .globl  main

# main: returns a checksum in a0.
main:   addi    sp, sp, -16
        sd      ra, 8(sp)
        li      s3, ROUNDS
        li      s4, 0
1:      la      a0, text
        call    length
        add     s4, s4, a0
        la      a0, buffer
        la      a1, text
        call    copy
        la      a0, buffer
        la      a1, text
        call    compare
        add     s4, s4, a0
        addi    s3, s3, -1
        bnez    s3, 1b
        mv      a0, s4
        ld      ra, 8(sp)
        addi    sp, sp, 16
        ret

# length: a0 = string  ->  a0 = bytes before its end
length: mv      t0, a0
1:      lbu     t1, 0(t0)
        beqz    t1, 2f
        addi    t0, t0, 1
        j       1b
2:      sub     a0, t0, a0
        ret

# copy: a0 = to, a1 = from  ->  copied with its end
copy:   lbu     t0, 0(a1)
        sb      t0, 0(a0)
        addi    a1, a1, 1
        addi    a0, a0, 1
        bnez    t0, copy
        ret

# compare: a0, a1 = strings  ->  a0 = difference of the first bytes that differ, or 0
compare:
        lbu     t0, 0(a0)
        lbu     t1, 0(a1)
        bne     t0, t1, 1f
        addi    a0, a0, 1
        addi    a1, a1, 1
        bnez    t0, compare
1:      sub     a0, t0, t1
        ret

        .section .rodata
text:   .asciz  "In the beginning was the Word"
        .bss
buffer: .skip   64
