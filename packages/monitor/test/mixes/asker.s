# asker.s: more requests than the counts in the disk's rings can tell apart.

        .include "mix.inc"

        archive_of
        program asker

        jobs_are
        job     asker, (1 << 16) + 10, 0
        jobs_end
