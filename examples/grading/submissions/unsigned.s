# sort: put numbers in order, by exchanging neighbours. But -1 is no large number.
        .globl  sort
sort:
        mv      t4, a1
.Lpass: addi    t4, t4, -1
        blez    t4, .Ldone
        mv      t0, a0
        mv      t1, t4
.Lpair: ld      t2, 0(t0)
        ld      t3, 8(t0)
        bleu    t2, t3, .Lgood
        sd      t3, 0(t0)
        sd      t2, 8(t0)
.Lgood: addi    t0, t0, 8
        addi    t1, t1, -1
        bnez    t1, .Lpair
        j       .Lpass
.Ldone: ret
