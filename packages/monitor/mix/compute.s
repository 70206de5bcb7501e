# compute.s: the mix of monitor-compute: programs that only compute. None
# waits for anything, so they share the processor by their quanta alone.

        .include "mix.inc"

        archive_of
        program primes
        program matrix
        program sort
        program fibonacci
        program collatz
        program mandelbrot

        jobs_are
        job     primes,     30000, 0
        job     matrix,     4,     0
        job     sort,       6000,  0
        job     fibonacci,  20,    0
        job     collatz,    2500,  0
        job     mandelbrot, 0,     0
        jobs_end
