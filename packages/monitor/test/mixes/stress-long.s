# stress-long.s: the same as stress.s, for 10⁹ instructions.

        .include "mix.inc"

        archive_of
        program stress
        program quick
        program spinner

        jobs_are
        job     stress,  1500, 0
        job     spinner, 2,    0
        jobs_end
