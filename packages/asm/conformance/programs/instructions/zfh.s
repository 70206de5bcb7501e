# Zfh: numbers of half precision.
        fmadd.h fa0, ft11, fs1, fa0
        fmadd.h ft11, fs1, fa0, ft11
        fmadd.h fs1, fa0, ft11, fs1
        fmadd.h fa0, ft11, fs1, fa0, rne
        fmadd.h ft11, fs1, fa0, ft11, rtz
        fmadd.h fs1, fa0, ft11, fs1, dyn
        fmsub.h fa0, ft11, fs1, fa0
        fmsub.h ft11, fs1, fa0, ft11
        fmsub.h fs1, fa0, ft11, fs1
        fmsub.h fa0, ft11, fs1, fa0, rne
        fmsub.h ft11, fs1, fa0, ft11, rtz
        fmsub.h fs1, fa0, ft11, fs1, dyn
        fnmsub.h fa0, ft11, fs1, fa0
        fnmsub.h ft11, fs1, fa0, ft11
        fnmsub.h fs1, fa0, ft11, fs1
        fnmsub.h fa0, ft11, fs1, fa0, rne
        fnmsub.h ft11, fs1, fa0, ft11, rtz
        fnmsub.h fs1, fa0, ft11, fs1, dyn
        fnmadd.h fa0, ft11, fs1, fa0
        fnmadd.h ft11, fs1, fa0, ft11
        fnmadd.h fs1, fa0, ft11, fs1
        fnmadd.h fa0, ft11, fs1, fa0, rne
        fnmadd.h ft11, fs1, fa0, ft11, rtz
        fnmadd.h fs1, fa0, ft11, fs1, dyn
        fadd.h  fa0, ft11, fs1
        fadd.h  ft11, fs1, fa0
        fadd.h  fs1, fa0, ft11
        fadd.h  fa0, ft11, fs1, rne
        fadd.h  ft11, fs1, fa0, rtz
        fadd.h  fs1, fa0, ft11, dyn
        fsub.h  fa0, ft11, fs1
        fsub.h  ft11, fs1, fa0
        fsub.h  fs1, fa0, ft11
        fsub.h  fa0, ft11, fs1, rne
        fsub.h  ft11, fs1, fa0, rtz
        fsub.h  fs1, fa0, ft11, dyn
        fmul.h  fa0, ft11, fs1
        fmul.h  ft11, fs1, fa0
        fmul.h  fs1, fa0, ft11
        fmul.h  fa0, ft11, fs1, rne
        fmul.h  ft11, fs1, fa0, rtz
        fmul.h  fs1, fa0, ft11, dyn
        fdiv.h  fa0, ft11, fs1
        fdiv.h  ft11, fs1, fa0
        fdiv.h  fs1, fa0, ft11
        fdiv.h  fa0, ft11, fs1, rne
        fdiv.h  ft11, fs1, fa0, rtz
        fdiv.h  fs1, fa0, ft11, dyn
        fsqrt.h fa0, ft11
        fsqrt.h ft11, fs1
        fsqrt.h fs1, fa0
        fsqrt.h fa0, ft11, rne
        fsqrt.h ft11, fs1, rtz
        fsqrt.h fs1, fa0, dyn
        fsgnj.h fa0, ft11, fs1
        fsgnj.h ft11, fs1, fa0
        fsgnj.h fs1, fa0, ft11
        fsgnjn.h fa0, ft11, fs1
        fsgnjn.h ft11, fs1, fa0
        fsgnjn.h fs1, fa0, ft11
        fsgnjx.h fa0, ft11, fs1
        fsgnjx.h ft11, fs1, fa0
        fsgnjx.h fs1, fa0, ft11
        fmin.h  fa0, ft11, fs1
        fmin.h  ft11, fs1, fa0
        fmin.h  fs1, fa0, ft11
        fmax.h  fa0, ft11, fs1
        fmax.h  ft11, fs1, fa0
        fmax.h  fs1, fa0, ft11
        feq.h   a0, ft11, fs1
        feq.h   t6, fs1, fa0
        feq.h   s1, fa0, ft11
        flt.h   a0, ft11, fs1
        flt.h   t6, fs1, fa0
        flt.h   s1, fa0, ft11
        fle.h   a0, ft11, fs1
        fle.h   t6, fs1, fa0
        fle.h   s1, fa0, ft11
        fclass.h a0, ft11
        fclass.h t6, fs1
        fclass.h s1, fa0
        fcvt.w.h a0, ft11
        fcvt.w.h t6, fs1
        fcvt.w.h s1, fa0
        fcvt.w.h a0, ft11, rne
        fcvt.w.h t6, fs1, rtz
        fcvt.w.h s1, fa0, dyn
        fcvt.wu.h a0, ft11
        fcvt.wu.h t6, fs1
        fcvt.wu.h s1, fa0
        fcvt.wu.h a0, ft11, rne
        fcvt.wu.h t6, fs1, rtz
        fcvt.wu.h s1, fa0, dyn
        fcvt.l.h a0, ft11
        fcvt.l.h t6, fs1
        fcvt.l.h s1, fa0
        fcvt.l.h a0, ft11, rne
        fcvt.l.h t6, fs1, rtz
        fcvt.l.h s1, fa0, dyn
        fcvt.lu.h a0, ft11
        fcvt.lu.h t6, fs1
        fcvt.lu.h s1, fa0
        fcvt.lu.h a0, ft11, rne
        fcvt.lu.h t6, fs1, rtz
        fcvt.lu.h s1, fa0, dyn
        fcvt.h.l fa0, t6
        fcvt.h.l ft11, s1
        fcvt.h.l fs1, a0
        fcvt.h.l fa0, t6, rne
        fcvt.h.l ft11, s1, rtz
        fcvt.h.l fs1, a0, dyn
        fcvt.h.lu fa0, t6
        fcvt.h.lu ft11, s1
        fcvt.h.lu fs1, a0
        fcvt.h.lu fa0, t6, rne
        fcvt.h.lu ft11, s1, rtz
        fcvt.h.lu fs1, a0, dyn
        fcvt.h.w fa0, t6
        fcvt.h.w ft11, s1
        fcvt.h.w fs1, a0
        fcvt.h.w fa0, t6, rne
        fcvt.h.w ft11, s1, rtz
        fcvt.h.w fs1, a0, dyn
        fcvt.h.wu fa0, t6
        fcvt.h.wu ft11, s1
        fcvt.h.wu fs1, a0
        fcvt.h.wu fa0, t6, rne
        fcvt.h.wu ft11, s1, rtz
        fcvt.h.wu fs1, a0, dyn
        fmv.h   fa0, ft11
        fmv.h   ft11, fs1
        fneg.h  fa0, ft11
        fneg.h  ft11, fs1
        fabs.h  fa0, ft11
        fabs.h  ft11, fs1
        fgt.h   a0, ft11, fs1
        fgt.h   t6, fs1, fa0
        fge.h   a0, ft11, fs1
        fge.h   t6, fs1, fa0
