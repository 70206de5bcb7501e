# Call frame information that compilers do not write.
f:      .cfi_startproc
        nop
        .cfi_val_offset s1, -8
        .cfi_val_offset 9, 16
        nop
        .cfi_endproc
