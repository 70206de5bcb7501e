# sort: not even assembled.
        .globl  sort
sort:
        mov     t0, a0
        addi    t1, a1, 4096
        ld      t2, (t0
        ret
