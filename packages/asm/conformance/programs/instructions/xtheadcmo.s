# XTHeadCmo, T-Head’s: care of the caches.
        th.dcache.call
        th.dcache.ciall
        th.dcache.iall
        th.icache.iall
        th.icache.ialls
        th.l2cache.call
        th.l2cache.ciall
        th.l2cache.iall
        th.dcache.cpa   a0
        th.dcache.cpa   t6
        th.dcache.cpa   s1
        th.dcache.cipa  a0
        th.dcache.cipa  t6
        th.dcache.cipa  s1
        th.dcache.ipa   a0
        th.dcache.ipa   t6
        th.dcache.ipa   s1
        th.dcache.cva   a0
        th.dcache.cva   t6
        th.dcache.cva   s1
        th.dcache.civa  a0
        th.dcache.civa  t6
        th.dcache.civa  s1
        th.dcache.iva   a0
        th.dcache.iva   t6
        th.dcache.iva   s1
        th.dcache.csw   a0
        th.dcache.csw   t6
        th.dcache.csw   s1
        th.dcache.cisw  a0
        th.dcache.cisw  t6
        th.dcache.cisw  s1
        th.dcache.isw   a0
        th.dcache.isw   t6
        th.dcache.isw   s1
        th.dcache.cpal1 a0
        th.dcache.cpal1 t6
        th.dcache.cpal1 s1
        th.dcache.cval1 a0
        th.dcache.cval1 t6
        th.dcache.cval1 s1
        th.icache.ipa   a0
        th.icache.ipa   t6
        th.icache.ipa   s1
        th.icache.iva   a0
        th.icache.iva   t6
        th.icache.iva   s1
