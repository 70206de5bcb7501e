# control.s: one that ends its children, one whose children have levels, one
# that looks at its own account.

        .include "mix.inc"

        archive_of
        program killer
        program levels
        program accounts

        jobs_are
        job     killer,   0, 0
        job     levels,   0, 0
        job     accounts, 0, 0
        jobs_end
