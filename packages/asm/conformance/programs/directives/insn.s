# Instructions by their formats.
        .insn   r 0x33, 0, 0, a0, a1, a2
        .insn   r OP, 0, 0x20, a0, a1, a2
        .insn   r CUSTOM_0, 7, 0x7f, x31, x1, x2
        .insn   r MADD, 0, 1, a0, a1, a2, a3
        .insn   r4 CUSTOM_3, 0, 0, a0, a1, a2, a3
        .insn   i OP_IMM, 0, a0, a1, -13
        .insn   i JALR, 0, ra, 4(a0)
        .insn   i OP_IMM, 0, a0, a1, %lo(x)
        .insn   i 0x73, 4, zero, zero, 0
        .insn   s STORE, 3, a0, -8(sp)
        .insn   s 0x23, 2, a0, %lo(x)(a1)
        .insn   sb BRANCH, 0, a0, a1, y
        .insn   b BRANCH, 1, a0, zero, y
        .insn   u LUI, a0, 0x12345
        .insn   u LUI, a0, %hi(x)
        .insn   uj JAL, ra, y
        .insn   j JAL, zero, x
        .insn   cr C2, 9, a0, a1
        .insn   ci C1, 0, a0, -4
        .insn   ciw C0, 0, a0, 1
        .insn   css C2, 6, a0, 1
        .insn   cl C0, 2, a0, 5(a1)
        .insn   cs C0, 6, a0, 4(a1)
        .insn   ca C1, 0x23, 0, a0, a1
        .insn   cb C1, 6, a0, y
        .insn   cj C1, 5, y
        .insn   0x00000013
        .insn   4, 0x00a00513
        .insn   2, 0x0001
        .insn   0x9002
        .option arch, +f
        .insn   r OP_FP, 0, 0, fa0, fa1, fa2
        .insn   i LOAD_FP, 2, fa0, 0(a0)
y:      nop

# Longer instructions, whose low bits tell how many bytes they have: 6, 8, 10 and 22.
        .insn   0x5fffffffff1f
        .insn   8, 0xffffffffffffff3f
        .insn   0x8000000000000000007f
        .insn   22, 0xfedcba98765432100123456789abcdef55aa33cc607f
        .insn   r OP_V, 0, 1, x1, x3, x2
