# XTHeadMempair, T-Head’s: two registers at once.
        th.ldd          a0, a2, (a1), 3, 4
        th.ldd          t6, t4, (t5), 0, 4
        th.ldd          s1, s3, (s2), 3, 4
        th.lwd          a0, a2, (a1), 3, 3
        th.lwd          t6, t4, (t5), 0, 3
        th.lwd          s1, s3, (s2), 3, 3
        th.lwud         a0, a2, (a1), 3, 3
        th.lwud         t6, t4, (t5), 0, 3
        th.lwud         s1, s3, (s2), 3, 3
        th.sdd          a0, a2, (a1), 3, 4
        th.sdd          t6, t4, (t5), 0, 4
        th.sdd          s1, s3, (s2), 3, 4
        th.swd          a0, a2, (a1), 3, 3
        th.swd          t6, t4, (t5), 0, 3
        th.swd          s1, s3, (s2), 3, 3
