# Zbc: products without carries.
        clmul   a0, t6, s1
        clmul   t6, s1, a0
        clmul   s1, a0, t6
        clmulh  a0, t6, s1
        clmulh  t6, s1, a0
        clmulh  s1, a0, t6
        clmulr  a0, t6, s1
        clmulr  t6, s1, a0
        clmulr  s1, a0, t6
