# Zicsr: control and status registers.
        csrrw   a0, mstatus, s1
        csrrw   t6, fcsr, a0
        csrrw   s1, 0x7c0, t6
        csrrs   a0, mstatus, s1
        csrrs   t6, fcsr, a0
        csrrs   s1, 0x7c0, t6
        csrrc   a0, mstatus, s1
        csrrc   t6, fcsr, a0
        csrrc   s1, 0x7c0, t6
        csrrwi  a0, mstatus, 31
        csrrwi  t6, fcsr, 1
        csrrwi  s1, 0x7c0, 0
        csrrsi  a0, mstatus, 31
        csrrsi  t6, fcsr, 1
        csrrsi  s1, 0x7c0, 0
        csrrci  a0, mstatus, 31
        csrrci  t6, fcsr, 1
        csrrci  s1, 0x7c0, 0
        unimp
        frcsr   a0
        frcsr   t6
        fscsr   a0
        fscsr   t6
        fscsr   a0, t6
        fscsr   t6, s1
        frsr    a0
        frsr    t6
        fssr    a0
        fssr    t6
        fssr    a0, t6
        fssr    t6, s1
        frrm    a0
        frrm    t6
        fsrm    a0
        fsrm    t6
        fsrm    a0, t6
        fsrm    t6, s1
        fsrmi   31
        fsrmi   1
        fsrmi   a0, 31
        fsrmi   t6, 1
        frflags a0
        frflags t6
        fsflags a0
        fsflags t6
        fsflags a0, t6
        fsflags t6, s1
        fsflagsi 31
        fsflagsi 1
        fsflagsi a0, 31
        fsflagsi t6, 1
        rdcycle a0
        rdcycle t6
        rdtime  a0
        rdtime  t6
        rdinstret a0
        rdinstret t6
        csrr    a0, mstatus
        csrr    t6, fcsr
        csrw    mstatus, t6
        csrw    fcsr, s1
        csrs    mstatus, t6
        csrs    fcsr, s1
        csrc    mstatus, t6
        csrc    fcsr, s1
        csrwi   mstatus, 31
        csrwi   fcsr, 1
        csrsi   mstatus, 31
        csrsi   fcsr, 1
        csrci   mstatus, 31
        csrci   fcsr, 1
        csrw    mstatus, 31
        csrw    fcsr, 1
        csrs    mstatus, 31
        csrs    fcsr, 1
        csrc    mstatus, 31
        csrc    fcsr, 1
        csrrw   a0, mstatus, 31
        csrrw   t6, fcsr, 1
        csrrs   a0, mstatus, 31
        csrrs   t6, fcsr, 1
        csrrc   a0, mstatus, 31
        csrrc   t6, fcsr, 1
