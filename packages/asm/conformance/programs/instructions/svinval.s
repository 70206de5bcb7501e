# Svinval: invalidation.
        sinval.vma a0, t6
        sinval.vma t6, s1
        sinval.vma s1, a0
        sfence.w.inval
        sfence.inval.ir
        hinval.vvma a0, t6
        hinval.vvma t6, s1
        hinval.vvma s1, a0
        hinval.gvma a0, t6
        hinval.gvma t6, s1
        hinval.gvma s1, a0
