# Comparisons of vectors that are made of others.
        vmsge.vx v4, v8, a0
        vmsgeu.vx v4, v8, a0
        vmsge.vx v4, v8, a0, v0.t
        vmsge.vx v4, v8, a0, v0.t, v12
        vmslt.vi v4, v8, 5
        vmsltu.vi v4, v8, 5, v0.t
        vmsge.vi v4, v8, 0
        vmsgeu.vi v4, v8, 0
