# Sections that join a group later, labels that begin lines, and steps of other processors' frames.
        .section first, "a"
        .byte   1
        .attach_to_group late
        .section other, "aG", @progbits, late
        .byte   2
        .section first, "a"
        .byte   3

        .text
        .file   1 "a.c"
        .loc    1 3
f:      .cfi_startproc
        nop
        .cfi_window_save
        .loc_mark_labels 1
        .loc    1 4
g:      nop
        .cfi_negate_ra_state
h:      nop
        .loc_mark_labels 0
i:      nop
        .cfi_endproc

# What compilers write themselves: then the assembler adds lines alone.
        .section .debug_info, "", @progbits
        .byte   0
