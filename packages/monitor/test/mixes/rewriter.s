# rewriter.s: files that change all the time.

        .include "mix.inc"

        archive_of
        program rewriter

        jobs_are
        job     rewriter, 8, 0
        jobs_end
