# harness.s: runs a submission on cases, and tells of each what came of it.
#
# A submission is a procedure, sort, that puts numbers in order. It runs in
# U-mode and can touch nothing but its own part of memory, which ends with the
# numbers and its stack; the timer takes the processor back from one that does
# not end. The harness lives in M-mode, and keeps nothing in registers while the
# submission runs.
#
# Register plan, outside of the procedures
#   s0  the case: its name, then its numbers' bytes, then the numbers
#   s1  bytes of its numbers
#   sp  in trap: frame, of 32 times 8 bytes; xn is at +8*n

# The board [qemu hw/riscv/virt.c]
        .equ    UART,           0x10000000      # serial port, a 16550
        .equ    UART_LSR,       5               # … its line status:
        .equ    UART_LSR_THRE,  1 << 5          # … ready for a character
        .equ    MTIMECMP,       0x02004000      # interrupts when mtime gets there
        .equ    MTIME,          0x0200bff8      # 10 million ticks a second
        .equ    FINISHER,       0x00100000      # ends the run
        .equ    FINISHER_PASS,  0x5555
        .equ    FINISHER_FAIL,  1 << 16 | 0x3333        # exit status 1
# The processor [priv §3.1]
        .equ    MIE_MTIE,       1 << 7          # let the timer interrupt
        .equ    CAUSE_ECALL_U,  8               # how leave leaves
        .equ    PMP_TOR_RWX,    1 << 3 | 7      # up to this address: all allowed
# The assignment
        .equ    BUDGET,         100000          # instructions for a case
        .equ    TICK,           10              # … that last for a tick of mtime
        .equ    OVERHEAD,       3               # mret, and trap up to its csrr
        .equ    MARK,           0x5a00          # in xn that must be kept: MARK + n
# A case
        .equ    NAME_BYTES,     16
        .equ    BYTES,          NAME_BYTES      # of its numbers
        .equ    NUMBERS,        NAME_BYTES + 8
# A frame
        .equ    SP,             2 * 8
        .equ    T0,             5 * 8
        .equ    FRAME_BYTES,    32 * 8

# kept: do something with each register that a procedure keeps, except sp.
        .macro  kept action:vararg
        .irp    n, 3, 4, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27
        \action
        .endr
        .endm

# case: one case, its name padded to NAME_BYTES.
        .macro  case name, numbers:vararg
        .section .cases, "a"
        .ascii  "\name"
        .dword  .Lend\@ - .Lnumbers\@
.Lnumbers\@:
        .dword  \numbers
.Lend\@:
        .endm

        case    "one number      ", 7
        case    "two numbers     ", 2, 1
        case    "negative ones   ", 3, -1, 0, -9223372036854775808, 9223372036854775807, -2
        case    "all the same    ", 5, 5, 5, 5, 5, 5, 5, 5
        case    "backwards       ", 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1
        case    "in order already", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16

        .section .harness.data, "aw"
        .balign 8
frame:  .zero   FRAME_BYTES
used:   .dword  0                       # instructions that the submission took
right:  .dword  0                       # cases so far that came out right
all:    .dword  0                       # cases so far

# What a submission may touch: what follows, and its own sections (grading.ld).
        .section .arena, "aw", @nobits
        .balign 16
numbers:        .zero   512
        .zero   4096
stack:
        .section .leave, "ax"
leave:  ecall                           # where a submission returns to

# _start: the first instruction after reset.
#   in:  a0 = number of this hart; M-mode, interrupts masked
#   out: does not return
        .section .harness, "ax"
        .globl  _start
_start:
        bnez    a0, park

        # U-mode may use the submission's part of memory, and nothing else.
        la      t0, submission_start
        srli    t0, t0, 2
        csrw    pmpaddr0, t0
        la      t0, submission_end
        srli    t0, t0, 2
        csrw    pmpaddr1, t0
        li      t0, PMP_TOR_RWX << 8
        csrw    pmpcfg0, t0

        la      t0, trap
        csrw    mtvec, t0
        la      t0, frame
        csrw    mscratch, t0
        li      t0, MIE_MTIE
        csrw    mie, t0                 # U-mode cannot mask it
        la      s0, cases_start

