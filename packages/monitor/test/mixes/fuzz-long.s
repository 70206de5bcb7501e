# fuzz-long.s: the same, for a long time.

        .include "mix.inc"

        archive_of
        program witness
        program fuzzer

        jobs_are
        job     witness, 200, 0
        job     fuzzer,  20,  0
        jobs_end
