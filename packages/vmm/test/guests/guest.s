# guest.s: printing, complaining and ending, for the guests of the tests. M-mode, no interrupts.

        .include "guest.inc"

        .equ    PATIENCE,       100000          # looks in vain at a used ring

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

# print_hex: 16 hexadecimal digits and a newline
#   in:  a0 = number
#   clobbers: a0-a5
        .globl  print_hex
print_hex:
        li      a5, 60
        la      a3, digits
        li      a2, UART
.Ldigit:
        lbu     a1, UART_LSR(a2)
        andi    a1, a1, LSR_THRE
        beqz    a1, .Ldigit
        srl     a4, a0, a5
        andi    a4, a4, 15
        add     a4, a4, a3
        lbu     a4, 0(a4)
        sb      a4, 0(a2)
        addi    a5, a5, -4
        bgez    a5, .Ldigit
        la      a0, newline_text
        j       print

# watch_ring: as `look` says
#   in:  t0 = the used ring
        .globl  watch_ring
watch_ring:
        li      t1, PATIENCE
.Llook: fence
        lhu     t3, 2(t0)
        addi    t1, t1, -1
        bnez    t1, .Llook
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
        mv      a0, s0
        call    print_hex
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
