# F: numbers of single precision.
        flw     fa0, 2047(t6)
        flw     ft11, 1(s1)
        flw     fs1, -2048(a0)
        fsw     fa0, 2047(t6)
        fsw     ft11, 1(s1)
        fsw     fs1, -2048(a0)
        fmadd.s fa0, ft11, fs1, fa0
        fmadd.s ft11, fs1, fa0, ft11
        fmadd.s fs1, fa0, ft11, fs1
        fmadd.s fa0, ft11, fs1, fa0, rne
        fmadd.s ft11, fs1, fa0, ft11, rtz
        fmadd.s fs1, fa0, ft11, fs1, dyn
        fmsub.s fa0, ft11, fs1, fa0
        fmsub.s ft11, fs1, fa0, ft11
        fmsub.s fs1, fa0, ft11, fs1
        fmsub.s fa0, ft11, fs1, fa0, rne
        fmsub.s ft11, fs1, fa0, ft11, rtz
        fmsub.s fs1, fa0, ft11, fs1, dyn
        fnmsub.s fa0, ft11, fs1, fa0
        fnmsub.s ft11, fs1, fa0, ft11
        fnmsub.s fs1, fa0, ft11, fs1
        fnmsub.s fa0, ft11, fs1, fa0, rne
        fnmsub.s ft11, fs1, fa0, ft11, rtz
        fnmsub.s fs1, fa0, ft11, fs1, dyn
        fnmadd.s fa0, ft11, fs1, fa0
        fnmadd.s ft11, fs1, fa0, ft11
        fnmadd.s fs1, fa0, ft11, fs1
        fnmadd.s fa0, ft11, fs1, fa0, rne
        fnmadd.s ft11, fs1, fa0, ft11, rtz
        fnmadd.s fs1, fa0, ft11, fs1, dyn
        fadd.s  fa0, ft11, fs1
        fadd.s  ft11, fs1, fa0
        fadd.s  fs1, fa0, ft11
        fadd.s  fa0, ft11, fs1, rne
        fadd.s  ft11, fs1, fa0, rtz
        fadd.s  fs1, fa0, ft11, dyn
        fsub.s  fa0, ft11, fs1
        fsub.s  ft11, fs1, fa0
        fsub.s  fs1, fa0, ft11
        fsub.s  fa0, ft11, fs1, rne
        fsub.s  ft11, fs1, fa0, rtz
        fsub.s  fs1, fa0, ft11, dyn
        fmul.s  fa0, ft11, fs1
        fmul.s  ft11, fs1, fa0
        fmul.s  fs1, fa0, ft11
        fmul.s  fa0, ft11, fs1, rne
        fmul.s  ft11, fs1, fa0, rtz
        fmul.s  fs1, fa0, ft11, dyn
        fdiv.s  fa0, ft11, fs1
        fdiv.s  ft11, fs1, fa0
        fdiv.s  fs1, fa0, ft11
        fdiv.s  fa0, ft11, fs1, rne
        fdiv.s  ft11, fs1, fa0, rtz
        fdiv.s  fs1, fa0, ft11, dyn
        fsqrt.s fa0, ft11
        fsqrt.s ft11, fs1
        fsqrt.s fs1, fa0
        fsqrt.s fa0, ft11, rne
        fsqrt.s ft11, fs1, rtz
        fsqrt.s fs1, fa0, dyn
        fsgnj.s fa0, ft11, fs1
        fsgnj.s ft11, fs1, fa0
        fsgnj.s fs1, fa0, ft11
        fsgnjn.s fa0, ft11, fs1
        fsgnjn.s ft11, fs1, fa0
        fsgnjn.s fs1, fa0, ft11
        fsgnjx.s fa0, ft11, fs1
        fsgnjx.s ft11, fs1, fa0
        fsgnjx.s fs1, fa0, ft11
        fmin.s  fa0, ft11, fs1
        fmin.s  ft11, fs1, fa0
        fmin.s  fs1, fa0, ft11
        fmax.s  fa0, ft11, fs1
        fmax.s  ft11, fs1, fa0
        fmax.s  fs1, fa0, ft11
        feq.s   a0, ft11, fs1
        feq.s   t6, fs1, fa0
        feq.s   s1, fa0, ft11
        flt.s   a0, ft11, fs1
        flt.s   t6, fs1, fa0
        flt.s   s1, fa0, ft11
        fle.s   a0, ft11, fs1
        fle.s   t6, fs1, fa0
        fle.s   s1, fa0, ft11
        fclass.s a0, ft11
        fclass.s t6, fs1
        fclass.s s1, fa0
        fcvt.w.s a0, ft11
        fcvt.w.s t6, fs1
        fcvt.w.s s1, fa0
        fcvt.w.s a0, ft11, rne
        fcvt.w.s t6, fs1, rtz
        fcvt.w.s s1, fa0, dyn
        fcvt.wu.s a0, ft11
        fcvt.wu.s t6, fs1
        fcvt.wu.s s1, fa0
        fcvt.wu.s a0, ft11, rne
        fcvt.wu.s t6, fs1, rtz
        fcvt.wu.s s1, fa0, dyn
        fcvt.l.s a0, ft11
        fcvt.l.s t6, fs1
        fcvt.l.s s1, fa0
        fcvt.l.s a0, ft11, rne
        fcvt.l.s t6, fs1, rtz
        fcvt.l.s s1, fa0, dyn
        fcvt.lu.s a0, ft11
        fcvt.lu.s t6, fs1
        fcvt.lu.s s1, fa0
        fcvt.lu.s a0, ft11, rne
        fcvt.lu.s t6, fs1, rtz
        fcvt.lu.s s1, fa0, dyn
        fcvt.s.l fa0, t6
        fcvt.s.l ft11, s1
        fcvt.s.l fs1, a0
        fcvt.s.l fa0, t6, rne
        fcvt.s.l ft11, s1, rtz
        fcvt.s.l fs1, a0, dyn
        fcvt.s.lu fa0, t6
        fcvt.s.lu ft11, s1
        fcvt.s.lu fs1, a0
        fcvt.s.lu fa0, t6, rne
        fcvt.s.lu ft11, s1, rtz
        fcvt.s.lu fs1, a0, dyn
        fcvt.s.w fa0, t6
        fcvt.s.w ft11, s1
        fcvt.s.w fs1, a0
        fcvt.s.w fa0, t6, rne
        fcvt.s.w ft11, s1, rtz
        fcvt.s.w fs1, a0, dyn
        fcvt.s.wu fa0, t6
        fcvt.s.wu ft11, s1
        fcvt.s.wu fs1, a0
        fcvt.s.wu fa0, t6, rne
        fcvt.s.wu ft11, s1, rtz
        fcvt.s.wu fs1, a0, dyn
        fmv.x.w a0, ft11
        fmv.x.w t6, fs1
        fmv.x.w s1, fa0
        fmv.w.x fa0, t6
        fmv.w.x ft11, s1
        fmv.w.x fs1, a0
        fmv.s   fa0, ft11
        fmv.s   ft11, fs1
        fneg.s  fa0, ft11
        fneg.s  ft11, fs1
        fabs.s  fa0, ft11
        fabs.s  ft11, fs1
        fgt.s   a0, ft11, fs1
        fgt.s   t6, fs1, fa0
        fge.s   a0, ft11, fs1
        fge.s   t6, fs1, fa0
        fmv.x.s a0, ft11
        fmv.x.s t6, fs1
        fmv.s.x fa0, t6
        fmv.s.x ft11, s1
