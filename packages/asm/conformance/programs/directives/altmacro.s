# .altmacro: parameters without a backslash, local names, computed and bracketed arguments.
        .altmacro
        .macro  pair v1, v2
        LOCAL   l1, l2
label&v1:
l1:     .byte   v1
label&v2:
l2:     .byte   v2, l2 - l1
        .endm
        .macro  both v1, v2
        pair    %(v1), %(v2-v1)
        .endm
        .macro  text str
        .ascii  &str
        .endm
        .data
        both    1, 3
        both    9, 27
        text    "abc"
        text    <"1", "23">
        .irp    x, 1, %2+3
        .byte   x, \x
        .endr
        .noaltmacro
        .macro  plain str
        .ascii  "\str"
        .endm
        plain   "!<>"
