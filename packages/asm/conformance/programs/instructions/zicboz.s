# Zicboz: zeros.
        cbo.zero (a0)
        cbo.zero (t6)
        cbo.zero (s1)
