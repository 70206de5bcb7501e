# stress.s: children come, are killed and go; beside them, somebody computes.

        .include "mix.inc"

        archive_of
        program stress
        program quick
        program spinner

        jobs_are
        job     stress, 150 + (24 << 16), 0
        job     spinner, 2, 0
        jobs_end
