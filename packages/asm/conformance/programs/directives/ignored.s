# ignored.s: what only listings and other formats of objects know.
        .this_GCC_requires_the_GNU_assembler
        .title  "a listing"
        .ttl    "a listing"
        .sbttl  "of this file"
        .psize  60, 80
        .list
        .nolist
        .llen   80
        .plen   60
        .lflags
        .eject
        .page
        .nopage
        .spc    2
        .format
        .noformat
        .name   "ignored"
        .xref   a
        .debug
        .line   300
        .func   f
        .endfunc
        .section.s .text
        .sect   .data
        .sect.s .text
        ret
