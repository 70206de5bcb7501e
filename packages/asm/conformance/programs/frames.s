# Call frame information: every directive, and every instruction that interrupts a fragment.
 .cfi_sections .eh_frame, .debug_frame
 .text
f: .cfi_startproc
 addi sp,sp,-32
 .cfi_def_cfa_offset 32
 sd ra,24(sp)
 sd s0,16(sp)
 .cfi_offset 1, -8
 .cfi_offset s0, -16
 call g
 .cfi_remember_state
 .cfi_restore 1
 addi sp,sp,32
 .cfi_def_cfa_offset 0
 ret
 .cfi_restore_state
 beqz a0,1f
 .zero 100
1: .cfi_def_cfa s0, 0
 .zero 300
 .cfi_adjust_cfa_offset 16
 .cfi_rel_offset fs0, 8
 .cfi_register 1, 5
 .cfi_undefined 3
 .cfi_same_value 4
 .cfi_escape 0x2e, 0x10
 nop
 .cfi_def_cfa_offset -8
 .cfi_def_cfa_register sp
 .cfi_offset 3, 4
 ret
 .cfi_endproc
g: .cfi_startproc simple
 .cfi_def_cfa sp, 8
 nop
 .cfi_return_column 5
 .cfi_signal_frame
 ret
 .cfi_endproc
h: .cfi_startproc
 .cfi_personality 0x9b, DW.ref.pers
 .cfi_lsda 0x1b, .LLSDA
 la a0, x
 .cfi_offset 8, -16
 ret
 .cfi_endproc
i: .cfi_startproc
 ret
 .cfi_endproc
 .section .gcc_except_table,"a"
.LLSDA: .byte 1
 .text
frag: .cfi_startproc
 nop
 .cfi_def_cfa_offset 8
 li a0, 12289
 .cfi_def_cfa_offset 16
 li a0, 12288
 .cfi_def_cfa_offset 24
 lui a0, 3
 .cfi_def_cfa_offset 32
 lui a0, 333
 .cfi_def_cfa_offset 40
 li a0, 0x123456789abc
 .cfi_def_cfa_offset 48
 la a0, frag
 .cfi_def_cfa_offset 48
 auipc a0, 5
 .cfi_def_cfa_offset 48
 lw a0, frag
 .cfi_def_cfa_offset 48
 lui sp, 3
 .cfi_def_cfa_offset 50
 addi a0,a0,%lo(frag)
 .cfi_def_cfa_offset 50
 addi a0,a0,%pcrel_lo(frag)
 .cfi_def_cfa_offset 50
 .word .-frag, g
 .cfi_def_cfa_offset 50
 .zero 5
 .cfi_def_cfa_offset 50
 .fill 2,4,1
 .cfi_def_cfa_offset 50
 .ascii "fff"
 .cfi_def_cfa_offset 50
 .string "fff"
 .cfi_def_cfa_offset 50
 .uleb128 3
 .cfi_def_cfa_offset 50
 .pushsection .data
 .popsection
 .cfi_def_cfa_offset 50
 nop
 .pushsection .data
 .popsection
 .cfi_def_cfa_offset 50
y: nop
 .cfi_def_cfa_offset 50
 la.tls.gd a0, t
 .cfi_def_cfa_offset 50
 .cfi_endproc

# Procedures that begin with all the steps of an entry build on it, the newest such first.
shared:
 .cfi_startproc
 .cfi_signal_frame
 .cfi_offset 1, -8
 addi sp, sp, -32
 .cfi_def_cfa_offset 64
 .cfi_endproc
more:
 .cfi_startproc
 .cfi_signal_frame
 .cfi_offset 1, -8
 .cfi_offset 8, -16
 ret
 .cfi_endproc
fewer:
 .cfi_startproc
 .cfi_signal_frame
 .cfi_remember_state
 ret
 .cfi_endproc
again:
 .cfi_startproc
 .cfi_signal_frame
 .cfi_offset 1, -8
 ret
 .cfi_endproc
