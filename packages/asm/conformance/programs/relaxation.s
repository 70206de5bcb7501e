# What differs when the linker may shorten code: alignment, and marks on relocations.
 .text
f: call g
 la a0, x
 lui a1, %hi(x)
 addi a1,a1,%lo(x)
 .align 1
 nop
 .align 2
 c.nop
 .align 4
 sw a0, x, t0
 .byte 1
 .align 1
 .align 3
 .option norelax
 call g
 .align 3
 la a0, x
 .option relax
 beq a0,a1,f
 j f
 .dword .-f
 lui a0,%tprel_hi(t)
 add a0,a0,tp,%tprel_add(t)
 lw a0,%tprel_lo(t)(a0)
 la.tls.gd a0, t
 la.tls.ie a0, t
 nop
 c.nop
 c.nop
 c.nop
 .section .tbss,"awT",@nobits
t: .zero 4
