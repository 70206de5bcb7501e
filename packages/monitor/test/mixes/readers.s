# readers.s: eight that wait for the disk most of the time.

        .include "mix.inc"

        archive_of
        program reader

        jobs_are
        .rept   8
        job     reader, 100, 0
        .endr
        jobs_end
