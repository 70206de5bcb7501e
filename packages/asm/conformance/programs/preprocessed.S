// What the C preprocessor does, in one file; comments of all kinds /* here */ # and here.
#include "preprocessed.h"
#include "preprocessed.h"
#define HEADER "preprocessed.h"
#include HEADER

# a comment of the assembler: don't stop here
#define REG a0
#define ADD(rd, x) addi rd, rd, x
#define ENTRY(name) .globl name; .align 2; \
    .type name, @function; \
    name:
#define END(name) .size name, . - name
#define STRING(x) .asciz #x
#define XSTRING(x) STRING(x)
#define SAVE(n, ...) .irp r, __VA_ARGS__; sd \r, n(sp); .endr
#define OPTIONAL(x, args...) .byte x, ## args
#define SELF SELF + 1
#define EMPTY
#define LATER(x) NOW(x)
#define NOW(x) (x * 2)

#if __riscv_xlen == 64 && defined(__ASSEMBLER__) && !defined NOTHING
#define LOAD ld
#elif 1
#error wrong
#else
#define LOAD lw
#endif

ENTRY(start)
        ADD(REG, SIZE)
        ADD( REG ,
             (SIZE + 1) )
        LOAD REG, SIZE(sp)
        SAVE(8, s0, s1)
        li a1, LATER(3) + NOW(LATER(1))
        EMPTY nop
CONCAT(lab, CONCAT(el, 1)):
        j CONCAT(lab, el1)
1:      beqz a0, 1b
        .dword SELF
        li a2, 'x'
END(start)
#if (1 ? 2 : 0) == 2 && (0x10 >> 2) == 4 && -1 < 0 && 'a' == 97 && (7 & ~2 | 8) == 13
        .data
        STRING(a "b" \n)
        XSTRING(SIZE)
        OPTIONAL(1)
        OPTIONAL(1, 2, 3)
        .word __LINE__
#endif
#ifdef UNDEFINED
#if 1
        .error "not here"
#else
#endif
#else
        .byte 0x1f, 1f - ., 5
1:
#endif
#undef SIZE
#ifndef SIZE
        .byte 3 /* a comment
           of two lines */ + 2
        .equ SIZE_, 3
        .word __LINE__
#endif
