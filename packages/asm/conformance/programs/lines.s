# Lines of a compiled program, with every flag that .loc takes.
        .file   "a.c"
        .file 0 "/home" "sub/q.c"
        .file 1 "sub/a.c"
        .file 2 "/usr/b.h"
        .text
f:      .loc 1 5 3
        nop
        .loc 1 9
        nop
        .loc 2 1 1 is_stmt 0
        .loc 2 200 1 prologue_end
        call g
        .loc 1 300 7 is_stmt 1 discriminator 3
        la a0, f
        .loc 1 1 7 basic_block epilogue_begin isa 2
        beqz a0, f
        .section .text.other, "ax"
        .loc 0 1 1
g:      ret
        .section .debug_info, ""
        .byte 0
