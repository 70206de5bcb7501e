# XTHeadSync, T-Head’s: barriers.
        th.sfence.vmas  a0, a2
        th.sfence.vmas  t6, t4
        th.sfence.vmas  s1, s3
        th.sync
        th.sync.i
        th.sync.is
        th.sync.s
