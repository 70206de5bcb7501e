# Zbb: bits.
        andn    a0, t6, s1
        andn    t6, s1, a0
        andn    s1, a0, t6
        orn     a0, t6, s1
        orn     t6, s1, a0
        orn     s1, a0, t6
        xnor    a0, t6, s1
        xnor    t6, s1, a0
        xnor    s1, a0, t6
        clz     a0, t6
        clz     t6, s1
        clz     s1, a0
        ctz     a0, t6
        ctz     t6, s1
        ctz     s1, a0
        cpop    a0, t6
        cpop    t6, s1
        cpop    s1, a0
        clzw    a0, t6
        clzw    t6, s1
        clzw    s1, a0
        ctzw    a0, t6
        ctzw    t6, s1
        ctzw    s1, a0
        cpopw   a0, t6
        cpopw   t6, s1
        cpopw   s1, a0
        max     a0, t6, s1
        max     t6, s1, a0
        max     s1, a0, t6
        maxu    a0, t6, s1
        maxu    t6, s1, a0
        maxu    s1, a0, t6
        min     a0, t6, s1
        min     t6, s1, a0
        min     s1, a0, t6
        minu    a0, t6, s1
        minu    t6, s1, a0
        minu    s1, a0, t6
        sext.b  a0, t6
        sext.b  t6, s1
        sext.b  s1, a0
        sext.h  a0, t6
        sext.h  t6, s1
        sext.h  s1, a0
        zext.h  a0, t6
        zext.h  t6, s1
        zext.h  s1, a0
        rol     a0, t6, s1
        rol     t6, s1, a0
        rol     s1, a0, t6
        ror     a0, t6, s1
        ror     t6, s1, a0
        ror     s1, a0, t6
        rori    a0, t6, 63
        rori    t6, s1, 1
        rori    s1, a0, 0
        rolw    a0, t6, s1
        rolw    t6, s1, a0
        rolw    s1, a0, t6
        rorw    a0, t6, s1
        rorw    t6, s1, a0
        rorw    s1, a0, t6
        roriw   a0, t6, 31
        roriw   t6, s1, 1
        roriw   s1, a0, 0
        orc.b   a0, t6
        orc.b   t6, s1
        orc.b   s1, a0
        rev8    a0, t6
        rev8    t6, s1
        rev8    s1, a0
        ror     a0, t6, 63
        ror     t6, s1, 1
        rorw    a0, t6, 31
        rorw    t6, s1, 1
