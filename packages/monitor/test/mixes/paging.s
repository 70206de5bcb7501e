# paging.s: four that want half of the memory that there is, each, one that is
# quick, and one that looks for the pages of the others on the disk.

        .include "mix.inc"

        archive_of
        program paging
        program quick
        program peeker

        jobs_are
        job     paging, 1200, 0
        job     paging, 1000, 0
        job     paging, 900, 0
        job     paging, 800, 0
        job     quick,  0,    0
        job     peeker, 512,  0
        jobs_end
