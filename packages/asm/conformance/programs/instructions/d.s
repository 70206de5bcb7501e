# D: numbers of double precision.
        fld     fa0, 2047(t6)
        fld     ft11, 1(s1)
        fld     fs1, -2048(a0)
        fsd     fa0, 2047(t6)
        fsd     ft11, 1(s1)
        fsd     fs1, -2048(a0)
        fmadd.d fa0, ft11, fs1, fa0
        fmadd.d ft11, fs1, fa0, ft11
        fmadd.d fs1, fa0, ft11, fs1
        fmadd.d fa0, ft11, fs1, fa0, rne
        fmadd.d ft11, fs1, fa0, ft11, rtz
        fmadd.d fs1, fa0, ft11, fs1, dyn
        fmsub.d fa0, ft11, fs1, fa0
        fmsub.d ft11, fs1, fa0, ft11
        fmsub.d fs1, fa0, ft11, fs1
        fmsub.d fa0, ft11, fs1, fa0, rne
        fmsub.d ft11, fs1, fa0, ft11, rtz
        fmsub.d fs1, fa0, ft11, fs1, dyn
        fnmsub.d fa0, ft11, fs1, fa0
        fnmsub.d ft11, fs1, fa0, ft11
        fnmsub.d fs1, fa0, ft11, fs1
        fnmsub.d fa0, ft11, fs1, fa0, rne
        fnmsub.d ft11, fs1, fa0, ft11, rtz
        fnmsub.d fs1, fa0, ft11, fs1, dyn
        fnmadd.d fa0, ft11, fs1, fa0
        fnmadd.d ft11, fs1, fa0, ft11
        fnmadd.d fs1, fa0, ft11, fs1
        fnmadd.d fa0, ft11, fs1, fa0, rne
        fnmadd.d ft11, fs1, fa0, ft11, rtz
        fnmadd.d fs1, fa0, ft11, fs1, dyn
        fadd.d  fa0, ft11, fs1
        fadd.d  ft11, fs1, fa0
        fadd.d  fs1, fa0, ft11
        fadd.d  fa0, ft11, fs1, rne
        fadd.d  ft11, fs1, fa0, rtz
        fadd.d  fs1, fa0, ft11, dyn
        fsub.d  fa0, ft11, fs1
        fsub.d  ft11, fs1, fa0
        fsub.d  fs1, fa0, ft11
        fsub.d  fa0, ft11, fs1, rne
        fsub.d  ft11, fs1, fa0, rtz
        fsub.d  fs1, fa0, ft11, dyn
        fmul.d  fa0, ft11, fs1
        fmul.d  ft11, fs1, fa0
        fmul.d  fs1, fa0, ft11
        fmul.d  fa0, ft11, fs1, rne
        fmul.d  ft11, fs1, fa0, rtz
        fmul.d  fs1, fa0, ft11, dyn
        fdiv.d  fa0, ft11, fs1
        fdiv.d  ft11, fs1, fa0
        fdiv.d  fs1, fa0, ft11
        fdiv.d  fa0, ft11, fs1, rne
        fdiv.d  ft11, fs1, fa0, rtz
        fdiv.d  fs1, fa0, ft11, dyn
        fsqrt.d fa0, ft11
        fsqrt.d ft11, fs1
        fsqrt.d fs1, fa0
        fsqrt.d fa0, ft11, rne
        fsqrt.d ft11, fs1, rtz
        fsqrt.d fs1, fa0, dyn
        fsgnj.d fa0, ft11, fs1
        fsgnj.d ft11, fs1, fa0
        fsgnj.d fs1, fa0, ft11
        fsgnjn.d fa0, ft11, fs1
        fsgnjn.d ft11, fs1, fa0
        fsgnjn.d fs1, fa0, ft11
        fsgnjx.d fa0, ft11, fs1
        fsgnjx.d ft11, fs1, fa0
        fsgnjx.d fs1, fa0, ft11
        fmin.d  fa0, ft11, fs1
        fmin.d  ft11, fs1, fa0
        fmin.d  fs1, fa0, ft11
        fmax.d  fa0, ft11, fs1
        fmax.d  ft11, fs1, fa0
        fmax.d  fs1, fa0, ft11
        feq.d   a0, ft11, fs1
        feq.d   t6, fs1, fa0
        feq.d   s1, fa0, ft11
        flt.d   a0, ft11, fs1
        flt.d   t6, fs1, fa0
        flt.d   s1, fa0, ft11
        fle.d   a0, ft11, fs1
        fle.d   t6, fs1, fa0
        fle.d   s1, fa0, ft11
        fclass.d a0, ft11
        fclass.d t6, fs1
        fclass.d s1, fa0
        fcvt.w.d a0, ft11
        fcvt.w.d t6, fs1
        fcvt.w.d s1, fa0
        fcvt.w.d a0, ft11, rne
        fcvt.w.d t6, fs1, rtz
        fcvt.w.d s1, fa0, dyn
        fcvt.wu.d a0, ft11
        fcvt.wu.d t6, fs1
        fcvt.wu.d s1, fa0
        fcvt.wu.d a0, ft11, rne
        fcvt.wu.d t6, fs1, rtz
        fcvt.wu.d s1, fa0, dyn
        fcvt.l.d a0, ft11
        fcvt.l.d t6, fs1
        fcvt.l.d s1, fa0
        fcvt.l.d a0, ft11, rne
        fcvt.l.d t6, fs1, rtz
        fcvt.l.d s1, fa0, dyn
        fcvt.lu.d a0, ft11
        fcvt.lu.d t6, fs1
        fcvt.lu.d s1, fa0
        fcvt.lu.d a0, ft11, rne
        fcvt.lu.d t6, fs1, rtz
        fcvt.lu.d s1, fa0, dyn
        fcvt.d.l fa0, t6
        fcvt.d.l ft11, s1
        fcvt.d.l fs1, a0
        fcvt.d.l fa0, t6, rne
        fcvt.d.l ft11, s1, rtz
        fcvt.d.l fs1, a0, dyn
        fcvt.d.lu fa0, t6
        fcvt.d.lu ft11, s1
        fcvt.d.lu fs1, a0
        fcvt.d.lu fa0, t6, rne
        fcvt.d.lu ft11, s1, rtz
        fcvt.d.lu fs1, a0, dyn
        fcvt.s.d fa0, ft11
        fcvt.s.d ft11, fs1
        fcvt.s.d fs1, fa0
        fcvt.s.d fa0, ft11, rne
        fcvt.s.d ft11, fs1, rtz
        fcvt.s.d fs1, fa0, dyn
        fcvt.d.s fa0, ft11
        fcvt.d.s ft11, fs1
        fcvt.d.s fs1, fa0
        fcvt.d.w fa0, t6
        fcvt.d.w ft11, s1
        fcvt.d.w fs1, a0
        fcvt.d.wu fa0, t6
        fcvt.d.wu ft11, s1
        fcvt.d.wu fs1, a0
        fmv.x.d a0, ft11
        fmv.x.d t6, fs1
        fmv.x.d s1, fa0
        fmv.d.x fa0, t6
        fmv.d.x ft11, s1
        fmv.d.x fs1, a0
        fmv.d   fa0, ft11
        fmv.d   ft11, fs1
        fneg.d  fa0, ft11
        fneg.d  ft11, fs1
        fabs.d  fa0, ft11
        fabs.d  ft11, fs1
        fgt.d   a0, ft11, fs1
        fgt.d   t6, fs1, fa0
        fge.d   a0, ft11, fs1
        fge.d   t6, fs1, fa0
