# Flags of processors and systems may be added; GNU's own sections are told apart by a number.
        .section .text, "0x04000006"
        .word   4
        .section .numbered, "0x04"
        nop
        .section .mbind.data, "adw", %progbits
        .byte   1
        .section .mbind.data, "adw", %progbits, 0x3
        .byte   2

# What follows a section by the section's name.
        .section .follows, "ao", %progbits, .leads
        .byte   1
        .section .leads, "a"
        .byte   2

# A subsection alone, of code and of data.
        .pushsection .numbered2, 2, "0x120004", %5678
        .word   8
        .popsection
        .pushsection .alone, 1, "ax"
        .byte   1
        .popsection
