# nappers.s: eight that wait most of the time, each for something of its own.

        .include "mix.inc"

        archive_of
        program napper

        jobs_are
        .rept   8
        job     napper, 10, 0
        .endr
        jobs_end
