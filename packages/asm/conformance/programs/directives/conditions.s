# conditions.s: each conditional, once as it holds and once as it does not.
one = 1
        .macro  when condition, rest:vararg
        .byte   1
        \condition \rest
        .byte   2
        .else
        .byte   3
        .endif
        .endm
        .data
        when    .if,    (one == 1)
        when    .if,    0
        when    .ifne,  one
        when    .ifne,  one - 1
        when    .ifeq,  one
        when    .ifeq,  one - 1
        when    .ifgt,  one
        when    .ifgt,  0
        when    .ifge,  0
        when    .ifge,  -1
        when    .iflt,  -1
        when    .iflt,  0
        when    .ifle,  0
        when    .ifle,  one
        when    .ifdef, one
        when    .ifdef, two
        when    .ifndef, one
        when    .ifnotdef, two
        when    .ifb,
        when    .ifb,   text
        when    .ifnb,
        when    .ifnb,  text
        .ifc    a b, a b
        .byte   4
        .elsec
        .byte   5
        .endc
        .ifnc   a, b
        .byte   6
        .endif
        .ifeqs  "a", "b"
        .byte   7
        .elseif one
        .byte   8
        .endif
        .ifnes  "a", "b"
        .byte   9
        .endif
# What would stop the assembly, where it does not count.
        .if     0
        .error  "never"
        .err
        .fail   500
        .warning "never"
        .print  "never"
        .endif
