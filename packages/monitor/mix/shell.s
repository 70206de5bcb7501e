# shell.s: the mix of monitor-shell: one that asks the user what to run.

        .include "mix.inc"

        archive_of
        program shell
        program batch
        program cat
        program count
        program echo
        program free
        program help
        program kill
        program ls
        program ps
        program rm
        program uptime
        program primes
        program sort
        program fibonacci
        program collatz
        program mandelbrot
        program checksum
        program search
        program toucher
        program family
        program child
        program plumber
        program sleeper
        program wild
        program paging

        jobs_are
        job     shell, 0, 0
        jobs_end
