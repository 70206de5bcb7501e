# What tells code from data, where padding has an odd length and where what fills has none.
        .option norelax
        .section .text.odd.code, "ax"
        addi    a0, zero, 1
        .byte   1
        .option arch, -c
        .align  3
        addi    a0, zero, 2
        .option arch, +c

        .section .text.odd.data, "ax"
        .byte   1
        .align  2
        addi    a0, zero, 1

        .section .text.empty, "ax"
        addi    a0, zero, 1
        .fill   1, 0, 0
        addi    a0, zero, 2

        .section .text.empty.aligned, "ax"
        .align  2
        .fill   1, 0, 0
        addi    a0, zero, 1

        .section .text.empty.other, "ax"
        .align  2
        .fill   1, 0, 0
        .option arch, -c
        addi    a0, zero, 1
        .option arch, +c

        .section .text.end, "ax"
        addi    a0, zero, 1
        .word   1
        .align  2
