# V: elements of 64 bits.
        vle64.v v8, (t6)
        vle64.v v24, (s1), v0.t
        vse64.v v16, (a0)
        vse64.v v8, (t6), v0.t
        vle64ff.v v24, (s1)
        vle64ff.v v16, (a0), v0.t
        vlse64.v v8, (t6), s1
        vlse64.v v24, (s1), a0, v0.t
        vsse64.v v16, (a0), t6
        vsse64.v v8, (t6), s1, v0.t
        vluxei64.v v24, (s1), v8
        vluxei64.v v16, (a0), v24, v0.t
        vsuxei64.v v8, (t6), v16
        vsuxei64.v v24, (s1), v8, v0.t
        vloxei64.v v16, (a0), v24
        vloxei64.v v8, (t6), v16, v0.t
        vsoxei64.v v24, (s1), v8
        vsoxei64.v v16, (a0), v24, v0.t
        vlseg2e64.v v8, (t6)
        vlseg2e64.v v24, (s1), v0.t
        vsseg2e64.v v16, (a0)
        vsseg2e64.v v8, (t6), v0.t
        vlseg2e64ff.v v24, (s1)
        vlseg2e64ff.v v16, (a0), v0.t
        vlsseg2e64.v v8, (t6), s1
        vlsseg2e64.v v24, (s1), a0, v0.t
        vssseg2e64.v v16, (a0), t6
        vssseg2e64.v v8, (t6), s1, v0.t
        vluxseg2ei64.v v24, (s1), v8
        vluxseg2ei64.v v16, (a0), v24, v0.t
        vsuxseg2ei64.v v8, (t6), v16
        vsuxseg2ei64.v v24, (s1), v8, v0.t
        vloxseg2ei64.v v16, (a0), v24
        vloxseg2ei64.v v8, (t6), v16, v0.t
        vsoxseg2ei64.v v24, (s1), v8
        vsoxseg2ei64.v v16, (a0), v24, v0.t
        vlseg3e64.v v8, (t6)
        vlseg3e64.v v24, (s1), v0.t
        vsseg3e64.v v16, (a0)
        vsseg3e64.v v8, (t6), v0.t
        vlseg3e64ff.v v24, (s1)
        vlseg3e64ff.v v16, (a0), v0.t
        vlsseg3e64.v v8, (t6), s1
        vlsseg3e64.v v24, (s1), a0, v0.t
        vssseg3e64.v v16, (a0), t6
        vssseg3e64.v v8, (t6), s1, v0.t
        vluxseg3ei64.v v24, (s1), v8
        vluxseg3ei64.v v16, (a0), v24, v0.t
        vsuxseg3ei64.v v8, (t6), v16
        vsuxseg3ei64.v v24, (s1), v8, v0.t
        vloxseg3ei64.v v16, (a0), v24
        vloxseg3ei64.v v8, (t6), v16, v0.t
        vsoxseg3ei64.v v24, (s1), v8
        vsoxseg3ei64.v v16, (a0), v24, v0.t
        vlseg4e64.v v8, (t6)
        vlseg4e64.v v24, (s1), v0.t
        vsseg4e64.v v16, (a0)
        vsseg4e64.v v8, (t6), v0.t
        vlseg4e64ff.v v24, (s1)
        vlseg4e64ff.v v16, (a0), v0.t
        vlsseg4e64.v v8, (t6), s1
        vlsseg4e64.v v24, (s1), a0, v0.t
        vssseg4e64.v v16, (a0), t6
        vssseg4e64.v v8, (t6), s1, v0.t
        vluxseg4ei64.v v24, (s1), v8
        vluxseg4ei64.v v16, (a0), v24, v0.t
        vsuxseg4ei64.v v8, (t6), v16
        vsuxseg4ei64.v v24, (s1), v8, v0.t
        vloxseg4ei64.v v16, (a0), v24
        vloxseg4ei64.v v8, (t6), v16, v0.t
        vsoxseg4ei64.v v24, (s1), v8
        vsoxseg4ei64.v v16, (a0), v24, v0.t
        vlseg5e64.v v8, (t6)
        vlseg5e64.v v24, (s1), v0.t
        vsseg5e64.v v16, (a0)
        vsseg5e64.v v8, (t6), v0.t
        vlseg5e64ff.v v24, (s1)
        vlseg5e64ff.v v16, (a0), v0.t
        vlsseg5e64.v v8, (t6), s1
        vlsseg5e64.v v24, (s1), a0, v0.t
        vssseg5e64.v v16, (a0), t6
        vssseg5e64.v v8, (t6), s1, v0.t
        vluxseg5ei64.v v24, (s1), v8
        vluxseg5ei64.v v16, (a0), v24, v0.t
        vsuxseg5ei64.v v8, (t6), v16
        vsuxseg5ei64.v v24, (s1), v8, v0.t
        vloxseg5ei64.v v16, (a0), v24
        vloxseg5ei64.v v8, (t6), v16, v0.t
        vsoxseg5ei64.v v24, (s1), v8
        vsoxseg5ei64.v v16, (a0), v24, v0.t
        vlseg6e64.v v8, (t6)
        vlseg6e64.v v24, (s1), v0.t
        vsseg6e64.v v16, (a0)
        vsseg6e64.v v8, (t6), v0.t
        vlseg6e64ff.v v24, (s1)
        vlseg6e64ff.v v16, (a0), v0.t
        vlsseg6e64.v v8, (t6), s1
        vlsseg6e64.v v24, (s1), a0, v0.t
        vssseg6e64.v v16, (a0), t6
        vssseg6e64.v v8, (t6), s1, v0.t
        vluxseg6ei64.v v24, (s1), v8
        vluxseg6ei64.v v16, (a0), v24, v0.t
        vsuxseg6ei64.v v8, (t6), v16
        vsuxseg6ei64.v v24, (s1), v8, v0.t
        vloxseg6ei64.v v16, (a0), v24
        vloxseg6ei64.v v8, (t6), v16, v0.t
        vsoxseg6ei64.v v24, (s1), v8
        vsoxseg6ei64.v v16, (a0), v24, v0.t
        vlseg7e64.v v8, (t6)
        vlseg7e64.v v24, (s1), v0.t
        vsseg7e64.v v16, (a0)
        vsseg7e64.v v8, (t6), v0.t
        vlseg7e64ff.v v24, (s1)
        vlseg7e64ff.v v16, (a0), v0.t
        vlsseg7e64.v v8, (t6), s1
        vlsseg7e64.v v24, (s1), a0, v0.t
        vssseg7e64.v v16, (a0), t6
        vssseg7e64.v v8, (t6), s1, v0.t
        vluxseg7ei64.v v24, (s1), v8
        vluxseg7ei64.v v16, (a0), v24, v0.t
        vsuxseg7ei64.v v8, (t6), v16
        vsuxseg7ei64.v v24, (s1), v8, v0.t
        vloxseg7ei64.v v16, (a0), v24
        vloxseg7ei64.v v8, (t6), v16, v0.t
        vsoxseg7ei64.v v24, (s1), v8
        vsoxseg7ei64.v v16, (a0), v24, v0.t
        vlseg8e64.v v8, (t6)
        vlseg8e64.v v24, (s1), v0.t
        vsseg8e64.v v16, (a0)
        vsseg8e64.v v8, (t6), v0.t
        vlseg8e64ff.v v24, (s1)
        vlseg8e64ff.v v16, (a0), v0.t
        vlsseg8e64.v v8, (t6), s1
        vlsseg8e64.v v24, (s1), a0, v0.t
        vssseg8e64.v v16, (a0), t6
        vssseg8e64.v v8, (t6), s1, v0.t
        vluxseg8ei64.v v24, (s1), v8
        vluxseg8ei64.v v16, (a0), v24, v0.t
        vsuxseg8ei64.v v8, (t6), v16
        vsuxseg8ei64.v v24, (s1), v8, v0.t
        vloxseg8ei64.v v16, (a0), v24
        vloxseg8ei64.v v8, (t6), v16, v0.t
        vsoxseg8ei64.v v24, (s1), v8
        vsoxseg8ei64.v v16, (a0), v24, v0.t
        vl1re64.v v8, (t6)
        vl2re64.v v24, (s1)
        vl4re64.v v16, (a0)
        vl8re64.v v8, (t6)
