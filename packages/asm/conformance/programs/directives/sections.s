# Sections: groups, subsections, numbers for flags and types, sections of one name.
        .section .text.f, "axG", @progbits, f, comdat
        .globl  f
f:      call    g
        .section .rodata.f, "aG", @progbits, f, comdat
        .word   f
        .section .data.h, "awG", @progbits, h
        .word   1
        .section .debug_macro, "G", @progbits, wm4.h, comdat
        .word   2
        .section .more, "ax?"
        nop

        .text   2
        .word   2
        .text
        .word   0
        .subsection 1
        .word   1
        .text   2
two:    .word   3
        .pushsection .data, 4
        .byte   4
        .popsection
        .word   two - two
        .data
        .byte   0
        .previous
        .word   5

        .section .order, "ao", @progbits, f
        .word   f
        .section .kept, "aR"
        .byte   1
        .section .x, "a", @progbits, unique, 1
        .byte   1
        .section .x, "a", @progbits, unique, 2
        .byte   2
        .section .x, "a", @progbits, unique, 1
        .byte   3
        .section .y, "0x3"
        .byte   1
        .section .z, "aw", @0x60000000
        .byte   1
        .section .noinit
        .zero   4
        .section .persistent
        .byte   1
        .section .strings, "aMS", @progbits, 1
        .asciz  "a"

# Sizes and places of sections, as symbols that a linker may know.
        .data
        .dc.a   .startof.(.text), .sizeof.(.text), .startof.("a section")
        .word   .SIZEOF.(nowhere) + 4
