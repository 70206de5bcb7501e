# sort: put numbers in order, by insertion.
#   in:  a0 = numbers of 64 bits, a1 = how many
#   clobbers: a1, t0 to t4
        .globl  sort
sort:
        slli    a1, a1, 3
        add     a1, a0, a1              # the end
        addi    t0, a0, 8               # all before t0 are in order
.Lnext: bgeu    t0, a1, .Ldone
        ld      t1, 0(t0)               # the number that finds its place
        mv      t2, t0
.Lmove: addi    t3, t2, -8
        ld      t4, 0(t3)
        ble     t4, t1, .Lplace
        sd      t4, 0(t2)               # larger ones move up
        mv      t2, t3
        bgtu    t2, a0, .Lmove
.Lplace:
        sd      t1, 0(t2)
        addi    t0, t0, 8
        j       .Lnext
.Ldone: ret
