# XTHeadBa, T-Head’s: an addition with a shift.
        th.addsl        a0, a2, a0, 3
        th.addsl        t6, t4, t6, 0
        th.addsl        s1, s3, s1, 3
