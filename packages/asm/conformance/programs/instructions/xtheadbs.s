# XTHeadBs, T-Head’s: a single bit.
        th.tst          a0, a2, 63
        th.tst          t6, t4, 0
        th.tst          s1, s3, 3
