# crowd.s: as many processes as there can be, three times.

        .include "mix.inc"

        archive_of
        program crowd
        program quick

        jobs_are
        job     crowd, 3, 0
        jobs_end
