# sort: look for two neighbours to exchange until there are none, even if they are equal.
        .globl  sort
sort:
        slli    a1, a1, 3
        add     a1, a0, a1
.Lagain:
        addi    t0, a0, 8
.Lpair: bgeu    t0, a1, .Ldone
        ld      t1, -8(t0)
        ld      t2, 0(t0)
        addi    t0, t0, 8
        blt     t1, t2, .Lpair
        sd      t2, -16(t0)
        sd      t1, -8(t0)
        j       .Lagain
.Ldone: ret
