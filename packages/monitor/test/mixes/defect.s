# defect.s: a job list that is wrong: its job has no name, and the monitor
# itself stumbles over it. That must not look like an end that is well.

        .include "mix.inc"

        archive_of
        program quick

        jobs_are
        .dword  0, 0, 0
        jobs_end
