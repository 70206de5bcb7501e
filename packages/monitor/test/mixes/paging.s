# paging.s: four that want half of the memory that there is, each, and one that is quick.

        .include "mix.inc"

        archive_of
        program paging
        program quick

        jobs_are
        job     paging, 1200, 0
        job     paging, 1000, 0
        job     paging, 900, 0
        job     paging, 800, 0
        job     quick,  0,    0
        jobs_end
