# walk.s: one job, so that nothing comes in between.

        .include "mix.inc"

        archive_of
        program walker

        jobs_are
        job     walker, 0, 0
        jobs_end
