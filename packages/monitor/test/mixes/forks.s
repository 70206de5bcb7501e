# forks.s: processes that share pages: a family made by fork, copies of one
# program, and one that changes its program.

        .include "mix.inc"

        archive_of
        program forks
        program copies
        program becomes
        program large

        jobs_are
        job     forks,   12, 0
        job     copies,  40, 0
        job     becomes, 0,  7
        jobs_end
