# V: floating point.
        vfadd.vv v8, v24, v16
        vfadd.vv v24, v16, v8, v0.t
        vfadd.vf v16, v8, ft11
        vfadd.vf v8, v24, fs1, v0.t
        vfsub.vv v24, v16, v8
        vfsub.vv v16, v8, v24, v0.t
        vfsub.vf v8, v24, fs1
        vfsub.vf v24, v16, fa0, v0.t
        vfmin.vv v16, v8, v24
        vfmin.vv v8, v24, v16, v0.t
        vfmin.vf v24, v16, fa0
        vfmin.vf v16, v8, ft11, v0.t
        vfmax.vv v8, v24, v16
        vfmax.vv v24, v16, v8, v0.t
        vfmax.vf v16, v8, ft11
        vfmax.vf v8, v24, fs1, v0.t
        vfredusum.vs v24, v16, v8
        vfredusum.vs v16, v8, v24, v0.t
        vfredosum.vs v8, v24, v16
        vfredosum.vs v24, v16, v8, v0.t
        vfredmin.vs v16, v8, v24
        vfredmin.vs v8, v24, v16, v0.t
        vfredmax.vs v24, v16, v8
        vfredmax.vs v16, v8, v24, v0.t
        vfsgnj.vv v8, v24, v16
        vfsgnj.vv v24, v16, v8, v0.t
        vfsgnj.vf v16, v8, ft11
        vfsgnj.vf v8, v24, fs1, v0.t
        vfsgnjn.vv v24, v16, v8
        vfsgnjn.vv v16, v8, v24, v0.t
        vfsgnjn.vf v8, v24, fs1
        vfsgnjn.vf v24, v16, fa0, v0.t
        vfsgnjx.vv v16, v8, v24
        vfsgnjx.vv v8, v24, v16, v0.t
        vfsgnjx.vf v24, v16, fa0
        vfsgnjx.vf v16, v8, ft11, v0.t
        vfslide1up.vf v8, v24, fs1
        vfslide1up.vf v24, v16, fa0, v0.t
        vfslide1down.vf v16, v8, ft11
        vfslide1down.vf v8, v24, fs1, v0.t
        vmfeq.vv v24, v16, v8
        vmfeq.vv v16, v8, v24, v0.t
        vmfeq.vf v8, v24, fs1
        vmfeq.vf v24, v16, fa0, v0.t
        vmfle.vv v16, v8, v24
        vmfle.vv v8, v24, v16, v0.t
        vmfle.vf v24, v16, fa0
        vmfle.vf v16, v8, ft11, v0.t
        vmflt.vv v8, v24, v16
        vmflt.vv v24, v16, v8, v0.t
        vmflt.vf v16, v8, ft11
        vmflt.vf v8, v24, fs1, v0.t
        vmfne.vv v24, v16, v8
        vmfne.vv v16, v8, v24, v0.t
        vmfne.vf v8, v24, fs1
        vmfne.vf v24, v16, fa0, v0.t
        vmfgt.vf v16, v8, ft11
        vmfgt.vf v8, v24, fs1, v0.t
        vmfge.vf v24, v16, fa0
        vmfge.vf v16, v8, ft11, v0.t
        vfdiv.vv v8, v24, v16
        vfdiv.vv v24, v16, v8, v0.t
        vfdiv.vf v16, v8, ft11
        vfdiv.vf v8, v24, fs1, v0.t
        vfrdiv.vf v24, v16, fa0
        vfrdiv.vf v16, v8, ft11, v0.t
        vfmul.vv v8, v24, v16
        vfmul.vv v24, v16, v8, v0.t
        vfmul.vf v16, v8, ft11
        vfmul.vf v8, v24, fs1, v0.t
        vfrsub.vf v24, v16, fa0
        vfrsub.vf v16, v8, ft11, v0.t
        vfwadd.vv v8, v24, v16
        vfwadd.vv v24, v16, v8, v0.t
        vfwadd.vf v16, v8, ft11
        vfwadd.vf v8, v24, fs1, v0.t
        vfwsub.vv v24, v16, v8
        vfwsub.vv v16, v8, v24, v0.t
        vfwsub.vf v8, v24, fs1
        vfwsub.vf v24, v16, fa0, v0.t
        vfwmul.vv v16, v8, v24
        vfwmul.vv v8, v24, v16, v0.t
        vfwmul.vf v24, v16, fa0
        vfwmul.vf v16, v8, ft11, v0.t
        vfwadd.wv v8, v24, v16
        vfwadd.wv v24, v16, v8, v0.t
        vfwadd.wf v16, v8, ft11
        vfwadd.wf v8, v24, fs1, v0.t
        vfwsub.wv v24, v16, v8
        vfwsub.wv v16, v8, v24, v0.t
        vfwsub.wf v8, v24, fs1
        vfwsub.wf v24, v16, fa0, v0.t
        vfwredusum.vs v16, v8, v24
        vfwredusum.vs v8, v24, v16, v0.t
        vfwredosum.vs v24, v16, v8
        vfwredosum.vs v16, v8, v24, v0.t
        vfmadd.vv v8, v24, v16
        vfmadd.vv v24, v16, v8, v0.t
        vfmadd.vf v16, fa0, v24
        vfmadd.vf v8, ft11, v16, v0.t
        vfnmadd.vv v24, v16, v8
        vfnmadd.vv v16, v8, v24, v0.t
        vfnmadd.vf v8, ft11, v16
        vfnmadd.vf v24, fs1, v8, v0.t
        vfmsub.vv v16, v8, v24
        vfmsub.vv v8, v24, v16, v0.t
        vfmsub.vf v24, fs1, v8
        vfmsub.vf v16, fa0, v24, v0.t
        vfnmsub.vv v8, v24, v16
        vfnmsub.vv v24, v16, v8, v0.t
        vfnmsub.vf v16, fa0, v24
        vfnmsub.vf v8, ft11, v16, v0.t
        vfmacc.vv v24, v16, v8
        vfmacc.vv v16, v8, v24, v0.t
        vfmacc.vf v8, ft11, v16
        vfmacc.vf v24, fs1, v8, v0.t
        vfnmacc.vv v16, v8, v24
        vfnmacc.vv v8, v24, v16, v0.t
        vfnmacc.vf v24, fs1, v8
        vfnmacc.vf v16, fa0, v24, v0.t
        vfmsac.vv v8, v24, v16
        vfmsac.vv v24, v16, v8, v0.t
        vfmsac.vf v16, fa0, v24
        vfmsac.vf v8, ft11, v16, v0.t
        vfnmsac.vv v24, v16, v8
        vfnmsac.vv v16, v8, v24, v0.t
        vfnmsac.vf v8, ft11, v16
        vfnmsac.vf v24, fs1, v8, v0.t
        vfwmacc.vv v16, v8, v24
        vfwmacc.vv v8, v24, v16, v0.t
        vfwmacc.vf v24, fs1, v8
        vfwmacc.vf v16, fa0, v24, v0.t
        vfwnmacc.vv v8, v24, v16
        vfwnmacc.vv v24, v16, v8, v0.t
        vfwnmacc.vf v16, fa0, v24
        vfwnmacc.vf v8, ft11, v16, v0.t
        vfwmsac.vv v24, v16, v8
        vfwmsac.vv v16, v8, v24, v0.t
        vfwmsac.vf v8, ft11, v16
        vfwmsac.vf v24, fs1, v8, v0.t
        vfwnmsac.vv v16, v8, v24
        vfwnmsac.vv v8, v24, v16, v0.t
        vfwnmsac.vf v24, fs1, v8
        vfwnmsac.vf v16, fa0, v24, v0.t
        vfcvt.xu.f.v v8, v24
        vfcvt.xu.f.v v24, v16, v0.t
        vfcvt.x.f.v v16, v8
        vfcvt.x.f.v v8, v24, v0.t
        vfcvt.f.xu.v v24, v16
        vfcvt.f.xu.v v16, v8, v0.t
        vfcvt.f.x.v v8, v24
        vfcvt.f.x.v v24, v16, v0.t
        vfcvt.rtz.xu.f.v v16, v8
        vfcvt.rtz.xu.f.v v8, v24, v0.t
        vfcvt.rtz.x.f.v v24, v16
        vfcvt.rtz.x.f.v v16, v8, v0.t
        vfwcvt.xu.f.v v8, v24
        vfwcvt.xu.f.v v24, v16, v0.t
        vfwcvt.x.f.v v16, v8
        vfwcvt.x.f.v v8, v24, v0.t
        vfwcvt.f.xu.v v24, v16
        vfwcvt.f.xu.v v16, v8, v0.t
        vfwcvt.f.x.v v8, v24
        vfwcvt.f.x.v v24, v16, v0.t
        vfwcvt.f.f.v v16, v8
        vfwcvt.f.f.v v8, v24, v0.t
        vfwcvt.rtz.xu.f.v v24, v16
        vfwcvt.rtz.xu.f.v v16, v8, v0.t
        vfwcvt.rtz.x.f.v v8, v24
        vfwcvt.rtz.x.f.v v24, v16, v0.t
        vfncvt.xu.f.w v16, v8
        vfncvt.xu.f.w v8, v24, v0.t
        vfncvt.x.f.w v24, v16
        vfncvt.x.f.w v16, v8, v0.t
        vfncvt.f.xu.w v8, v24
        vfncvt.f.xu.w v24, v16, v0.t
        vfncvt.f.x.w v16, v8
        vfncvt.f.x.w v8, v24, v0.t
        vfncvt.f.f.w v24, v16
        vfncvt.f.f.w v16, v8, v0.t
        vfncvt.rod.f.f.w v8, v24
        vfncvt.rod.f.f.w v24, v16, v0.t
        vfncvt.rtz.xu.f.w v16, v8
        vfncvt.rtz.xu.f.w v8, v24, v0.t
        vfncvt.rtz.x.f.w v24, v16
        vfncvt.rtz.x.f.w v16, v8, v0.t
        vfsqrt.v v8, v24
        vfsqrt.v v24, v16, v0.t
        vfrsqrt7.v v16, v8
        vfrsqrt7.v v8, v24, v0.t
        vfrec7.v v24, v16
        vfrec7.v v16, v8, v0.t
        vfclass.v v8, v24
        vfclass.v v24, v16, v0.t
        vfmerge.vfm v16, v8, ft11, v0
        vfmv.v.f v8, ft11
        vfmv.s.f v24, fs1
        vfmv.f.s fs1, v8
        vfneg.v v8, v24
        vfneg.v v24, v16, v0.t
        vfabs.v v16, v8
        vfabs.v v8, v24, v0.t
        vmfgt.vv v24, v16, v8
        vmfgt.vv v16, v8, v24, v0.t
        vmfge.vv v8, v24, v16
        vmfge.vv v24, v16, v8, v0.t
        vfredsum.vs v16, v8, v24
        vfredsum.vs v8, v24, v16, v0.t
        vfwredsum.vs v24, v16, v8
        vfwredsum.vs v16, v8, v24, v0.t
        vfrsqrte7.v v8, v24
        vfrsqrte7.v v24, v16, v0.t
        vfrece7.v v16, v8
        vfrece7.v v8, v24, v0.t
