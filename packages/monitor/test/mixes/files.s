# files.s: three that write and read files at once, and one with pipes.

        .include "mix.inc"

        archive_of
        program scribe
        program plumber
        program quick

        jobs_are
        job     scribe,  'a', 0
        job     scribe,  'b', 0
        job     scribe,  'c', 0
        job     plumber, 0,   0
        jobs_end
