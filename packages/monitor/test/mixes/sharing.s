# sharing.s: one that never lets go of the processor, one that needs it only
# for a moment, and one whose child outlives it.

        .include "mix.inc"

        archive_of
        program spinner
        program quick
        program orphan

        jobs_are
        job     spinner, 100, 0
        job     quick,   0,   0
        job     orphan,  0,   0
        jobs_end
