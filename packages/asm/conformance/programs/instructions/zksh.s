# Zksh: SM3.
        sm3p0   a0, t6
        sm3p0   t6, s1
        sm3p0   s1, a0
        sm3p1   a0, t6
        sm3p1   t6, s1
        sm3p1   s1, a0
