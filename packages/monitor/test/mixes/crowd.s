# crowd.s: as many processes as there can be, twice.

        .include "mix.inc"

        archive_of
        program crowd
        program quick

        jobs_are
        job     crowd, 2, 0
        jobs_end
