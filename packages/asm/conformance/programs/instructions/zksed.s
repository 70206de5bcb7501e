# Zksed: SM4.
        sm4ed   a0, t6, s1, 3
        sm4ed   t6, s1, a0, 1
        sm4ed   s1, a0, t6, 0
        sm4ks   a0, t6, s1, 3
        sm4ks   t6, s1, a0, 1
        sm4ks   s1, a0, t6, 0
