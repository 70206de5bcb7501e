# C: compressed forms.
near:
1:
        c.addi4spn a0, sp, 1020
        c.addi4spn a0, sp, 8
        c.addi4spn s1, sp, 12
        c.fld   fa0, 248(a0)
        c.fld   fs1, 16(s1)
        c.fld   fs1, 0(a0)
        c.lw    a0, 124(a0)
        c.lw    a0, 8(s1)
        c.lw    s1, 0(a0)
        c.ld    a0, 248(a0)
        c.ld    a0, 16(s1)
        c.ld    s1, 0(a0)
        c.fsd   fa0, 248(a0)
        c.fsd   fs1, 16(s1)
        c.fsd   fs1, 0(a0)
        c.sw    a0, 124(a0)
        c.sw    a0, 8(s1)
        c.sw    s1, 0(a0)
        c.sd    a0, 248(a0)
        c.sd    a0, 16(s1)
        c.sd    s1, 0(a0)
        c.addi  a0, 31
        c.addi  t6, 1
        c.addi  s1, -32
        c.addiw a0, 31
        c.addiw t6, 1
        c.addiw s1, -32
        c.li    a0, 31
        c.li    t6, 1
        c.li    s1, -32
        c.addi16sp sp, 496
        c.addi16sp sp, -480
        c.addi16sp sp, -512
        c.lui   a0, 31
        c.lui   t6, 1
        c.lui   s1, 1048544
        c.srli  a0, 63
        c.srli  a0, 1
        c.srli  s1, 3
        c.srai  a0, 63
        c.srai  a0, 1
        c.srai  s1, 3
        c.andi  a0, 31
        c.andi  a0, 1
        c.andi  s1, -32
        c.sub   a0, a0
        c.sub   a0, s1
        c.sub   s1, a0
        c.xor   a0, a0
        c.xor   a0, s1
        c.xor   s1, a0
        c.or    a0, a0
        c.or    a0, s1
        c.or    s1, a0
        c.and   a0, a0
        c.and   a0, s1
        c.and   s1, a0
        c.subw  a0, a0
        c.subw  a0, s1
        c.subw  s1, a0
        c.addw  a0, a0
        c.addw  a0, s1
        c.addw  s1, a0
        c.j     1b
        c.j     near
        c.j     elsewhere
        c.beqz  a0, 1b
        c.beqz  a0, near
        c.beqz  s1, elsewhere
        c.bnez  a0, 1b
        c.bnez  a0, near
        c.bnez  s1, elsewhere
        c.slli  a0, 63
        c.slli  t6, 1
        c.slli  s1, 3
        c.fldsp fa0, 504(sp)
        c.fldsp ft11, 16(sp)
        c.fldsp fs1, 0(sp)
        c.lwsp  a0, 252(sp)
        c.lwsp  t6, 8(sp)
        c.lwsp  s1, 0(sp)
        c.ldsp  a0, 504(sp)
        c.ldsp  t6, 16(sp)
        c.ldsp  s1, 0(sp)
        c.jr    a0
        c.jr    t6
        c.jr    s1
        c.mv    a0, t6
        c.mv    t6, s1
        c.mv    s1, a0
        c.ebreak
        c.jalr  a0
        c.jalr  t6
        c.jalr  s1
        c.add   a0, t6
        c.add   t6, s1
        c.add   s1, a0
        c.fsdsp fa0, 504(sp)
        c.fsdsp ft11, 16(sp)
        c.fsdsp fs1, 0(sp)
        c.swsp  a0, 252(sp)
        c.swsp  t6, 8(sp)
        c.swsp  s1, 0(sp)
        c.sdsp  a0, 504(sp)
        c.sdsp  t6, 16(sp)
        c.sdsp  s1, 0(sp)
        nop
        c.nop
        c.nop   31
        c.nop   1
        c.slli64 a0
        c.slli64 t6
        c.slli64 s1
        c.srli64 a0
        c.srli64 s1
        c.srai64 a0
        c.srai64 s1
        move    a0, t6
        move    t6, s1
        mv      a0, t6
        mv      t6, s1
        ret
        jr      a0
        jr      t6
        jalr    a0
        jalr    t6
        c.unimp
