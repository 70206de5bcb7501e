# Branches and jumps at the edges of their reach, and alignment between them.

start:  beqz    a0, far
        bnez    s2, far
        bge     a0, a1, far
        beqz    t0, far
        j       far
        jal     far
        .skip   2000
middle: bgt     a0, a1, start
        j       start
        j       far
        .skip   2100
far:    beqz    a0, start
        blt     t0, t1, start
        j       start
        beqz    a0, near
        bnez    a5, near
        .align  3
near:   bnez    a0, near
        bltu    a0, a1, elsewhere
        beqz    a0, elsewhere
        c.beqz  a0, near
        c.j     near
        .option push
        .option norvc
        beqz    a0, 1f
        j       1f
1:      .option pop
        .balign 16
        j       .
        beq     a0, a1, . + 8
        # Of an operation only its first operand counts.
        j       near * 2
        beq     a0, a1, near - . + 8
        bnez    a0, elsewhere | 4
        jal     -near
        j       2 * near
        .section .text.other, "ax"
        .balign 4
        j       near
        beqz    a0, near
        .p2align 4,,2
        nop
        .balign 8, 0x55
        ret

# Several instructions in place of those of extensions that are not there.
        sext.b  a0, a1
        sext.h  a0, a0
        zext.h  a0, a1
        zext.w  a0, a0
