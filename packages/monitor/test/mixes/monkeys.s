# monkeys.s: five that make senseless system calls, at once.

        .include "mix.inc"

        archive_of
        program monkey

        jobs_are
        job     monkey, 1, 0
        job     monkey, 2, 0
        job     monkey, 3, 0
        job     monkey, 4, 0
        job     monkey, 5, 0
        jobs_end
