# Zbkb: bits for cryptography.
        pack    a0, t6, s1
        pack    t6, s1, a0
        pack    s1, a0, t6
        packh   a0, t6, s1
        packh   t6, s1, a0
        packh   s1, a0, t6
        packw   a0, t6, s1
        packw   t6, s1, a0
        packw   s1, a0, t6
        brev8   a0, t6
        brev8   t6, s1
        brev8   s1, a0
