# Symbols for debuggers as they were before DWARF.
        .file   "first.c"
        .stabs  "first.c", 100, 0, 0, start
        .text
start:  nop
        .stabn  68, 0, 12, near - start
near:   .stabd  68, 0, 13
        ret
        .stabs  "", 36, 0, 0, near + 4
        .stabs  "a\n\"b", 0x24, 1, -2, elsewhere
        .xstabs ".stab.own", "main", 36, 0, 0, 0
        .file   "second.c"
        .xstabs ".stab.other", "main", 36, 0, 0, 0
