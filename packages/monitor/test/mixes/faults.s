# faults.s: every fault once. More jobs than the monitor has records.

        .include "calls.inc"
        .include "mix.inc"

        archive_of
        program faulty
        program quick

        jobs_are
        job     faulty, 0, KILLED
        job     faulty, 1, KILLED
        job     faulty, 2, KILLED
        job     faulty, 3, KILLED
        job     faulty, 4, KILLED
        job     faulty, 5, KILLED
        job     faulty, 6, KILLED
        job     faulty, 7, KILLED
        job     faulty, 8, KILLED
        job     faulty, 9, KILLED
        job     quick,  0, 0
        job     quick,  0, 0
        jobs_end
