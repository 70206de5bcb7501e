# files.s: three that write and read files at once, one with pipes, and one that
# has files in memory.

        .include "mix.inc"

        archive_of
        program scribe
        program plumber
        program mapper
        program quick
        program echo

        jobs_are
        job     scribe,  'a', 0
        job     scribe,  'b', 0
        job     scribe,  'c', 0
        job     plumber, 0,   0
        job     mapper,  0,   0
        jobs_end
