# Names: what they stand for before and after they get a value, and which of them go into the file.
        .set    late, value + 1
        .word   late                    # the value below, and not the one after it
        .set    value, 3
        .word   late
        .set    value, 4
        .word   late, value

        .set    alias, function         # a name of a label below is a label itself
        .set    second, alias
        .type   function, @function
        call    second
        lla     a0, alias
        j       alias
function:
        ret
        .size   function, . - function
        .set    counter, 5
        .word   counter
counter:                                # a number that .set gave may become a label
        .set    other, elsewhere        # so may another name for what is not defined here
other:  .word   counter, other

        .data
        .long   x1, x2
        .set    x1, y1
        .set    x2, y2
        .set    x2, z2
y1:     .zero   4

        .hidden hidden_elsewhere        # whatever is mentioned goes into the symbol table
        .protected protected_elsewhere
        .type   typed_elsewhere @function
        .size   sized_elsewhere, 4
        .local  local_elsewhere
        .weak   weak_elsewhere          # … but for a weak name that nothing refers to
        .set    unused, mentioned_elsewhere

        .section .named, "a"
        .word   1
        .text
        la      a0, .named              # a section by its name
        .word   .named, .data

label:  nop                             # what is not known to be equal is not equal
        .if     label == 1 || label == nowhere || nowhere == 1
        .error  "not equal"
        .endif
        .if     label != 1 && label == label
        nop
        .endif

        .section .entries, "aM", @progbits, 8
        .word   1                       # ends with a whole entry
        .section .wide, "aMS", @progbits, 4
        .byte   1
        .dcb.s  2, 1.5
        .dcb.d  2, -0.25
        .dcb.s  1
        .version "1.0"

# Names that compilers make up stay out of the object, unless a relocation needs them.
        .text
..first: nop
_.L_second: nop
L3:     nop
_.Lf:   call    ..needed
..needed: ret
        .comm   by_itself, 2, 0
