# XTHeadInt, T-Head’s: pushes and pops of interrupt frames.
        th.ipop
        th.ipush
