# stress-long.s: the same as stress.s, with more pages; for 10⁹ instructions.

        .include "mix.inc"

        archive_of
        program stress
        program quick
        program spinner

        jobs_are
        job     stress,  500 + (64 << 16), 0
        job     spinner, 2, 0
        jobs_end
