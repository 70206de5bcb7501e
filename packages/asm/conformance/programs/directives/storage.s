# storage.s: numbers, room and alignment by all their names.
        .data
        .hword  1
        .int    2
        .dtprelword  x
        .dtpreldword x
        .dcb.w  3, 0x1234
        .ds.w   2
        .ds.l   2
        .ds.s   2
        .ds.p   2
        .ds.x   2
        .p2align 3
        .half   1
        .p2alignw 2, 0x1234
        .p2alignl 3, 0x12345678
        .half   1
        .balignw 4, 0x5678
        .balignl 8, 0x12345678
        .incbin "preprocessed.h", 2, 5
        .offset 8
field:  .space  4
after:
        .text
        .word   field, after
        .lcomm  room, 12
        .lcomm  little, 1
        .lcomm  some, 3
        .xcom   shared, 8
        .comm   odd, 3
        .comm   large, 100
        .comm   wide, 4, 32
        .eqv    twice, 2 * once
once = 21
        .byte   twice
        .global shown
        .internal kept
shown:
kept:   ret
