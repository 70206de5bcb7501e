# Privileged instructions, and those of old specifications.
        sret
        mret
        wfi
        sfence.vma a0, t6
        sfence.vma t6, s1
        sfence.vma s1, a0
        sfence.vma
        sfence.vma a0
        sfence.vma t6
        uret
        hret
        dret
        sfence.vm a0
        sfence.vm t6
        sfence.vm s1
        sfence.vm
