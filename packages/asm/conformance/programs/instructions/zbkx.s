# Zbkx: crossbars.
        xperm4  a0, t6, s1
        xperm4  t6, s1, a0
        xperm4  s1, a0, t6
        xperm8  a0, t6, s1
        xperm8  t6, s1, a0
        xperm8  s1, a0, t6
