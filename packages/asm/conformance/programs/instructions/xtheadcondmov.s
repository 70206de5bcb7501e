# XTHeadCondmov, T-Head’s: moves on a condition.
        th.mveqz        a0, a2, a0
        th.mveqz        t6, t4, t6
        th.mveqz        s1, s3, s1
        th.mvnez        a0, a2, a0
        th.mvnez        t6, t4, t6
        th.mvnez        s1, s3, s1
