# fuzz.s: senseless system calls of every kind, and a witness.

        .include "mix.inc"

        archive_of
        program witness
        program fuzzer

        jobs_are
        job     witness, 40, 0
        job     fuzzer,  2,  0
        jobs_end
