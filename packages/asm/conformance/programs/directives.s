# Every directive that puts something into a section or says something of a symbol.

        .file   "directives.s"
        .option nopic
        .attribute unaligned_access, 0
        .attribute 1 + 3, (8 + 8)
        .equ    A, 3
        .equ    B, A * 2 + 1
        .equiv  C, 12
D = B + 1

        .section .rodata
        .ascii  "a\n\t\"\\\0\101\x41", "b"
        .asciz  "c"
        .string "x", "y"
        .byte   'a', 'b', '\n', '\'', 'c
        .byte   A, B, C, D
        .half   0xffff, -1
        .short  1
        .2byte  2
        .4byte  3
        .8byte  4
        .long   5
        .fill   3, 2, 0x1234
        .fill   2, 8, -1
        .fill   2
        .zero   5
        .space  3, 0xaa
        .skip   2, 1
        .quad   0x123456789abcdef0, -1, 1 << 63
        .dword  rodata_label, rodata_label + 8, elsewhere - 8
        .byte   1+2*3, (1+2)*3, 7/2, -7/2, 7%4, 1<<3|1, ~0&0xff, !0, 3==3, 3!=3
        .byte   1&&0, 1||0, 5>3, -1>>60, 2^3, 10-4-3, 6&3|8, 1|2^3, 12!3
        .float  1.5, -2, 0.1, 1e10, inf, -nan, 3.4028235e38
        .double 3.14159, -0.0, 1e-300, 0d2.5, .5, nan
        .single 0f7.25
        .uleb128 300
        .sleb128 -300
        .balign 8
rodata_label:
        .word   rodata_label - . , 1f - rodata_label
1:      .word   1b - rodata_label
        .word   text_end - text_start

        .section .note.x, "", @note
        .long   1
        .section .mergeable, "aMS", @progbits, 1
        .string "abc"
        .section .ordered, "aw"
        .org    0x10
        .byte   1
        .org    . + 3, 0x55
        .byte   2
        .p2align 3, 0xcc
        .pushsection .pushed, "aw"
        .dword  2f - 1f
1:      .byte   4
2:
        .popsection
        .byte   5
        .previous
        .data
        .word   6
        .previous
        .byte   7
        .section .init_array
        .dword  function
        .section .tbss, "awT", @nobits
thread: .zero   8
        .section .bss.more, "aw", @nobits
        .balign 16
more:   .skip   100

        .text
        .globl  function
        .type   function, @function
text_start:
function:
        ret
        .size   function, . - function
        .set    alias, function
        .set    inside, function + 2
        .globl  alias
        call    alias
        j       inside
text_end:
        .weak   feeble
        .hidden hidden
        .protected protected
        .globl  hidden, protected
hidden: .dword  feeble
protected:
        .type   object, @object
        .data
object: .word   . - object
        .size   object, 4
        .comm   shared, 24, 8
        .local  mine
        .comm   mine, 12, 4
        .ident  "a remark"
        .ident  "another"
