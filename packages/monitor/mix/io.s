# io.s: the mix of monitor-io: programs that wait, for the disk, for time to
# pass, for each other; one that needs memory; and two that misbehave.

        .include "calls.inc"
        .include "mix.inc"

        archive_of
        program checksum
        program search
        program sleeper
        program toucher
        program family
        program child
        program crooked
        program wild

        jobs_are
        job     checksum, 64, 0
        job     search,   64, 0
        job     sleeper,  5,  0
        job     toucher,  0,  0
        job     family,   3,  0
        job     crooked,  0,  0
        job     wild,     0,  KILLED
        jobs_end