# next_case: call sort in U-mode with the numbers of a case.
#   in:  s0 = the case
#   out: through trap; when there are no more, the run ends
next_case:
        la      t0, cases_end
        beq     s0, t0, finish
        ld      s1, BYTES(s0)
        mv      a0, s0
        li      a1, NAME_BYTES
        call    print

        # A copy of the numbers, which the submission puts in order.
        addi    t0, s0, NUMBERS
        add     t1, t0, s1              # the end
        la      t2, numbers
.Lcopy: beq     t0, t1, .Lcopied
        ld      t3, 0(t0)
        sd      t3, 0(t2)
        addi    t0, t0, 8
        addi    t2, t2, 8
        j       .Lcopy
.Lcopied:
        # So much time, from now.
        li      t0, MTIME
        ld      t0, 0(t0)
        li      t1, BUDGET / TICK
        add     t0, t0, t1
        li      t1, MTIMECMP
        sd      t0, 0(t1)

        # What sort finds in its registers.
        la      a0, numbers
        srli    a1, s1, 3               # how many
        la      ra, leave
        la      sp, stack
        sd      s0, frame + 8 * 0, t0   # x0's place is free: the case
        kept    li x\n, MARK + \n
        csrw    mstatus, zero           # mstatus.mpp = U: where mret goes
        la      t0, sort
        csrw    mepc, t0
        csrw    minstret, zero
        mret

# trap: the submission has returned, was interrupted, or did what it may not.
#   in:  mscratch = frame; all registers are the submission's
#   out: to the next case
        .balign 4
trap:
        csrrw   sp, mscratch, sp        # sp <-> frame: the only free register
        sd      t0, T0(sp)
        csrr    t0, minstret
        addi    t0, t0, -OVERHEAD
        sd      t0, used, t1
        csrr    t0, mscratch
        sd      t0, SP(sp)
        kept    sd x\n, \n * 8(sp)
        csrw    mscratch, sp
        ld      s0, 0(sp)               # the case
        ld      s1, BYTES(s0)

        # One more case; the next is behind its numbers.
        ld      t0, all
        addi    t0, t0, 1
        sd      t0, all, t1

        csrr    t0, mcause
        bltz    t0, .Lslow
        li      t1, CAUSE_ECALL_U
        bne     t0, t1, .Ltrapped
        csrr    t0, mepc
        la      t1, leave
        bne     t0, t1, .Ltrapped

        # It has returned. sp and what else a procedure keeps must be as before,
        ld      t0, SP(sp)
        la      t1, stack
        bne     t0, t1, .Lregisters
        .macro  check n
        ld      t0, \n * 8(sp)
        li      t1, MARK + \n
        bne     t0, t1, .Lregisters
        .endm
        kept    check \n
        # … and the numbers the same, in order.
        call    is_sorted
        beqz    a0, .Lwrong
        ld      t0, right
        addi    t0, t0, 1
        sd      t0, right, t1
        la      a0, right_text
        call    print_string
        ld      a0, used
        call    print_decimal
        la      a0, instructions_text
        j       .Ltell

.Lslow: la      a0, slow_text
        j       .Ltell
.Lwrong:
        la      a0, wrong_text
        j       .Ltell
.Lregisters:
        la      a0, registers_text
        j       .Ltell
.Ltrapped:
        la      a0, trapped_text
        call    print_string
        csrr    a0, mcause
        call    print_decimal
        la      a0, at_text
        call    print_string
        csrr    a0, mepc
        call    print_hexadecimal
        la      a0, for_text
        call    print_string
        csrr    a0, mtval
        call    print_hexadecimal
        la      a0, newline
.Ltell: call    print_string
        addi    s0, s0, NUMBERS
        add     s0, s0, s1
        j       next_case

# finish: tell how many cases came out right, and end the run.
finish:
        ld      a0, right
        call    print_decimal
        la      a0, of_text
        call    print_string
        ld      a0, all
        call    print_decimal
        la      a0, cases_text
        call    print_string
        ld      t0, right
        ld      t1, all
        li      t2, FINISHER_PASS
        beq     t0, t1, .Lend
        li      t2, FINISHER_FAIL
