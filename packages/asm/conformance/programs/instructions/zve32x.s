# V: integers, memory, permutations.
        vsetvli a0, t6, e32, m1, ta, ma
        vsetivli t6, 1, e8, mf2, tu, mu
        vsetvl  s1, a0, t6
        vadd.vv v8, v24, v16
        vadd.vv v24, v16, v8, v0.t
        vadd.vx v16, v8, t6
        vadd.vx v8, v24, s1, v0.t
        vadd.vi v24, v16, 1
        vadd.vi v16, v8, -16, v0.t
        vsub.vv v8, v24, v16
        vsub.vv v24, v16, v8, v0.t
        vsub.vx v16, v8, t6
        vsub.vx v8, v24, s1, v0.t
        vrsub.vx v24, v16, a0
        vrsub.vx v16, v8, t6, v0.t
        vrsub.vi v8, v24, 15
        vrsub.vi v24, v16, 1, v0.t
        vminu.vv v16, v8, v24
        vminu.vv v8, v24, v16, v0.t
        vminu.vx v24, v16, a0
        vminu.vx v16, v8, t6, v0.t
        vmin.vv v8, v24, v16
        vmin.vv v24, v16, v8, v0.t
        vmin.vx v16, v8, t6
        vmin.vx v8, v24, s1, v0.t
        vmaxu.vv v24, v16, v8
        vmaxu.vv v16, v8, v24, v0.t
        vmaxu.vx v8, v24, s1
        vmaxu.vx v24, v16, a0, v0.t
        vmax.vv v16, v8, v24
        vmax.vv v8, v24, v16, v0.t
        vmax.vx v24, v16, a0
        vmax.vx v16, v8, t6, v0.t
        vand.vv v8, v24, v16
        vand.vv v24, v16, v8, v0.t
        vand.vx v16, v8, t6
        vand.vx v8, v24, s1, v0.t
        vand.vi v24, v16, 1
        vand.vi v16, v8, -16, v0.t
        vor.vv  v8, v24, v16
        vor.vv  v24, v16, v8, v0.t
        vor.vx  v16, v8, t6
        vor.vx  v8, v24, s1, v0.t
        vor.vi  v24, v16, 1
        vor.vi  v16, v8, -16, v0.t
        vxor.vv v8, v24, v16
        vxor.vv v24, v16, v8, v0.t
        vxor.vx v16, v8, t6
        vxor.vx v8, v24, s1, v0.t
        vxor.vi v24, v16, 1
        vxor.vi v16, v8, -16, v0.t
        vrgather.vv v8, v24, v16
        vrgather.vv v24, v16, v8, v0.t
        vrgather.vx v16, v8, t6
        vrgather.vx v8, v24, s1, v0.t
        vrgather.vi v24, v16, 1
        vrgather.vi v16, v8, 0, v0.t
        vrgatherei16.vv v8, v24, v16
        vrgatherei16.vv v24, v16, v8, v0.t
        vslideup.vx v16, v8, t6
        vslideup.vx v8, v24, s1, v0.t
        vslideup.vi v24, v16, 1
        vslideup.vi v16, v8, 0, v0.t
        vslidedown.vx v8, v24, s1
        vslidedown.vx v24, v16, a0, v0.t
        vslidedown.vi v16, v8, 0
        vslidedown.vi v8, v24, 31, v0.t
        vmseq.vv v24, v16, v8
        vmseq.vv v16, v8, v24, v0.t
        vmseq.vx v8, v24, s1
        vmseq.vx v24, v16, a0, v0.t
        vmseq.vi v16, v8, -16
        vmseq.vi v8, v24, 15, v0.t
        vmsne.vv v24, v16, v8
        vmsne.vv v16, v8, v24, v0.t
        vmsne.vx v8, v24, s1
        vmsne.vx v24, v16, a0, v0.t
        vmsne.vi v16, v8, -16
        vmsne.vi v8, v24, 15, v0.t
        vmsltu.vv v24, v16, v8
        vmsltu.vv v16, v8, v24, v0.t
        vmsltu.vx v8, v24, s1
        vmsltu.vx v24, v16, a0, v0.t
        vmslt.vv v16, v8, v24
        vmslt.vv v8, v24, v16, v0.t
        vmslt.vx v24, v16, a0
        vmslt.vx v16, v8, t6, v0.t
        vmsleu.vv v8, v24, v16
        vmsleu.vv v24, v16, v8, v0.t
        vmsleu.vx v16, v8, t6
        vmsleu.vx v8, v24, s1, v0.t
        vmsleu.vi v24, v16, 1
        vmsleu.vi v16, v8, -16, v0.t
        vmsle.vv v8, v24, v16
        vmsle.vv v24, v16, v8, v0.t
        vmsle.vx v16, v8, t6
        vmsle.vx v8, v24, s1, v0.t
        vmsle.vi v24, v16, 1
        vmsle.vi v16, v8, -16, v0.t
        vmsgtu.vx v8, v24, s1
        vmsgtu.vx v24, v16, a0, v0.t
        vmsgtu.vi v16, v8, -16
        vmsgtu.vi v8, v24, 15, v0.t
        vmsgt.vx v24, v16, a0
        vmsgt.vx v16, v8, t6, v0.t
        vmsgt.vi v8, v24, 15
        vmsgt.vi v24, v16, 1, v0.t
        vsaddu.vv v16, v8, v24
        vsaddu.vv v8, v24, v16, v0.t
        vsaddu.vx v24, v16, a0
        vsaddu.vx v16, v8, t6, v0.t
        vsaddu.vi v8, v24, 15
        vsaddu.vi v24, v16, 1, v0.t
        vsadd.vv v16, v8, v24
        vsadd.vv v8, v24, v16, v0.t
        vsadd.vx v24, v16, a0
        vsadd.vx v16, v8, t6, v0.t
        vsadd.vi v8, v24, 15
        vsadd.vi v24, v16, 1, v0.t
        vssubu.vv v16, v8, v24
        vssubu.vv v8, v24, v16, v0.t
        vssubu.vx v24, v16, a0
        vssubu.vx v16, v8, t6, v0.t
        vssub.vv v8, v24, v16
        vssub.vv v24, v16, v8, v0.t
        vssub.vx v16, v8, t6
        vssub.vx v8, v24, s1, v0.t
        vsll.vv v24, v16, v8
        vsll.vv v16, v8, v24, v0.t
        vsll.vx v8, v24, s1
        vsll.vx v24, v16, a0, v0.t
        vsll.vi v16, v8, 0
        vsll.vi v8, v24, 31, v0.t
        vsmul.vv v24, v16, v8
        vsmul.vv v16, v8, v24, v0.t
        vsmul.vx v8, v24, s1
        vsmul.vx v24, v16, a0, v0.t
        vsrl.vv v16, v8, v24
        vsrl.vv v8, v24, v16, v0.t
        vsrl.vx v24, v16, a0
        vsrl.vx v16, v8, t6, v0.t
        vsrl.vi v8, v24, 31
        vsrl.vi v24, v16, 1, v0.t
        vsra.vv v16, v8, v24
        vsra.vv v8, v24, v16, v0.t
        vsra.vx v24, v16, a0
        vsra.vx v16, v8, t6, v0.t
        vsra.vi v8, v24, 31
        vsra.vi v24, v16, 1, v0.t
        vssrl.vv v16, v8, v24
        vssrl.vv v8, v24, v16, v0.t
        vssrl.vx v24, v16, a0
        vssrl.vx v16, v8, t6, v0.t
        vssrl.vi v8, v24, 31
        vssrl.vi v24, v16, 1, v0.t
        vssra.vv v16, v8, v24
        vssra.vv v8, v24, v16, v0.t
        vssra.vx v24, v16, a0
        vssra.vx v16, v8, t6, v0.t
        vssra.vi v8, v24, 31
        vssra.vi v24, v16, 1, v0.t
        vnsrl.wv v16, v8, v24
        vnsrl.wv v8, v24, v16, v0.t
        vnsrl.wx v24, v16, a0
        vnsrl.wx v16, v8, t6, v0.t
        vnsrl.wi v8, v24, 31
        vnsrl.wi v24, v16, 1, v0.t
        vnsra.wv v16, v8, v24
        vnsra.wv v8, v24, v16, v0.t
        vnsra.wx v24, v16, a0
        vnsra.wx v16, v8, t6, v0.t
        vnsra.wi v8, v24, 31
        vnsra.wi v24, v16, 1, v0.t
        vnclipu.wv v16, v8, v24
        vnclipu.wv v8, v24, v16, v0.t
        vnclipu.wx v24, v16, a0
        vnclipu.wx v16, v8, t6, v0.t
        vnclipu.wi v8, v24, 31
        vnclipu.wi v24, v16, 1, v0.t
        vnclip.wv v16, v8, v24
        vnclip.wv v8, v24, v16, v0.t
        vnclip.wx v24, v16, a0
        vnclip.wx v16, v8, t6, v0.t
        vnclip.wi v8, v24, 31
        vnclip.wi v24, v16, 1, v0.t
        vwredsumu.vs v16, v8, v24
        vwredsumu.vs v8, v24, v16, v0.t
        vwredsum.vs v24, v16, v8
        vwredsum.vs v16, v8, v24, v0.t
        vadc.vvm v8, v24, v16, v0
        vadc.vxm v24, v16, a0, v0
        vadc.vim v16, v8, -16, v0
        vmadc.vvm v8, v24, v16, v0
        vmadc.vv v24, v16, v8
        vmadc.vxm v16, v8, t6, v0
        vmadc.vx v8, v24, s1
        vmadc.vim v24, v16, 1, v0
        vmadc.vi v16, v8, -16
        vsbc.vvm v8, v24, v16, v0
        vsbc.vxm v24, v16, a0, v0
        vmsbc.vvm v16, v8, v24, v0
        vmsbc.vv v8, v24, v16
        vmsbc.vxm v24, v16, a0, v0
        vmsbc.vx v16, v8, t6
        vmerge.vvm v8, v24, v16, v0
        vmerge.vxm v24, v16, a0, v0
        vmerge.vim v16, v8, -16, v0
        vmv.v.v v8, v24
        vmv.v.x v24, s1
        vmv.v.i v16, -16
        vmv.x.s a0, v24
        vmv.s.x v24, s1
        vmv1r.v v16, v8
        vmv2r.v v8, v24
        vmv4r.v v24, v16
        vmv8r.v v16, v8
        vredsum.vs v8, v24, v16
        vredsum.vs v24, v16, v8, v0.t
        vredand.vs v16, v8, v24
        vredand.vs v8, v24, v16, v0.t
        vredor.vs v24, v16, v8
        vredor.vs v16, v8, v24, v0.t
        vredxor.vs v8, v24, v16
        vredxor.vs v24, v16, v8, v0.t
        vredminu.vs v16, v8, v24
        vredminu.vs v8, v24, v16, v0.t
        vredmin.vs v24, v16, v8
        vredmin.vs v16, v8, v24, v0.t
        vredmaxu.vs v8, v24, v16
        vredmaxu.vs v24, v16, v8, v0.t
        vredmax.vs v16, v8, v24
        vredmax.vs v8, v24, v16, v0.t
        vaaddu.vv v24, v16, v8
        vaaddu.vv v16, v8, v24, v0.t
        vaaddu.vx v8, v24, s1
        vaaddu.vx v24, v16, a0, v0.t
        vaadd.vv v16, v8, v24
        vaadd.vv v8, v24, v16, v0.t
        vaadd.vx v24, v16, a0
        vaadd.vx v16, v8, t6, v0.t
        vasubu.vv v8, v24, v16
        vasubu.vv v24, v16, v8, v0.t
        vasubu.vx v16, v8, t6
        vasubu.vx v8, v24, s1, v0.t
        vasub.vv v24, v16, v8
        vasub.vv v16, v8, v24, v0.t
        vasub.vx v8, v24, s1
        vasub.vx v24, v16, a0, v0.t
        vslide1up.vx v16, v8, t6
        vslide1up.vx v8, v24, s1, v0.t
        vslide1down.vx v24, v16, a0
        vslide1down.vx v16, v8, t6, v0.t
        vdivu.vv v8, v24, v16
        vdivu.vv v24, v16, v8, v0.t
        vdivu.vx v16, v8, t6
        vdivu.vx v8, v24, s1, v0.t
        vdiv.vv v24, v16, v8
        vdiv.vv v16, v8, v24, v0.t
        vdiv.vx v8, v24, s1
        vdiv.vx v24, v16, a0, v0.t
        vremu.vv v16, v8, v24
        vremu.vv v8, v24, v16, v0.t
        vremu.vx v24, v16, a0
        vremu.vx v16, v8, t6, v0.t
        vrem.vv v8, v24, v16
        vrem.vv v24, v16, v8, v0.t
        vrem.vx v16, v8, t6
        vrem.vx v8, v24, s1, v0.t
        vmulhu.vv v24, v16, v8
        vmulhu.vv v16, v8, v24, v0.t
        vmulhu.vx v8, v24, s1
        vmulhu.vx v24, v16, a0, v0.t
        vmul.vv v16, v8, v24
        vmul.vv v8, v24, v16, v0.t
        vmul.vx v24, v16, a0
        vmul.vx v16, v8, t6, v0.t
        vmulhsu.vv v8, v24, v16
        vmulhsu.vv v24, v16, v8, v0.t
        vmulhsu.vx v16, v8, t6
        vmulhsu.vx v8, v24, s1, v0.t
        vmulh.vv v24, v16, v8
        vmulh.vv v16, v8, v24, v0.t
        vmulh.vx v8, v24, s1
        vmulh.vx v24, v16, a0, v0.t
        vwaddu.vv v16, v8, v24
        vwaddu.vv v8, v24, v16, v0.t
        vwaddu.vx v24, v16, a0
        vwaddu.vx v16, v8, t6, v0.t
        vwadd.vv v8, v24, v16
        vwadd.vv v24, v16, v8, v0.t
        vwadd.vx v16, v8, t6
        vwadd.vx v8, v24, s1, v0.t
        vwsubu.vv v24, v16, v8
        vwsubu.vv v16, v8, v24, v0.t
        vwsubu.vx v8, v24, s1
        vwsubu.vx v24, v16, a0, v0.t
        vwsub.vv v16, v8, v24
        vwsub.vv v8, v24, v16, v0.t
        vwsub.vx v24, v16, a0
        vwsub.vx v16, v8, t6, v0.t
        vwaddu.wv v8, v24, v16
        vwaddu.wv v24, v16, v8, v0.t
        vwaddu.wx v16, v8, t6
        vwaddu.wx v8, v24, s1, v0.t
        vwadd.wv v24, v16, v8
        vwadd.wv v16, v8, v24, v0.t
        vwadd.wx v8, v24, s1
        vwadd.wx v24, v16, a0, v0.t
        vwsubu.wv v16, v8, v24
        vwsubu.wv v8, v24, v16, v0.t
        vwsubu.wx v24, v16, a0
        vwsubu.wx v16, v8, t6, v0.t
        vwsub.wv v8, v24, v16
        vwsub.wv v24, v16, v8, v0.t
        vwsub.wx v16, v8, t6
        vwsub.wx v8, v24, s1, v0.t
        vwmulu.vv v24, v16, v8
        vwmulu.vv v16, v8, v24, v0.t
        vwmulu.vx v8, v24, s1
        vwmulu.vx v24, v16, a0, v0.t
        vwmulsu.vv v16, v8, v24
        vwmulsu.vv v8, v24, v16, v0.t
        vwmulsu.vx v24, v16, a0
        vwmulsu.vx v16, v8, t6, v0.t
        vwmul.vv v8, v24, v16
        vwmul.vv v24, v16, v8, v0.t
        vwmul.vx v16, v8, t6
        vwmul.vx v8, v24, s1, v0.t
        vmadd.vv v24, v16, v8
        vmadd.vv v16, v8, v24, v0.t
        vmadd.vx v8, t6, v16
        vmadd.vx v24, s1, v8, v0.t
        vnmsub.vv v16, v8, v24
        vnmsub.vv v8, v24, v16, v0.t
        vnmsub.vx v24, s1, v8
        vnmsub.vx v16, a0, v24, v0.t
        vmacc.vv v8, v24, v16
        vmacc.vv v24, v16, v8, v0.t
        vmacc.vx v16, a0, v24
        vmacc.vx v8, t6, v16, v0.t
        vnmsac.vv v24, v16, v8
        vnmsac.vv v16, v8, v24, v0.t
        vnmsac.vx v8, t6, v16
        vnmsac.vx v24, s1, v8, v0.t
        vwmaccu.vv v16, v8, v24
        vwmaccu.vv v8, v24, v16, v0.t
        vwmaccu.vx v24, s1, v8
        vwmaccu.vx v16, a0, v24, v0.t
        vwmacc.vv v8, v24, v16
        vwmacc.vv v24, v16, v8, v0.t
        vwmacc.vx v16, a0, v24
        vwmacc.vx v8, t6, v16, v0.t
        vwmaccus.vx v24, s1, v8
        vwmaccus.vx v16, a0, v24, v0.t
        vwmaccsu.vv v8, v24, v16
        vwmaccsu.vv v24, v16, v8, v0.t
        vwmaccsu.vx v16, a0, v24
        vwmaccsu.vx v8, t6, v16, v0.t
        vzext.vf8 v24, v16
        vzext.vf8 v16, v8, v0.t
        vsext.vf8 v8, v24
        vsext.vf8 v24, v16, v0.t
        vzext.vf4 v16, v8
        vzext.vf4 v8, v24, v0.t
        vsext.vf4 v24, v16
        vsext.vf4 v16, v8, v0.t
        vzext.vf2 v8, v24
        vzext.vf2 v24, v16, v0.t
        vsext.vf2 v16, v8
        vsext.vf2 v8, v24, v0.t
        vmsbf.m v24, v16
        vmsbf.m v16, v8, v0.t
        vmsof.m v8, v24
        vmsof.m v24, v16, v0.t
        vmsif.m v16, v8
        vmsif.m v8, v24, v0.t
        viota.m v24, v16
        viota.m v16, v8, v0.t
        vid.v   v8
        vid.v   v24, v0.t
        vcpop.m s1, v8
        vcpop.m a0, v24, v0.t
        vfirst.m t6, v16
        vfirst.m s1, v8, v0.t
        vcompress.vm v8, v24, v16
        vmandn.mm v24, v16, v8
        vmand.mm v16, v8, v24
        vmor.mm v8, v24, v16
        vmxor.mm v24, v16, v8
        vmorn.mm v16, v8, v24
        vmnand.mm v8, v24, v16
        vmnor.mm v24, v16, v8
        vmxnor.mm v16, v8, v24
        vlm.v   v8, (t6)
        vsm.v   v24, (s1)
        vs1r.v  v16, (a0)
        vs2r.v  v8, (t6)
        vs4r.v  v24, (s1)
        vs8r.v  v16, (a0)
        vle8.v  v8, (t6)
        vle8.v  v24, (s1), v0.t
        vse8.v  v16, (a0)
        vse8.v  v8, (t6), v0.t
        vle8ff.v v24, (s1)
        vle8ff.v v16, (a0), v0.t
        vlse8.v v8, (t6), s1
        vlse8.v v24, (s1), a0, v0.t
        vsse8.v v16, (a0), t6
        vsse8.v v8, (t6), s1, v0.t
        vluxei8.v v24, (s1), v8
        vluxei8.v v16, (a0), v24, v0.t
        vsuxei8.v v8, (t6), v16
        vsuxei8.v v24, (s1), v8, v0.t
        vloxei8.v v16, (a0), v24
        vloxei8.v v8, (t6), v16, v0.t
        vsoxei8.v v24, (s1), v8
        vsoxei8.v v16, (a0), v24, v0.t
        vlseg2e8.v v8, (t6)
        vlseg2e8.v v24, (s1), v0.t
        vsseg2e8.v v16, (a0)
        vsseg2e8.v v8, (t6), v0.t
        vlseg2e8ff.v v24, (s1)
        vlseg2e8ff.v v16, (a0), v0.t
        vlsseg2e8.v v8, (t6), s1
        vlsseg2e8.v v24, (s1), a0, v0.t
        vssseg2e8.v v16, (a0), t6
        vssseg2e8.v v8, (t6), s1, v0.t
        vluxseg2ei8.v v24, (s1), v8
        vluxseg2ei8.v v16, (a0), v24, v0.t
        vsuxseg2ei8.v v8, (t6), v16
        vsuxseg2ei8.v v24, (s1), v8, v0.t
        vloxseg2ei8.v v16, (a0), v24
        vloxseg2ei8.v v8, (t6), v16, v0.t
        vsoxseg2ei8.v v24, (s1), v8
        vsoxseg2ei8.v v16, (a0), v24, v0.t
        vlseg3e8.v v8, (t6)
        vlseg3e8.v v24, (s1), v0.t
        vsseg3e8.v v16, (a0)
        vsseg3e8.v v8, (t6), v0.t
        vlseg3e8ff.v v24, (s1)
        vlseg3e8ff.v v16, (a0), v0.t
        vlsseg3e8.v v8, (t6), s1
        vlsseg3e8.v v24, (s1), a0, v0.t
        vssseg3e8.v v16, (a0), t6
        vssseg3e8.v v8, (t6), s1, v0.t
        vluxseg3ei8.v v24, (s1), v8
        vluxseg3ei8.v v16, (a0), v24, v0.t
        vsuxseg3ei8.v v8, (t6), v16
        vsuxseg3ei8.v v24, (s1), v8, v0.t
        vloxseg3ei8.v v16, (a0), v24
        vloxseg3ei8.v v8, (t6), v16, v0.t
        vsoxseg3ei8.v v24, (s1), v8
        vsoxseg3ei8.v v16, (a0), v24, v0.t
        vlseg4e8.v v8, (t6)
        vlseg4e8.v v24, (s1), v0.t
        vsseg4e8.v v16, (a0)
        vsseg4e8.v v8, (t6), v0.t
        vlseg4e8ff.v v24, (s1)
        vlseg4e8ff.v v16, (a0), v0.t
        vlsseg4e8.v v8, (t6), s1
        vlsseg4e8.v v24, (s1), a0, v0.t
        vssseg4e8.v v16, (a0), t6
        vssseg4e8.v v8, (t6), s1, v0.t
        vluxseg4ei8.v v24, (s1), v8
        vluxseg4ei8.v v16, (a0), v24, v0.t
        vsuxseg4ei8.v v8, (t6), v16
        vsuxseg4ei8.v v24, (s1), v8, v0.t
        vloxseg4ei8.v v16, (a0), v24
        vloxseg4ei8.v v8, (t6), v16, v0.t
        vsoxseg4ei8.v v24, (s1), v8
        vsoxseg4ei8.v v16, (a0), v24, v0.t
        vlseg5e8.v v8, (t6)
        vlseg5e8.v v24, (s1), v0.t
        vsseg5e8.v v16, (a0)
        vsseg5e8.v v8, (t6), v0.t
        vlseg5e8ff.v v24, (s1)
        vlseg5e8ff.v v16, (a0), v0.t
        vlsseg5e8.v v8, (t6), s1
        vlsseg5e8.v v24, (s1), a0, v0.t
        vssseg5e8.v v16, (a0), t6
        vssseg5e8.v v8, (t6), s1, v0.t
        vluxseg5ei8.v v24, (s1), v8
        vluxseg5ei8.v v16, (a0), v24, v0.t
        vsuxseg5ei8.v v8, (t6), v16
        vsuxseg5ei8.v v24, (s1), v8, v0.t
        vloxseg5ei8.v v16, (a0), v24
        vloxseg5ei8.v v8, (t6), v16, v0.t
        vsoxseg5ei8.v v24, (s1), v8
        vsoxseg5ei8.v v16, (a0), v24, v0.t
        vlseg6e8.v v8, (t6)
        vlseg6e8.v v24, (s1), v0.t
        vsseg6e8.v v16, (a0)
        vsseg6e8.v v8, (t6), v0.t
        vlseg6e8ff.v v24, (s1)
        vlseg6e8ff.v v16, (a0), v0.t
        vlsseg6e8.v v8, (t6), s1
        vlsseg6e8.v v24, (s1), a0, v0.t
        vssseg6e8.v v16, (a0), t6
        vssseg6e8.v v8, (t6), s1, v0.t
        vluxseg6ei8.v v24, (s1), v8
        vluxseg6ei8.v v16, (a0), v24, v0.t
        vsuxseg6ei8.v v8, (t6), v16
        vsuxseg6ei8.v v24, (s1), v8, v0.t
        vloxseg6ei8.v v16, (a0), v24
        vloxseg6ei8.v v8, (t6), v16, v0.t
        vsoxseg6ei8.v v24, (s1), v8
        vsoxseg6ei8.v v16, (a0), v24, v0.t
        vlseg7e8.v v8, (t6)
        vlseg7e8.v v24, (s1), v0.t
        vsseg7e8.v v16, (a0)
        vsseg7e8.v v8, (t6), v0.t
        vlseg7e8ff.v v24, (s1)
        vlseg7e8ff.v v16, (a0), v0.t
        vlsseg7e8.v v8, (t6), s1
        vlsseg7e8.v v24, (s1), a0, v0.t
        vssseg7e8.v v16, (a0), t6
        vssseg7e8.v v8, (t6), s1, v0.t
        vluxseg7ei8.v v24, (s1), v8
        vluxseg7ei8.v v16, (a0), v24, v0.t
        vsuxseg7ei8.v v8, (t6), v16
        vsuxseg7ei8.v v24, (s1), v8, v0.t
        vloxseg7ei8.v v16, (a0), v24
        vloxseg7ei8.v v8, (t6), v16, v0.t
        vsoxseg7ei8.v v24, (s1), v8
        vsoxseg7ei8.v v16, (a0), v24, v0.t
        vlseg8e8.v v8, (t6)
        vlseg8e8.v v24, (s1), v0.t
        vsseg8e8.v v16, (a0)
        vsseg8e8.v v8, (t6), v0.t
        vlseg8e8ff.v v24, (s1)
        vlseg8e8ff.v v16, (a0), v0.t
        vlsseg8e8.v v8, (t6), s1
        vlsseg8e8.v v24, (s1), a0, v0.t
        vssseg8e8.v v16, (a0), t6
        vssseg8e8.v v8, (t6), s1, v0.t
        vluxseg8ei8.v v24, (s1), v8
        vluxseg8ei8.v v16, (a0), v24, v0.t
        vsuxseg8ei8.v v8, (t6), v16
        vsuxseg8ei8.v v24, (s1), v8, v0.t
        vloxseg8ei8.v v16, (a0), v24
        vloxseg8ei8.v v8, (t6), v16, v0.t
        vsoxseg8ei8.v v24, (s1), v8
        vsoxseg8ei8.v v16, (a0), v24, v0.t
        vl1re8.v v8, (t6)
        vl2re8.v v24, (s1)
        vl4re8.v v16, (a0)
        vl8re8.v v8, (t6)
        vle16.v v24, (s1)
        vle16.v v16, (a0), v0.t
        vse16.v v8, (t6)
        vse16.v v24, (s1), v0.t
        vle16ff.v v16, (a0)
        vle16ff.v v8, (t6), v0.t
        vlse16.v v24, (s1), a0
        vlse16.v v16, (a0), t6, v0.t
        vsse16.v v8, (t6), s1
        vsse16.v v24, (s1), a0, v0.t
        vluxei16.v v16, (a0), v24
        vluxei16.v v8, (t6), v16, v0.t
        vsuxei16.v v24, (s1), v8
        vsuxei16.v v16, (a0), v24, v0.t
        vloxei16.v v8, (t6), v16
        vloxei16.v v24, (s1), v8, v0.t
        vsoxei16.v v16, (a0), v24
        vsoxei16.v v8, (t6), v16, v0.t
        vlseg2e16.v v24, (s1)
        vlseg2e16.v v16, (a0), v0.t
        vsseg2e16.v v8, (t6)
        vsseg2e16.v v24, (s1), v0.t
        vlseg2e16ff.v v16, (a0)
        vlseg2e16ff.v v8, (t6), v0.t
        vlsseg2e16.v v24, (s1), a0
        vlsseg2e16.v v16, (a0), t6, v0.t
        vssseg2e16.v v8, (t6), s1
        vssseg2e16.v v24, (s1), a0, v0.t
        vluxseg2ei16.v v16, (a0), v24
        vluxseg2ei16.v v8, (t6), v16, v0.t
        vsuxseg2ei16.v v24, (s1), v8
        vsuxseg2ei16.v v16, (a0), v24, v0.t
        vloxseg2ei16.v v8, (t6), v16
        vloxseg2ei16.v v24, (s1), v8, v0.t
        vsoxseg2ei16.v v16, (a0), v24
        vsoxseg2ei16.v v8, (t6), v16, v0.t
        vlseg3e16.v v24, (s1)
        vlseg3e16.v v16, (a0), v0.t
        vsseg3e16.v v8, (t6)
        vsseg3e16.v v24, (s1), v0.t
        vlseg3e16ff.v v16, (a0)
        vlseg3e16ff.v v8, (t6), v0.t
        vlsseg3e16.v v24, (s1), a0
        vlsseg3e16.v v16, (a0), t6, v0.t
        vssseg3e16.v v8, (t6), s1
        vssseg3e16.v v24, (s1), a0, v0.t
        vluxseg3ei16.v v16, (a0), v24
        vluxseg3ei16.v v8, (t6), v16, v0.t
        vsuxseg3ei16.v v24, (s1), v8
        vsuxseg3ei16.v v16, (a0), v24, v0.t
        vloxseg3ei16.v v8, (t6), v16
        vloxseg3ei16.v v24, (s1), v8, v0.t
        vsoxseg3ei16.v v16, (a0), v24
        vsoxseg3ei16.v v8, (t6), v16, v0.t
        vlseg4e16.v v24, (s1)
        vlseg4e16.v v16, (a0), v0.t
        vsseg4e16.v v8, (t6)
        vsseg4e16.v v24, (s1), v0.t
        vlseg4e16ff.v v16, (a0)
        vlseg4e16ff.v v8, (t6), v0.t
        vlsseg4e16.v v24, (s1), a0
        vlsseg4e16.v v16, (a0), t6, v0.t
        vssseg4e16.v v8, (t6), s1
        vssseg4e16.v v24, (s1), a0, v0.t
        vluxseg4ei16.v v16, (a0), v24
        vluxseg4ei16.v v8, (t6), v16, v0.t
        vsuxseg4ei16.v v24, (s1), v8
        vsuxseg4ei16.v v16, (a0), v24, v0.t
        vloxseg4ei16.v v8, (t6), v16
        vloxseg4ei16.v v24, (s1), v8, v0.t
        vsoxseg4ei16.v v16, (a0), v24
        vsoxseg4ei16.v v8, (t6), v16, v0.t
        vlseg5e16.v v24, (s1)
        vlseg5e16.v v16, (a0), v0.t
        vsseg5e16.v v8, (t6)
        vsseg5e16.v v24, (s1), v0.t
        vlseg5e16ff.v v16, (a0)
        vlseg5e16ff.v v8, (t6), v0.t
        vlsseg5e16.v v24, (s1), a0
        vlsseg5e16.v v16, (a0), t6, v0.t
        vssseg5e16.v v8, (t6), s1
        vssseg5e16.v v24, (s1), a0, v0.t
        vluxseg5ei16.v v16, (a0), v24
        vluxseg5ei16.v v8, (t6), v16, v0.t
        vsuxseg5ei16.v v24, (s1), v8
        vsuxseg5ei16.v v16, (a0), v24, v0.t
        vloxseg5ei16.v v8, (t6), v16
        vloxseg5ei16.v v24, (s1), v8, v0.t
        vsoxseg5ei16.v v16, (a0), v24
        vsoxseg5ei16.v v8, (t6), v16, v0.t
        vlseg6e16.v v24, (s1)
        vlseg6e16.v v16, (a0), v0.t
        vsseg6e16.v v8, (t6)
        vsseg6e16.v v24, (s1), v0.t
        vlseg6e16ff.v v16, (a0)
        vlseg6e16ff.v v8, (t6), v0.t
        vlsseg6e16.v v24, (s1), a0
        vlsseg6e16.v v16, (a0), t6, v0.t
        vssseg6e16.v v8, (t6), s1
        vssseg6e16.v v24, (s1), a0, v0.t
        vluxseg6ei16.v v16, (a0), v24
        vluxseg6ei16.v v8, (t6), v16, v0.t
        vsuxseg6ei16.v v24, (s1), v8
        vsuxseg6ei16.v v16, (a0), v24, v0.t
        vloxseg6ei16.v v8, (t6), v16
        vloxseg6ei16.v v24, (s1), v8, v0.t
        vsoxseg6ei16.v v16, (a0), v24
        vsoxseg6ei16.v v8, (t6), v16, v0.t
        vlseg7e16.v v24, (s1)
        vlseg7e16.v v16, (a0), v0.t
        vsseg7e16.v v8, (t6)
        vsseg7e16.v v24, (s1), v0.t
        vlseg7e16ff.v v16, (a0)
        vlseg7e16ff.v v8, (t6), v0.t
        vlsseg7e16.v v24, (s1), a0
        vlsseg7e16.v v16, (a0), t6, v0.t
        vssseg7e16.v v8, (t6), s1
        vssseg7e16.v v24, (s1), a0, v0.t
        vluxseg7ei16.v v16, (a0), v24
        vluxseg7ei16.v v8, (t6), v16, v0.t
        vsuxseg7ei16.v v24, (s1), v8
        vsuxseg7ei16.v v16, (a0), v24, v0.t
        vloxseg7ei16.v v8, (t6), v16
        vloxseg7ei16.v v24, (s1), v8, v0.t
        vsoxseg7ei16.v v16, (a0), v24
        vsoxseg7ei16.v v8, (t6), v16, v0.t
        vlseg8e16.v v24, (s1)
        vlseg8e16.v v16, (a0), v0.t
        vsseg8e16.v v8, (t6)
        vsseg8e16.v v24, (s1), v0.t
        vlseg8e16ff.v v16, (a0)
        vlseg8e16ff.v v8, (t6), v0.t
        vlsseg8e16.v v24, (s1), a0
        vlsseg8e16.v v16, (a0), t6, v0.t
        vssseg8e16.v v8, (t6), s1
        vssseg8e16.v v24, (s1), a0, v0.t
        vluxseg8ei16.v v16, (a0), v24
        vluxseg8ei16.v v8, (t6), v16, v0.t
        vsuxseg8ei16.v v24, (s1), v8
        vsuxseg8ei16.v v16, (a0), v24, v0.t
        vloxseg8ei16.v v8, (t6), v16
        vloxseg8ei16.v v24, (s1), v8, v0.t
        vsoxseg8ei16.v v16, (a0), v24
        vsoxseg8ei16.v v8, (t6), v16, v0.t
        vl1re16.v v24, (s1)
        vl2re16.v v16, (a0)
        vl4re16.v v8, (t6)
        vl8re16.v v24, (s1)
        vle32.v v16, (a0)
        vle32.v v8, (t6), v0.t
        vse32.v v24, (s1)
        vse32.v v16, (a0), v0.t
        vle32ff.v v8, (t6)
        vle32ff.v v24, (s1), v0.t
        vlse32.v v16, (a0), t6
        vlse32.v v8, (t6), s1, v0.t
        vsse32.v v24, (s1), a0
        vsse32.v v16, (a0), t6, v0.t
        vluxei32.v v8, (t6), v16
        vluxei32.v v24, (s1), v8, v0.t
        vsuxei32.v v16, (a0), v24
        vsuxei32.v v8, (t6), v16, v0.t
        vloxei32.v v24, (s1), v8
        vloxei32.v v16, (a0), v24, v0.t
        vsoxei32.v v8, (t6), v16
        vsoxei32.v v24, (s1), v8, v0.t
        vlseg2e32.v v16, (a0)
        vlseg2e32.v v8, (t6), v0.t
        vsseg2e32.v v24, (s1)
        vsseg2e32.v v16, (a0), v0.t
        vlseg2e32ff.v v8, (t6)
        vlseg2e32ff.v v24, (s1), v0.t
        vlsseg2e32.v v16, (a0), t6
        vlsseg2e32.v v8, (t6), s1, v0.t
        vssseg2e32.v v24, (s1), a0
        vssseg2e32.v v16, (a0), t6, v0.t
        vluxseg2ei32.v v8, (t6), v16
        vluxseg2ei32.v v24, (s1), v8, v0.t
        vsuxseg2ei32.v v16, (a0), v24
        vsuxseg2ei32.v v8, (t6), v16, v0.t
        vloxseg2ei32.v v24, (s1), v8
        vloxseg2ei32.v v16, (a0), v24, v0.t
        vsoxseg2ei32.v v8, (t6), v16
        vsoxseg2ei32.v v24, (s1), v8, v0.t
        vlseg3e32.v v16, (a0)
        vlseg3e32.v v8, (t6), v0.t
        vsseg3e32.v v24, (s1)
        vsseg3e32.v v16, (a0), v0.t
        vlseg3e32ff.v v8, (t6)
        vlseg3e32ff.v v24, (s1), v0.t
        vlsseg3e32.v v16, (a0), t6
        vlsseg3e32.v v8, (t6), s1, v0.t
        vssseg3e32.v v24, (s1), a0
        vssseg3e32.v v16, (a0), t6, v0.t
        vluxseg3ei32.v v8, (t6), v16
        vluxseg3ei32.v v24, (s1), v8, v0.t
        vsuxseg3ei32.v v16, (a0), v24
        vsuxseg3ei32.v v8, (t6), v16, v0.t
        vloxseg3ei32.v v24, (s1), v8
        vloxseg3ei32.v v16, (a0), v24, v0.t
        vsoxseg3ei32.v v8, (t6), v16
        vsoxseg3ei32.v v24, (s1), v8, v0.t
        vlseg4e32.v v16, (a0)
        vlseg4e32.v v8, (t6), v0.t
        vsseg4e32.v v24, (s1)
        vsseg4e32.v v16, (a0), v0.t
        vlseg4e32ff.v v8, (t6)
        vlseg4e32ff.v v24, (s1), v0.t
        vlsseg4e32.v v16, (a0), t6
        vlsseg4e32.v v8, (t6), s1, v0.t
        vssseg4e32.v v24, (s1), a0
        vssseg4e32.v v16, (a0), t6, v0.t
        vluxseg4ei32.v v8, (t6), v16
        vluxseg4ei32.v v24, (s1), v8, v0.t
        vsuxseg4ei32.v v16, (a0), v24
        vsuxseg4ei32.v v8, (t6), v16, v0.t
        vloxseg4ei32.v v24, (s1), v8
        vloxseg4ei32.v v16, (a0), v24, v0.t
        vsoxseg4ei32.v v8, (t6), v16
        vsoxseg4ei32.v v24, (s1), v8, v0.t
        vlseg5e32.v v16, (a0)
        vlseg5e32.v v8, (t6), v0.t
        vsseg5e32.v v24, (s1)
        vsseg5e32.v v16, (a0), v0.t
        vlseg5e32ff.v v8, (t6)
        vlseg5e32ff.v v24, (s1), v0.t
        vlsseg5e32.v v16, (a0), t6
        vlsseg5e32.v v8, (t6), s1, v0.t
        vssseg5e32.v v24, (s1), a0
        vssseg5e32.v v16, (a0), t6, v0.t
        vluxseg5ei32.v v8, (t6), v16
        vluxseg5ei32.v v24, (s1), v8, v0.t
        vsuxseg5ei32.v v16, (a0), v24
        vsuxseg5ei32.v v8, (t6), v16, v0.t
        vloxseg5ei32.v v24, (s1), v8
        vloxseg5ei32.v v16, (a0), v24, v0.t
        vsoxseg5ei32.v v8, (t6), v16
        vsoxseg5ei32.v v24, (s1), v8, v0.t
        vlseg6e32.v v16, (a0)
        vlseg6e32.v v8, (t6), v0.t
        vsseg6e32.v v24, (s1)
        vsseg6e32.v v16, (a0), v0.t
        vlseg6e32ff.v v8, (t6)
        vlseg6e32ff.v v24, (s1), v0.t
        vlsseg6e32.v v16, (a0), t6
        vlsseg6e32.v v8, (t6), s1, v0.t
        vssseg6e32.v v24, (s1), a0
        vssseg6e32.v v16, (a0), t6, v0.t
        vluxseg6ei32.v v8, (t6), v16
        vluxseg6ei32.v v24, (s1), v8, v0.t
        vsuxseg6ei32.v v16, (a0), v24
        vsuxseg6ei32.v v8, (t6), v16, v0.t
        vloxseg6ei32.v v24, (s1), v8
        vloxseg6ei32.v v16, (a0), v24, v0.t
        vsoxseg6ei32.v v8, (t6), v16
        vsoxseg6ei32.v v24, (s1), v8, v0.t
        vlseg7e32.v v16, (a0)
        vlseg7e32.v v8, (t6), v0.t
        vsseg7e32.v v24, (s1)
        vsseg7e32.v v16, (a0), v0.t
        vlseg7e32ff.v v8, (t6)
        vlseg7e32ff.v v24, (s1), v0.t
        vlsseg7e32.v v16, (a0), t6
        vlsseg7e32.v v8, (t6), s1, v0.t
        vssseg7e32.v v24, (s1), a0
        vssseg7e32.v v16, (a0), t6, v0.t
        vluxseg7ei32.v v8, (t6), v16
        vluxseg7ei32.v v24, (s1), v8, v0.t
        vsuxseg7ei32.v v16, (a0), v24
        vsuxseg7ei32.v v8, (t6), v16, v0.t
        vloxseg7ei32.v v24, (s1), v8
        vloxseg7ei32.v v16, (a0), v24, v0.t
        vsoxseg7ei32.v v8, (t6), v16
        vsoxseg7ei32.v v24, (s1), v8, v0.t
        vlseg8e32.v v16, (a0)
        vlseg8e32.v v8, (t6), v0.t
        vsseg8e32.v v24, (s1)
        vsseg8e32.v v16, (a0), v0.t
        vlseg8e32ff.v v8, (t6)
        vlseg8e32ff.v v24, (s1), v0.t
        vlsseg8e32.v v16, (a0), t6
        vlsseg8e32.v v8, (t6), s1, v0.t
        vssseg8e32.v v24, (s1), a0
        vssseg8e32.v v16, (a0), t6, v0.t
        vluxseg8ei32.v v8, (t6), v16
        vluxseg8ei32.v v24, (s1), v8, v0.t
        vsuxseg8ei32.v v16, (a0), v24
        vsuxseg8ei32.v v8, (t6), v16, v0.t
        vloxseg8ei32.v v24, (s1), v8
        vloxseg8ei32.v v16, (a0), v24, v0.t
        vsoxseg8ei32.v v8, (t6), v16
        vsoxseg8ei32.v v24, (s1), v8, v0.t
        vl1re32.v v16, (a0)
        vl2re32.v v8, (t6)
        vl4re32.v v24, (s1)
        vl8re32.v v16, (a0)
        vl1r.v  v8, (t6)
        vl2r.v  v24, (s1)
        vl4r.v  v16, (a0)
        vl8r.v  v8, (t6)
        vle1.v  v24, (s1)
        vse1.v  v16, (a0)
        vneg.v  v8, v24
        vneg.v  v24, v16, v0.t
        vnot.v  v16, v8
        vnot.v  v8, v24, v0.t
        vwcvt.x.x.v v24, v16
        vwcvt.x.x.v v16, v8, v0.t
        vwcvtu.x.x.v v8, v24
        vwcvtu.x.x.v v24, v16, v0.t
        vncvt.x.x.w v16, v8
        vncvt.x.x.w v8, v24, v0.t
        vmmv.m  v24, v16
        vmcpy.m v16, v8
        vmnot.m v8, v24
        vmclr.m v24
        vmset.m v16
        vmsgt.vv v8, v24, v16
        vmsgt.vv v24, v16, v8, v0.t
        vmsgtu.vv v16, v8, v24
        vmsgtu.vv v8, v24, v16, v0.t
        vmsge.vv v24, v16, v8
        vmsge.vv v16, v8, v24, v0.t
        vmsgeu.vv v8, v24, v16
        vmsgeu.vv v24, v16, v8, v0.t
        vpopc.m s1, v8
        vpopc.m a0, v24, v0.t
        vmandnot.mm v24, v16, v8
        vmornot.mm v16, v8, v24
