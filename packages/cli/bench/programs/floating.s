# floating.s: the integral of 4 ÷ (1 + x²) from 0 to 1, which is π, and the lengths of its chords.
        .equ    ROUNDS, 25000000
        .equ    SSTATUS_FS, 1 << 13     # floating point on, registers as at reset
        .option arch, +d
        .text
        .globl  main

# main: returns the bits of the sum of both in a0.
main:   li      t0, SSTATUS_FS
        csrs    sstatus, t0
        li      t6, ROUNDS
        fcvt.d.l fs0, t6
        li      t0, 1
        fcvt.d.l fs1, t0                # 1
        li      t0, 4
        fcvt.d.l fs2, t0                # 4
        fdiv.d  fs3, fs1, fs0           # the step
        fmv.d.x fa0, zero               # the sum
        fmv.d.x fa1, zero               # x
        fmv.d.x fa3, zero               # the height before
1:      fmadd.d ft0, fa1, fa1, fs1      # 1 + x²
        fdiv.d  ft1, fs2, ft0           # the height
        fmadd.d fa0, ft1, fs3, fa0      # an area more
        fsub.d  ft2, ft1, fa3           # how much it fell
        fmul.d  ft2, ft2, ft2
        fmadd.d ft2, fs3, fs3, ft2
        fsqrt.d ft3, ft2                # the chord's length
        fadd.d  fa0, fa0, ft3
        fmv.d   fa3, ft1
        fadd.d  fa1, fa1, fs3
        addi    t6, t6, -1
        bnez    t6, 1b
        fmv.x.d a0, fa0
        ret
