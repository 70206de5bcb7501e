# hog.s: all memory, three times.

        .include "mix.inc"

        archive_of
        program hog

        jobs_are
        job     hog, 3, 0
        jobs_end
