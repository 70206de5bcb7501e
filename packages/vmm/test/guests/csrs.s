# csrs.s: writes patterns to every one of the 4096 CSR numbers and prints what each keeps of them.
# What a virtual hart makes of a value that is not legal has to be what the real hart makes of it.
#
# Left out: counters that go on by themselves; mtvec, and misa, whose H no virtual hart has (hart.s);
# mseccfg, whose MML would end this.
#
# Register plan: s2 CSR number, s3 next pattern, s4 what it has at first, s5 where to go on after a
# trap, s6 the instruction that is made for the number, s7 all that it kept

        .include "guest.inc"

        .equ    MISA_H,         1 << 7
        .equ    FACTOR,         0x9e3779b97f4a7c15      # odd: nothing is lost

        .text
        .globl  _start
_start:
        la      sp, stack_top
        la      t0, handler
        csrw    mtvec, t0
        open_memory
        li      t0, MISA_H                      # no virtual hart has H: the real one turns it off
        csrc    misa, t0
        csrw    mcounteren, zero

        li      s2, 0
.Lnumber:
        la      t0, left_out
.Lout:  lhu     t1, 0(t0)
        addi    t0, t0, 2
        beq     t1, s2, .Lnext
        bnez    t1, .Lout

        # csrrs a0, number, x0; ret
        slli    s6, s2, 20
        li      t0, 0x2573
        or      t0, s6, t0
        la      t1, made
        sw      t0, 0(t1)
        fence.i
        la      s5, .Lnext                      # there is no such CSR
        jalr    t1
        mv      s4, a0
        la      a0, csr_text
        call    print
        mv      a0, s2
        call    print_hex

        # csrrw a0, number, a1, twice: the pattern, and what it has had. What it kept of all of
        # them is printed as one number.
        la      s3, patterns
        la      t1, made
        li      t0, 0x59573
        or      t0, s6, t0
        sw      t0, 0(t1)
        fence.i
        la      s5, .Lrefused
        mv      s7, s4
.Lpattern:
        ld      a1, 0(s3)
        la      t1, made
        jalr    t1
        mv      a1, s4
        la      t1, made
        jalr    t1                              # a0 = what it kept
        li      t0, FACTOR
        mul     s7, s7, t0
        add     s7, s7, a0
        addi    s3, s3, 8
        la      t0, patterns_end
        bltu    s3, t0, .Lpattern
        mv      a0, s7
        call    print_hex
        j       .Lnext
.Lrefused:
        say     "read-only"
.Lnext: addi    s2, s2, 1
        li      t0, 4096
        bltu    s2, t0, .Lnumber
        say     "csrs: done"
        j       pass

        .balign 4
handler:
        csrw    mepc, s5
        li      t0, 3 << MPP_SHIFT
        csrw    mstatus, t0
        mret

        .section .rodata
left_out:                                       # up to 0
        .half   0x301, 0x305, 0x747, 0xb00, 0xb02, 0xc00, 0xc01, 0xc02
        .half   0
csr_text:
        .asciz  "CSR "
        .balign 8
patterns:
        .dword  -1, 0, 0x5555555555555555, 0xaaaaaaaaaaaaaaaa, 0x123456789abcdef, 2
        .dword  8 << 60, 9 << 60, 10 << 60, 1 << 63, 1 << 62, 1 << 61, 1 << 32
patterns_end:

        .data
        .balign 4
made:   .word   0
        ret
