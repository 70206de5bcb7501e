# console.s: the real UART: the VMM's messages, and the guests' output told apart by lines.

        .include "vmm.inc"
        .globl  put, print, report, print_decimal, print_hex, console_put, console_end_line, stop
        .globl  power_off

# put: one character to the real UART, or into the answer to a command that came by the channel
#   in:  a0 = character
#   clobbers: t0, t1
put:
        ld      t0, answer_end
        bnez    t0, answer_put
        li      t0, UART
.Lbusy: lbu     t1, UART_LSR(t0)
        bnone   t1, LSR_EMPTY, .Lbusy, t1
        sb      a0, UART_DATA(t0)
        ret

# print: a string
#   in:  a0 = zero-terminated string
#   out: a1 = its end
#   clobbers: a0, t0, t1
print:
        enter
        mv      a1, a0
.Lchar: lbu     a0, 0(a1)
        beqz    a0, .Lprinted
        jal     put
        addi    a1, a1, 1
        j       .Lchar
.Lprinted:
        leave

# report: `vmm: name` and a text
#   in:  s0 = VM, a0 = zero-terminated text
#   clobbers: a0, a1, t0, t1
report:
        enter
        sd      a0, 0(sp)
        say     "vmm: "
        addi    a0, s0, VM_NAME
        jal     print
        ld      a0, 0(sp)
        jal     print
        leave

# print_decimal: a number
#   in:  a0 = number, unsigned
#   clobbers: a0, a1, t0, t1
print_decimal:
        addi    sp, sp, -48
        sd      ra, 40(sp)
        addi    a1, sp, 31              # digits from the last, below a zero
        sb      zero, 0(a1)
.Ldigit:
        li      t0, 10
        remu    t1, a0, t0
        divu    a0, a0, t0
        addi    t1, t1, '0'
        addi    a1, a1, -1
        sb      t1, 0(a1)
        bnez    a0, .Ldigit
        mv      a0, a1
        jal     print
        ld      ra, 40(sp)
        addi    sp, sp, 48
        ret

# print_hex: a blank and 16 hexadecimal digits
#   in:  a0 = number
#   clobbers: a0, a1, t0-t2
print_hex:
        enter
        mv      a1, a0
        li      a0, ' '
        jal     put
        li      t2, 60                  # shift of the digit
.Lhex:  srl     a0, a1, t2
        andi    a0, a0, 15
        li      t0, 10
        bltu    a0, t0, .Lbelow_ten
        addi    a0, a0, 'a' - '0' - 10
.Lbelow_ten:
        addi    a0, a0, '0'
        jal     put
        addi    t2, t2, -4
        bgez    t2, .Lhex
        leave

# console_put: a character from a guest. Lines are kept until they are complete, so that those of
# several guests do not mix; a line longer than VM_LINE is printed in pieces.
#   in:  s0 = VM, a0 = character
#   clobbers: a0, a1, t0, t1
console_put:
        beqi    a0, '\n', console_line
        plus    t1, s0, VM_LINE_LENGTH, t1
        ld      t0, 0(t1)
        add     a1, t1, t0
        sb      a0, VM_LINE-VM_LINE_LENGTH(a1)
        addi    t0, t0, 1
        sd      t0, 0(t1)
        beqi    t0, LINE_BYTES, console_line, t1
        ret

# console_end_line: print what there is of a line
#   in:  s0 = VM
#   clobbers: a0, a1, t0, t1
console_end_line:
        plus    t1, s0, VM_LINE_LENGTH
        nonzero 0(t1), console_line
        ret

# console_line: print `name| line`
#   in:  s0 = VM
#   clobbers: a0, a1, t0, t1
console_line:
        enter   s1, s2, s3
        ld      s2, answer_end
        sd      zero, answer_end, t0    # it is no answer
        addi    a0, s0, VM_NAME
        jal     print
        say     "| "
        plus    s3, s0, VM_LINE_LENGTH
        addi    a1, s3, VM_LINE - VM_LINE_LENGTH
        ld      s1, 0(s3)
        add     s1, s1, a1
.Lline: beq     a1, s1, .Lend_line
        lbu     a0, 0(a1)
        jal     put
        addi    a1, a1, 1
        j       .Lline
.Lend_line:
        li      a0, '\n'
        jal     put
        sd      zero, 0(s3)
        sd      s2, answer_end, t0
        leave   s1, s2, s3

# stop: a message, and the machine ends with status 1
#   in:  a0 = zero-terminated string
stop:
        jal     print
        li      a0, 1                   # and fall through

# power_off: end the machine
#   in:  a0 = exit status
power_off:
        li      t0, FINISHER
        li      t1, FINISHER_PASS
        beqz    a0, .Loff
        slli    t1, a0, 16
        li      a0, FINISHER_FAIL
        or      t1, t1, a0
.Loff:  sw      t1, 0(t0)
.Lstopped:
        wfi                             # a board without a finisher stays here
        j       .Lstopped
