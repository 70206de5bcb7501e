# accounts.s: programs that compute, read, sleep, have children, and fail: each
# with an account.

        .include "calls.inc"
        .include "mix.inc"

        archive_of
        program sort
        program checksum
        program sleeper
        program family
        program child
        program wild

        jobs_are
        job     sort,     100, 0
        job     checksum, 64,  0
        job     sleeper,  3,   0
        job     family,   3,   0
        job     wild,     0,   KILLED
        jobs_end
