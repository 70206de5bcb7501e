# Call frame information that compilers do not write.
f:      .cfi_startproc
        nop
        .cfi_val_offset s1, -8
        .cfi_val_offset 9, 16
        nop
        .cfi_endproc

# Vector registers and every CSR have numbers, too.
        .text
others: .cfi_startproc
        .cfi_offset v0, 388
        .cfi_offset v31, 392
        .cfi_offset mscratch, 4
        .cfi_offset cycleh, 8
        .cfi_offset dscratch0, 12
        nop
        .cfi_endproc

# A label among the steps.
        .cfi_startproc
        nop
        .cfi_label step
        .cfi_remember_state
        nop
        .cfi_restore_state
        .cfi_endproc
