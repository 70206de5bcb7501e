# power.s: two that write files anew and change others, until the power is cut.

        .include "mix.inc"

        archive_of
        program rewriter

        jobs_are
        job     rewriter, 60, 0
        job     rewriter, 60 + 256, 0
        jobs_end
