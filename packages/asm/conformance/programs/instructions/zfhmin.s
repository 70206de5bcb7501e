# Zfhmin: moves and conversions of half precision.
        flh     fa0, 2047(t6)
        flh     ft11, 1(s1)
        flh     fs1, -2048(a0)
        fsh     fa0, 2047(t6)
        fsh     ft11, 1(s1)
        fsh     fs1, -2048(a0)
        fmv.x.h a0, ft11
        fmv.x.h t6, fs1
        fmv.x.h s1, fa0
        fmv.h.x fa0, t6
        fmv.h.x ft11, s1
        fmv.h.x fs1, a0
        fcvt.h.s fa0, ft11
        fcvt.h.s ft11, fs1
        fcvt.h.s fs1, fa0
        fcvt.h.s fa0, ft11, rne
        fcvt.h.s ft11, fs1, rtz
        fcvt.h.s fs1, fa0, dyn
        fcvt.h.d fa0, ft11
        fcvt.h.d ft11, fs1
        fcvt.h.d fs1, fa0
        fcvt.h.d fa0, ft11, rne
        fcvt.h.d ft11, fs1, rtz
        fcvt.h.d fs1, fa0, dyn
        fcvt.s.h fa0, ft11
        fcvt.s.h ft11, fs1
        fcvt.s.h fs1, fa0
        fcvt.d.h fa0, ft11
        fcvt.d.h ft11, fs1
        fcvt.d.h fs1, fa0
