# Pseudoinstructions that stand for several instructions, or for one with a relocation.
        li      a0, 0
        li      a0, -2048
        li      a1, 0x12345
        li      a2, 0xdeadbeef
        li      a3, 0x123456789abcdef
        li      a4, -0x8000000000000000
        li      a5, 'x'
        la      a0, elsewhere
        lla     a1, here + 4
here:   call    elsewhere
        call    t0, here
        tail    elsewhere
        jump    elsewhere, t1
        la.tls.ie a0, thread
        la.tls.gd a1, thread
        lb      a0, elsewhere
        lbu     a0, elsewhere
        lh      a0, elsewhere
        lhu     a0, elsewhere
        lw      a0, elsewhere
        lwu     a0, elsewhere
        ld      a0, elsewhere
        sb      a0, elsewhere, t0
        sh      a0, elsewhere, t0
        sw      a0, elsewhere, t0
        sd      a0, elsewhere, t0
        flw     fa0, elsewhere, t0
        fld     fa0, elsewhere, t0
        fsw     fa0, elsewhere, t0
        fsd     fa0, elsewhere, t0
        zext.b  a0, a1
        zext.h  a0, a1
        zext.w  a0, a1
        sext.b  a0, a1
        sext.h  a0, a1
        sext.w  a0, a1
        .option pic
        la      a0, elsewhere
        .option nopic
