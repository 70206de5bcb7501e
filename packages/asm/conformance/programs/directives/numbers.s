# Numbers, strings and floating-point numbers.
        .data
        .byte   1UL, 0x1fL, 0b11U, 017ull
        .word   1,, 2
        .dc.b   1
        .dc     2
        .dc.w   2
        .dc.l   3
        .dc.a   4
        .dcb.b  2, 1
        .dcb    2, 0x1234
        .dcb.l  2, 7
        .ds     2
        .ds.b   3
        .ds.d   1
        .octa   0x1234567890abcdef1122334455667788, -1, 5
        .quad   0xffffffffffffffff, -1
        .string8 "a"
        .string16 "ab"
        .string32 "c"
        .string64 "d"
        .float  1.5, -Inf, NaN, 0f1.25, 1e-45, 16777217, -nan, 3.4e38
        .double Inf, -0, 0d3.141592653589793, 5e-324, 2.2250738585072011e-308, 0d:3ff0000000000000
        .float16 1.5, 65504, 6e-8, -2
        .double -, 1e, .5e+, ., snan, -snan, qnan
        .float  e5, 0e1, -snan
        .float16 snan
        .dc.x   1.5, -2, 0, 1e4931, 1e-4900, 3.14159265358979323846264338327950288, 0x:1234
        .dcb.x  2, 1.5
        .dcb.x  1
        .ds.l   1, 0x12345678
        .ds.b   3, -1
        .dc.s   1
        .dc.d   1
        .uleb128 0
        .uleb128 127
        .uleb128 128
        .uleb128 0xffffffffffffffff
        .sleb128 -1
        .sleb128 63
        .sleb128 64
        .sleb128 -129
        .struct 8
first:  .skip   4
second: .skip   8
third:
        .text
        .word   first, second, third
        .NOP
        .nop    8
        NOP
        .reloc  ., R_RISCV_32, first_of_others + 4
        .word   0
