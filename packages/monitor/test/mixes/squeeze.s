# squeeze.s: children come, are killed and go; beside them, somebody uses all memory.

        .include "mix.inc"

        archive_of
        program stress
        program quick
        program paging

        jobs_are
        job     stress, 150 + (24 << 16), 0
        job     paging, 1950, 0
        jobs_end
