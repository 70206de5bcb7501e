# guest.s: printing, complaining and ending, for the guests of the tests. M-mode, no interrupts.

        .include "guest.inc"

        .text

# print: a zero-terminated string
#   in:  a0 = string
#   clobbers: a0, a1, a2
        .globl  print
print:
        li      a2, UART
.Lbusy: lbu     a1, UART_LSR(a2)
        andi    a1, a1, LSR_THRE
        beqz    a1, .Lbusy
        lbu     a1, 0(a0)
        beqz    a1, .Lprinted
        sb      a1, 0(a2)
        addi    a0, a0, 1
        j       .Lbusy
.Lprinted:
        ret

# complain: print what was expected and what was found, and end with status 1
#   in:  a0 = what was found, a1 = what was expected, as a text
        .globl  complain
complain:
        mv      s0, a0
        mv      a0, a1
        call    print
        la      a0, found_text
        call    print
        li      s1, 60
        la      s2, digits
.Ldigit:
        srl     a0, s0, s1
        andi    a0, a0, 15
        add     a0, a0, s2
        lbu     a0, 0(a0)
        li      a2, UART
        sb      a0, 0(a2)
        addi    s1, s1, -4
        bgez    s1, .Ldigit
        la      a0, newline_text
        call    print
        li      a0, 1 << 16 | FINISHER_FAIL
        j       .Lend

# pass: end with status 0
        .globl  pass
pass:
        li      a0, FINISHER_PASS
.Lend:  li      a1, FINISHER
        sw      a0, 0(a1)
.Lended:
        j       .Lended

        .section .rodata
found_text:
        .asciz  "found "
newline_text:
        .asciz  "\n"
digits: .ascii  "0123456789abcdef"