.Lend:  li      t0, FINISHER
        sw      t2, 0(t0)
park:
        wfi
        j       park

# is_sorted: are the numbers those of the case, in order?
#   in:  s0 = the case, s1 = bytes of its numbers
#   out: a0 = 1: yes; 0: no
#   clobbers: a0 to a4, t0 to t4
is_sorted:
        addi    a1, s0, NUMBERS         # what was given
        la      a2, numbers             # what came of it
        mv      t0, zero                # offset of a number
.Leach: beq     t0, s1, .Lyes
        add     t1, a1, t0
        ld      t2, 0(t1)               # it is there as often as it was?
        mv      a0, a1
        mv      t3, ra
        call    count
        mv      t4, a3
        mv      a0, a2
        call    count
        mv      ra, t3
        bne     a3, t4, .Lno
        # … and not smaller than the one before?
        add     t1, a2, t0
        addi    t0, t0, 8
        beq     t0, s1, .Lyes
        ld      t2, 0(t1)
        ld      t1, 8(t1)
        bge     t1, t2, .Leach
.Lno:   li      a0, 0
        ret
.Lyes:  li      a0, 1
        ret

# count: how often a number stands among others.
#   in:  a0 = others, s1 = their bytes, t2 = the number
#   out: a3 = how often
#   clobbers: a0, a4, t1
count:
        add     a4, a0, s1              # the end
        li      a3, 0
1:      beq     a0, a4, 3f
        ld      t1, 0(a0)
        addi    a0, a0, 8
        bne     t1, t2, 1b
        addi    a3, a3, 1
        j       1b
3:      ret

# print_decimal, print_hexadecimal: send a number through the serial port.
#   in:  a0 = the number, not negative
#   clobbers: a0, a1, t0 to t5
print_decimal:
        li      t2, 10
        j       .Lnumber
print_hexadecimal:
        li      t2, 16
.Lnumber:
        la      t3, digits_end          # digits come from the last to the first
        la      t5, digit_characters
1:      remu    t4, a0, t2
        divu    a0, a0, t2
        add     t4, t4, t5
        lbu     t4, 0(t4)
        addi    t3, t3, -1
        sb      t4, 0(t3)
        bnez    a0, 1b
        mv      a0, t3
        la      a1, digits_end
        sub     a1, a1, t3
        j       print

# print_string: send a text that ends with a zero through the serial port.
#   in:  a0 = the text
#   clobbers: a0, a1, t0, t1
print_string:
        mv      a1, a0
1:      lbu     t0, 0(a1)
        addi    a1, a1, 1
        bnez    t0, 1b
        sub     a1, a1, a0
        addi    a1, a1, -1

# print: send text through the serial port.
#   in:  a0 = text, a1 = its length
#   clobbers: a0, a1, t0, t1
print:
        li      t1, UART
        add     a1, a1, a0              # the end
1:      bgeu    a0, a1, 3f
2:      lbu     t0, UART_LSR(t1)
        andi    t0, t0, UART_LSR_THRE
        beqz    t0, 2b
        lbu     t0, 0(a0)
        sb      t0, 0(t1)
        addi    a0, a0, 1
        j       1b
3:      ret

        .section .harness.data
digits: .zero   20                      # as many as 2 to the 64th has
digits_end:

        .section .harness.text, "a"
digit_characters:       .ascii  "0123456789abcdef"
right_text:     .asciz  "  right, in "
instructions_text:      .asciz  " instructions\n"
slow_text:      .asciz  "  not ended after 100000 instructions\n"
wrong_text:     .asciz  "  wrong: not the numbers of the case, in order\n"
registers_text: .asciz  "  wrong: sp, gp, tp or one of s0 to s11 is not as before\n"
trapped_text:   .asciz  "  trapped: mcause "
at_text:        .asciz  " at 0x"
for_text:       .asciz  ", mtval 0x"
newline:        .asciz  "\n"
of_text:        .asciz  " of "
cases_text:     .asciz  " cases\n"
