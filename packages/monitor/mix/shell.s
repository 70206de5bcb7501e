# shell.s: the mix of monitor-shell: one that asks the user what to run.

        .include "mix.inc"

        archive_of
        program shell
        program primes
        program sort
        program fibonacci
        program collatz
        program mandelbrot
        program wild

        jobs_are
        job     shell, 0, 0
        jobs_end
