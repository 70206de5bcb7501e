# XTHeadBb, T-Head’s: parts and orders of bits.
        th.ff0          a0, a2
        th.ff0          t6, t4
        th.ff0          s1, s3
        th.ff1          a0, a2
        th.ff1          t6, t4
        th.ff1          s1, s3
        th.rev          a0, a2
        th.rev          t6, t4
        th.rev          s1, s3
        th.revw         a0, a2
        th.revw         t6, t4
        th.revw         s1, s3
        th.tstnbz       a0, a2
        th.tstnbz       t6, t4
        th.tstnbz       s1, s3
        th.srri         a0, a2, 63
        th.srri         t6, t4, 0
        th.srri         s1, s3, 3
        th.srriw        a0, a2, 31
        th.srriw        t6, t4, 0
        th.srriw        s1, s3, 3
        th.ext          a0, a2, 63, 63
        th.ext          t6, t4, 0, 0
        th.ext          s1, s3, 3, 3
        th.extu         a0, a2, 63, 63
        th.extu         t6, t4, 0, 0
        th.extu         s1, s3, 3, 3
