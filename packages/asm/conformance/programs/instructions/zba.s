# Zba: addresses.
        sh1add  a0, t6, s1
        sh1add  t6, s1, a0
        sh1add  s1, a0, t6
        sh2add  a0, t6, s1
        sh2add  t6, s1, a0
        sh2add  s1, a0, t6
        sh3add  a0, t6, s1
        sh3add  t6, s1, a0
        sh3add  s1, a0, t6
        add.uw  a0, t6, s1
        add.uw  t6, s1, a0
        add.uw  s1, a0, t6
        sh1add.uw a0, t6, s1
        sh1add.uw t6, s1, a0
        sh1add.uw s1, a0, t6
        sh2add.uw a0, t6, s1
        sh2add.uw t6, s1, a0
        sh2add.uw s1, a0, t6
        sh3add.uw a0, t6, s1
        sh3add.uw t6, s1, a0
        sh3add.uw s1, a0, t6
        slli.uw a0, t6, 63
        slli.uw t6, s1, 1
        slli.uw s1, a0, 0
        zext.w  a0, t6
        zext.w  t6, s1
