# H: hypervisors.
        hlv.b   a0, (t6)
        hlv.b   t6, (s1)
        hlv.b   s1, (a0)
        hlv.bu  a0, (t6)
        hlv.bu  t6, (s1)
        hlv.bu  s1, (a0)
        hlv.h   a0, (t6)
        hlv.h   t6, (s1)
        hlv.h   s1, (a0)
        hlv.hu  a0, (t6)
        hlv.hu  t6, (s1)
        hlv.hu  s1, (a0)
        hlvx.hu a0, (t6)
        hlvx.hu t6, (s1)
        hlvx.hu s1, (a0)
        hlv.w   a0, (t6)
        hlv.w   t6, (s1)
        hlv.w   s1, (a0)
        hlv.wu  a0, (t6)
        hlv.wu  t6, (s1)
        hlv.wu  s1, (a0)
        hlvx.wu a0, (t6)
        hlvx.wu t6, (s1)
        hlvx.wu s1, (a0)
        hlv.d   a0, (t6)
        hlv.d   t6, (s1)
        hlv.d   s1, (a0)
        hsv.b   a0, (t6)
        hsv.b   t6, (s1)
        hsv.b   s1, (a0)
        hsv.h   a0, (t6)
        hsv.h   t6, (s1)
        hsv.h   s1, (a0)
        hsv.w   a0, (t6)
        hsv.w   t6, (s1)
        hsv.w   s1, (a0)
        hsv.d   a0, (t6)
        hsv.d   t6, (s1)
        hsv.d   s1, (a0)
        hfence.vvma a0, t6
        hfence.vvma t6, s1
        hfence.vvma s1, a0
        hfence.gvma a0, t6
        hfence.gvma t6, s1
        hfence.gvma s1, a0
        hfence.vvma
        hfence.vvma a0
        hfence.vvma t6
        hfence.gvma
        hfence.gvma a0
        hfence.gvma t6
