# Macros that a label names, labels before what ends a body, conditionals across repetitions, and what
# .exitm ends; offsets that are aligned.
        .data
first:second: .macro third
inner:  .byte   \third
almost: last: .endm
        second  3
        .word   first, second

        .rept   3
        .if     1
        .byte   8
        .exitm
        .endif
        .endr
        .irp    x, 1, 2
        .byte   \x
        .exitm
        .endr
        .rept   1
        .if     0
        .endr
        .byte   9
        .endif

        .offset 3
a:      .align  4
b:      .space  1
c:      .balign 8, 1
d:      .org    50
e:      .data
        .byte   a, b, c, d, e
        .byte   3 / 0, 7 % 0, 4 !, [2 + 3] * 2

# Of any address it may be asked whether it is 0, or another.
        .data
g:      .word   !g, !h, !nowhere, !!g, g == nowhere, h != g, !g + 1
h:      .set    k, !nowhere
        .word   k
