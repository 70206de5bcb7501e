# Macros, repetitions and conditionals.

        .macro  save register, offset=0, rest:vararg
        sd      \register, \offset(sp)
        .ifnb   \rest
        sd      \rest
        .endif
label\@:
        nop
        .endm

        save    a0
        save    a1, 8
        save    a2 16
        save    a3, 16, a4, 24(sp)
        save    register=s1, offset=32
        save    s2, 8 * (2 + 3)

        .macro  count n
        .if     \n
        addi    a0, a0, \n
        count   (\n-1)
        .endif
        .endm
        count   4

        .macro  sized name, operands:vararg
        \name\().w \operands
        .endm
        sized   lr, a0, (a1)
        sized   sc a0, a1, (a2)

        .macro  early n
        li      a0, \n
        .if     \n > 2
        .exitm
        .endif
        li      a1, \n
        .endm
        early   1
        early   3

        .rept   3
        nop
        .endr
        .irp    register, a0, a1, s2
        mv      \register, zero
        .irp    other, t0 t1
        add     \register, \register, \other
        .endr
        .endr
        .irpc   digit, 0123
        li      a\digit, \digit
        .endr

        .macro  define name, value
        .macro  \name
        li      a0, \value
        .endm
        .endm
        define  answer, 42
        answer
        .purgem answer

        .macro  text string
        .asciz  "<\string>"
        .endm
        .section .rodata
        text    "hello, world"
        text    abc

        .equ    five, 5
        .if     five == 5 && five > 4
        .byte   1
        .elseif five == 6
        .byte   2
        .else
        .byte   3
        .endif
        .ifdef  five
        .byte   4
        .endif
        .ifndef six
        .byte   5
        .endif
        .ifc    abc, abc
        .byte   6
        .endif
        .ifeq   five - 5
        .byte   7
        .endif

# Blanks behind the backslash of an operand mean nothing.
        .macro  loosely to, from
        add     \ to, \	from, zero
        .endm
        loosely a0, a1
