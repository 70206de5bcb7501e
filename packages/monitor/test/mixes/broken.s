# broken.s: files that are no programs. Each is a little ELF file that is
# wrong in one way; none may start, and the one that is right must.

        .include "mix.inc"

# broken: an archive row and its file. What is not named is right.
        .macro  broken name, magic=0x464c457f, class=0x0102, type=2, machine=243, phoff=64, phnum=1, offset=0, address=0x10000, file_bytes=128, bytes=128
        .dword  name_\name, file_\name, end_\name
        .pushsection .rodata.files, "a", @progbits
        .balign NAME_BYTES
name_\name:
        .asciz  "\name"
        .balign NAME_BYTES
file_\name:
        .word   \magic
        .half   \class
        .zero   10
        .half   \type, \machine
        .word   1
        .dword  0x10078, \phoff, 0      # entry: the instructions at the end
        .word   0
        .half   64, 56, \phnum, 64, 0, 0
        .word   1, 5                    # a segment to read and execute
        .dword  \offset, \address, \address, \file_bytes, \bytes, 4096
        li      a7, 0                   # exit(0)
        li      a0, 0
        ecall
end_\name:
        .popsection
        .endm

        archive_of
        broken  right
        broken  magic, magic=0x464c4500
        broken  narrow, class=0x0101
        broken  object, type=1
        broken  foreign, machine=62
        broken  headers_beyond, phoff=80
        broken  headers_far, phoff=-8
        broken  headers_odd, phoff=65
        broken  headers_many, phnum=0xffff
        broken  beyond, file_bytes=256, bytes=256
        broken  far, offset=-8
        broken  shrunk, bytes=64
        broken  monitors, address=0x80000000
        broken  stack, address=0x3fff0000
        broken  wrapped, bytes=-1
        .dword  name_empty, name_empty, name_empty

        jobs_are
        job     right, 0, 0
        job     magic, 0, 0
        job     narrow, 0, 0
        job     object, 0, 0
        job     foreign, 0, 0
        job     headers_beyond, 0, 0
        job     headers_far, 0, 0
        job     headers_odd, 0, 0
        job     headers_many, 0, 0
        job     beyond, 0, 0
        job     far, 0, 0
        job     shrunk, 0, 0
        job     monitors, 0, 0
        job     stack, 0, 0
        job     wrapped, 0, 0
        job     empty, 0, 0
        job     missing, 0, 0
        jobs_end

        .balign NAME_BYTES
name_empty:
        .asciz  "empty"
        .balign NAME_BYTES
name_missing:
        .asciz  "missing"
