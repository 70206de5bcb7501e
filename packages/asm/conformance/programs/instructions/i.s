# RV64I: integers, memory, control transfer.
near:
1:
        lui     a0, 1048575
        lui     t6, 1
        lui     s1, 0
        auipc   a0, 1048575
        auipc   t6, 1
        auipc   s1, 0
        jal     a0, 1b
        jal     t6, near
        jal     s1, elsewhere
        jalr    a0, 2047(t6)
        jalr    t6, 1(s1)
        jalr    s1, -2048(a0)
        beq     a0, t6, 1b
        beq     t6, s1, near
        beq     s1, a0, elsewhere
        bne     a0, t6, 1b
        bne     t6, s1, near
        bne     s1, a0, elsewhere
        blt     a0, t6, 1b
        blt     t6, s1, near
        blt     s1, a0, elsewhere
        bge     a0, t6, 1b
        bge     t6, s1, near
        bge     s1, a0, elsewhere
        bltu    a0, t6, 1b
        bltu    t6, s1, near
        bltu    s1, a0, elsewhere
        bgeu    a0, t6, 1b
        bgeu    t6, s1, near
        bgeu    s1, a0, elsewhere
        lb      a0, 2047(t6)
        lb      t6, 1(s1)
        lb      s1, -2048(a0)
        lh      a0, 2047(t6)
        lh      t6, 1(s1)
        lh      s1, -2048(a0)
        lw      a0, 2047(t6)
        lw      t6, 1(s1)
        lw      s1, -2048(a0)
        ld      a0, 2047(t6)
        ld      t6, 1(s1)
        ld      s1, -2048(a0)
        lbu     a0, 2047(t6)
        lbu     t6, 1(s1)
        lbu     s1, -2048(a0)
        lhu     a0, 2047(t6)
        lhu     t6, 1(s1)
        lhu     s1, -2048(a0)
        lwu     a0, 2047(t6)
        lwu     t6, 1(s1)
        lwu     s1, -2048(a0)
        sb      a0, 2047(t6)
        sb      t6, 1(s1)
        sb      s1, -2048(a0)
        sh      a0, 2047(t6)
        sh      t6, 1(s1)
        sh      s1, -2048(a0)
        sw      a0, 2047(t6)
        sw      t6, 1(s1)
        sw      s1, -2048(a0)
        sd      a0, 2047(t6)
        sd      t6, 1(s1)
        sd      s1, -2048(a0)
        addi    a0, t6, 2047
        addi    t6, s1, 1
        addi    s1, a0, -2048
        slti    a0, t6, 2047
        slti    t6, s1, 1
        slti    s1, a0, -2048
        sltiu   a0, t6, 2047
        sltiu   t6, s1, 1
        sltiu   s1, a0, -2048
        xori    a0, t6, 2047
        xori    t6, s1, 1
        xori    s1, a0, -2048
        ori     a0, t6, 2047
        ori     t6, s1, 1
        ori     s1, a0, -2048
        andi    a0, t6, 2047
        andi    t6, s1, 1
        andi    s1, a0, -2048
        slli    a0, t6, 63
        slli    t6, s1, 1
        slli    s1, a0, 0
        srli    a0, t6, 63
        srli    t6, s1, 1
        srli    s1, a0, 0
        srai    a0, t6, 63
        srai    t6, s1, 1
        srai    s1, a0, 0
        add     a0, t6, s1
        add     t6, s1, a0
        add     s1, a0, t6
        sub     a0, t6, s1
        sub     t6, s1, a0
        sub     s1, a0, t6
        sll     a0, t6, s1
        sll     t6, s1, a0
        sll     s1, a0, t6
        slt     a0, t6, s1
        slt     t6, s1, a0
        slt     s1, a0, t6
        sltu    a0, t6, s1
        sltu    t6, s1, a0
        sltu    s1, a0, t6
        xor     a0, t6, s1
        xor     t6, s1, a0
        xor     s1, a0, t6
        srl     a0, t6, s1
        srl     t6, s1, a0
        srl     s1, a0, t6
        sra     a0, t6, s1
        sra     t6, s1, a0
        sra     s1, a0, t6
        or      a0, t6, s1
        or      t6, s1, a0
        or      s1, a0, t6
        and     a0, t6, s1
        and     t6, s1, a0
        and     s1, a0, t6
        addiw   a0, t6, 2047
        addiw   t6, s1, 1
        addiw   s1, a0, -2048
        slliw   a0, t6, 31
        slliw   t6, s1, 1
        slliw   s1, a0, 0
        srliw   a0, t6, 31
        srliw   t6, s1, 1
        srliw   s1, a0, 0
        sraiw   a0, t6, 31
        sraiw   t6, s1, 1
        sraiw   s1, a0, 0
        addw    a0, t6, s1
        addw    t6, s1, a0
        addw    s1, a0, t6
        subw    a0, t6, s1
        subw    t6, s1, a0
        subw    s1, a0, t6
        sllw    a0, t6, s1
        sllw    t6, s1, a0
        sllw    s1, a0, t6
        srlw    a0, t6, s1
        srlw    t6, s1, a0
        srlw    s1, a0, t6
        sraw    a0, t6, s1
        sraw    t6, s1, a0
        sraw    s1, a0, t6
        fence   iorw, iorw
        fence   rw, rw
        fence   w, w
        ecall
        ebreak
        nop
        move    a0, t6
        move    t6, s1
        scall
        sbreak
        li      a0, 2047
        li      t6, 1
        mv      a0, t6
        mv      t6, s1
        not     a0, t6
        not     t6, s1
        neg     a0, t6
        neg     t6, s1
        negw    a0, t6
        negw    t6, s1
        sext.w  a0, t6
        sext.w  t6, s1
        zext.b  a0, t6
        zext.b  t6, s1
        seqz    a0, t6
        seqz    t6, s1
        snez    a0, t6
        snez    t6, s1
        sltz    a0, t6
        sltz    t6, s1
        sgtz    a0, t6
        sgtz    t6, s1
        sgt     a0, t6, s1
        sgt     t6, s1, a0
        sgtu    a0, t6, s1
        sgtu    t6, s1, a0
        add     a0, t6, 2047
        add     t6, s1, 1
        addw    a0, t6, 2047
        addw    t6, s1, 1
        and     a0, t6, 2047
        and     t6, s1, 1
        or      a0, t6, 2047
        or      t6, s1, 1
        xor     a0, t6, 2047
        xor     t6, s1, 1
        slt     a0, t6, 2047
        slt     t6, s1, 1
        sltu    a0, t6, 2047
        sltu    t6, s1, 1
        sll     a0, t6, 63
        sll     t6, s1, 1
        srl     a0, t6, 63
        srl     t6, s1, 1
        sra     a0, t6, 63
        sra     t6, s1, 1
        sllw    a0, t6, 31
        sllw    t6, s1, 1
        srlw    a0, t6, 31
        srlw    t6, s1, 1
        sraw    a0, t6, 31
        sraw    t6, s1, 1
        beqz    a0, 1b
        beqz    t6, near
        bnez    a0, 1b
        bnez    t6, near
        blez    a0, 1b
        blez    t6, near
        bgez    a0, 1b
        bgez    t6, near
        bltz    a0, 1b
        bltz    t6, near
        bgtz    a0, 1b
        bgtz    t6, near
        bgt     a0, t6, 1b
        bgt     t6, s1, near
        ble     a0, t6, 1b
        ble     t6, s1, near
        bgtu    a0, t6, 1b
        bgtu    t6, s1, near
        bleu    a0, t6, 1b
        bleu    t6, s1, near
        j       1b
        j       near
        jal     1b
        jal     near
        ret
        jr      a0
        jr      t6
        jr      2047(a0)
        jr      1(t6)
        jr      a0, 2047
        jr      t6, 1
        jalr    a0
        jalr    t6
        jalr    2047(a0)
        jalr    1(t6)
        jalr    a0, 2047
        jalr    t6, 1
        jalr    a0, t6
        jalr    t6, s1
        jalr    a0, t6, 2047
        jalr    t6, s1, 1
        fence
        fence.tso
