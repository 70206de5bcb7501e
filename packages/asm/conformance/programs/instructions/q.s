# Q: numbers of quadruple precision.
        flq     fa0, 2047(t6)
        flq     ft11, 1(s1)
        flq     fs1, -2048(a0)
        fsq     fa0, 2047(t6)
        fsq     ft11, 1(s1)
        fsq     fs1, -2048(a0)
        fmadd.q fa0, ft11, fs1, fa0
        fmadd.q ft11, fs1, fa0, ft11
        fmadd.q fs1, fa0, ft11, fs1
        fmadd.q fa0, ft11, fs1, fa0, rne
        fmadd.q ft11, fs1, fa0, ft11, rtz
        fmadd.q fs1, fa0, ft11, fs1, dyn
        fmsub.q fa0, ft11, fs1, fa0
        fmsub.q ft11, fs1, fa0, ft11
        fmsub.q fs1, fa0, ft11, fs1
        fmsub.q fa0, ft11, fs1, fa0, rne
        fmsub.q ft11, fs1, fa0, ft11, rtz
        fmsub.q fs1, fa0, ft11, fs1, dyn
        fnmsub.q fa0, ft11, fs1, fa0
        fnmsub.q ft11, fs1, fa0, ft11
        fnmsub.q fs1, fa0, ft11, fs1
        fnmsub.q fa0, ft11, fs1, fa0, rne
        fnmsub.q ft11, fs1, fa0, ft11, rtz
        fnmsub.q fs1, fa0, ft11, fs1, dyn
        fnmadd.q fa0, ft11, fs1, fa0
        fnmadd.q ft11, fs1, fa0, ft11
        fnmadd.q fs1, fa0, ft11, fs1
        fnmadd.q fa0, ft11, fs1, fa0, rne
        fnmadd.q ft11, fs1, fa0, ft11, rtz
        fnmadd.q fs1, fa0, ft11, fs1, dyn
        fadd.q  fa0, ft11, fs1
        fadd.q  ft11, fs1, fa0
        fadd.q  fs1, fa0, ft11
        fadd.q  fa0, ft11, fs1, rne
        fadd.q  ft11, fs1, fa0, rtz
        fadd.q  fs1, fa0, ft11, dyn
        fsub.q  fa0, ft11, fs1
        fsub.q  ft11, fs1, fa0
        fsub.q  fs1, fa0, ft11
        fsub.q  fa0, ft11, fs1, rne
        fsub.q  ft11, fs1, fa0, rtz
        fsub.q  fs1, fa0, ft11, dyn
        fmul.q  fa0, ft11, fs1
        fmul.q  ft11, fs1, fa0
        fmul.q  fs1, fa0, ft11
        fmul.q  fa0, ft11, fs1, rne
        fmul.q  ft11, fs1, fa0, rtz
        fmul.q  fs1, fa0, ft11, dyn
        fdiv.q  fa0, ft11, fs1
        fdiv.q  ft11, fs1, fa0
        fdiv.q  fs1, fa0, ft11
        fdiv.q  fa0, ft11, fs1, rne
        fdiv.q  ft11, fs1, fa0, rtz
        fdiv.q  fs1, fa0, ft11, dyn
        fsqrt.q fa0, ft11
        fsqrt.q ft11, fs1
        fsqrt.q fs1, fa0
        fsqrt.q fa0, ft11, rne
        fsqrt.q ft11, fs1, rtz
        fsqrt.q fs1, fa0, dyn
        fsgnj.q fa0, ft11, fs1
        fsgnj.q ft11, fs1, fa0
        fsgnj.q fs1, fa0, ft11
        fsgnjn.q fa0, ft11, fs1
        fsgnjn.q ft11, fs1, fa0
        fsgnjn.q fs1, fa0, ft11
        fsgnjx.q fa0, ft11, fs1
        fsgnjx.q ft11, fs1, fa0
        fsgnjx.q fs1, fa0, ft11
        fmin.q  fa0, ft11, fs1
        fmin.q  ft11, fs1, fa0
        fmin.q  fs1, fa0, ft11
        fmax.q  fa0, ft11, fs1
        fmax.q  ft11, fs1, fa0
        fmax.q  fs1, fa0, ft11
        feq.q   a0, ft11, fs1
        feq.q   t6, fs1, fa0
        feq.q   s1, fa0, ft11
        flt.q   a0, ft11, fs1
        flt.q   t6, fs1, fa0
        flt.q   s1, fa0, ft11
        fle.q   a0, ft11, fs1
        fle.q   t6, fs1, fa0
        fle.q   s1, fa0, ft11
        fclass.q a0, ft11
        fclass.q t6, fs1
        fclass.q s1, fa0
        fcvt.w.q a0, ft11
        fcvt.w.q t6, fs1
        fcvt.w.q s1, fa0
        fcvt.w.q a0, ft11, rne
        fcvt.w.q t6, fs1, rtz
        fcvt.w.q s1, fa0, dyn
        fcvt.wu.q a0, ft11
        fcvt.wu.q t6, fs1
        fcvt.wu.q s1, fa0
        fcvt.wu.q a0, ft11, rne
        fcvt.wu.q t6, fs1, rtz
        fcvt.wu.q s1, fa0, dyn
        fcvt.l.q a0, ft11
        fcvt.l.q t6, fs1
        fcvt.l.q s1, fa0
        fcvt.l.q a0, ft11, rne
        fcvt.l.q t6, fs1, rtz
        fcvt.l.q s1, fa0, dyn
        fcvt.lu.q a0, ft11
        fcvt.lu.q t6, fs1
        fcvt.lu.q s1, fa0
        fcvt.lu.q a0, ft11, rne
        fcvt.lu.q t6, fs1, rtz
        fcvt.lu.q s1, fa0, dyn
        fcvt.q.l fa0, t6
        fcvt.q.l ft11, s1
        fcvt.q.l fs1, a0
        fcvt.q.lu fa0, t6
        fcvt.q.lu ft11, s1
        fcvt.q.lu fs1, a0
        fcvt.q.w fa0, t6
        fcvt.q.w ft11, s1
        fcvt.q.w fs1, a0
        fcvt.q.wu fa0, t6
        fcvt.q.wu ft11, s1
        fcvt.q.wu fs1, a0
        fcvt.s.q fa0, ft11
        fcvt.s.q ft11, fs1
        fcvt.s.q fs1, fa0
        fcvt.s.q fa0, ft11, rne
        fcvt.s.q ft11, fs1, rtz
        fcvt.s.q fs1, fa0, dyn
        fcvt.d.q fa0, ft11
        fcvt.d.q ft11, fs1
        fcvt.d.q fs1, fa0
        fcvt.d.q fa0, ft11, rne
        fcvt.d.q ft11, fs1, rtz
        fcvt.d.q fs1, fa0, dyn
        fcvt.q.s fa0, ft11
        fcvt.q.s ft11, fs1
        fcvt.q.s fs1, fa0
        fcvt.q.d fa0, ft11
        fcvt.q.d ft11, fs1
        fcvt.q.d fs1, fa0
        fmv.q   fa0, ft11
        fmv.q   ft11, fs1
        fneg.q  fa0, ft11
        fneg.q  ft11, fs1
        fabs.q  fa0, ft11
        fabs.q  ft11, fs1
        fgt.q   a0, ft11, fs1
        fgt.q   t6, fs1, fa0
        fge.q   a0, ft11, fs1
        fge.q   t6, fs1, fa0
