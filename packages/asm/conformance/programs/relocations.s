# Addresses in every kind of instruction and in data.

.globl glob
.weak wk
loc: nop
glob: nop
wk: nop
 beq a0,a1,loc
 beq a0,a1,glob
 beq a0,a1,wk
 beq a0,a1,und
 beqz a0,und
 beqz a0,loc
 beqz a0,glob
 j loc
 j glob
 j wk
 j und
 jal loc
 jal und
 call loc
 call glob
 call und
 tail und
 jump loc, t0
 la a0, loc
 la a0, glob
 lla a0, und
 lla a0, dat
1: auipc a0, %pcrel_hi(und2)
 addi a0,a0,%pcrel_lo(1b)
 lui a0,%hi(dat+4)
 lw a0,%lo(dat+4)(a0)
 lw a0, dat
 sw a0, dat, t0
 bgt a0,a1,loc
 c.beqz a0, loc
 c.beqz a0, und
 c.j und
 c.j loc
 .word loc
 .dword dat
 .dword dat - loc
 .word glob - loc
 .word und - loc
 .word und
 .word . - und
 .data
 .byte 1
dat: .word dat2-dat, loc-dat
 .dword dat3
 .dword .Lx
 .dword glob
.Lx: .sleb128 -3
.bss
 .align 3
bs: .skip 8
 .section foo,"ax"
 .align 3
 nop
 .align 3
 .equ abs1, 5
 .globl abs1
 lui a1, %hi(abs1)
 addi a1,a1,%lo(abs1)
 lui a1, %hi(0x12345fff)
 addi a1,a1,%lo(0x12345fff)
 li a0, abs1
 j loc
 .comm cc,16,8
