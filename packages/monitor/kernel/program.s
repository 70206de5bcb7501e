# program.s: programs, which are ELF files in an archive in memory.
#
# The archive is a table in the image (mix/mix.inc): for each program its
# name, and where its file begins and ends. A file is not copied as a whole:
# its segments become areas of the process, and user_page copies a page when
# it is first touched. Programs may be on the disk as well (program-file.s).
# [gabi §4, §5]

        .include "memory-map.inc"
        .include "csr.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "frame.inc"

# The file header.
        .equ    E_MAGIC,        0               # 0x7f "ELF"
        .equ    E_CLASS,        4               # two bytes: 64 bits, little-endian
        .equ    E_TYPE,         16              # two halves: executable, RISC-V
        .equ    E_ENTRY,        24              # address of the first instruction
        .equ    E_PHOFF,        32              # offset of the program headers
        .equ    E_PHNUM,        56              # how many there are
        .equ    E_BYTES,        64

        .equ    ELF_MAGIC,      0x464c457f
        .equ    ELF_CLASS,      1 << 8 | 2
        .equ    ELF_TYPE,       243 << 16 | 2

# A program header: one segment.
        .equ    PH_TYPE,        0
        .equ    PH_FLAGS,       4
        .equ    PH_OFFSET,      8               # of its bytes, in the file
        .equ    PH_ADDRESS,     16              # of its first byte, in the process
        .equ    PH_FILE_BYTES,  32
        .equ    PH_BYTES,       40              # in the process; the rest is zero
        .equ    PH_SIZE,        56              # of the header itself

        .equ    PT_LOAD,        1
        .equ    PF_X,           1 << 0
        .equ    PF_W,           1 << 1
        .equ    PF_R,           1 << 2

        .text
        .globl  program_find, program_load

# program_find: the file of a program.
#   in:  a0 = its name
#   out: a0, a1 = start and end of the file; or a0 = 0 when there is none
#
# Registers: s0 name · s1 entry of the archive · s2 end of the archive
program_find:
        enter   3
        mv      s0, a0
        la      s1, archive
        la      s2, archive_end
1:      beq     s1, s2, 2f              # not in the archive
        mv      a0, s0
        ld      a1, 0(s1)               # the name of this one
        call    string_equal
        bnez    a0, 3f                  # that is it
        addi    s1, s1, 24              # the next row
        j       1b
2:      li      a0, 0                   # none has the name
        leave   3
3:      ld      a0, 8(s1)               # where its file begins,
        ld      a1, 16(s1)              # … and ends
        leave   3

# program_load: lay out a process's address space after its program. All that
# the file says is checked: it may be no ELF file, or a broken one.
#   in:  a0 = process, its areas all zero
#        a1 = the file's first bytes, on a multiple of 8, a2 = size of the file
#        a3 = how many bytes are at a1, all headers among them
#        a4 = what AREA_DATA is to be for the first byte of the file
#   out: a0 = 0, or ERROR_PROGRAM: also if a segment can be written and executed
#        the areas of the segments and of an empty heap are set, and the pc
#   clobbers: t0 … t6, a1 … a7
#
# Registers: a0 process · a1 file · a2 its size · a3 program header
#            a4 headers left · a5 next area · a6 end of the last segment
#            a7 AREA_DATA of the first byte
program_load:
        mv      a7, a4
        li      t0, E_BYTES
        bltu    a3, t0, .Lbad           # no room even for the header
        lwu     t0, E_MAGIC(a1)
        li      t1, ELF_MAGIC
        bne     t0, t1, .Lbad           # no ELF file
        lhu     t0, E_CLASS(a1)
        li      t1, ELF_CLASS
        bne     t0, t1, .Lbad           # of 32 bits, or big-endian
        lwu     t0, E_TYPE(a1)
        li      t1, ELF_TYPE
        bne     t0, t1, .Lbad           # an object or a library, or for another processor
        ld      t0, E_ENTRY(a1)
        sd      t0, P_PC(a0)            # if it leads nowhere, the process will die of it

        # The program headers lie in the bytes that we have?
        ld      t0, E_PHOFF(a1)
        bgtu    t0, a3, .Lbad           # they begin beyond the end
        andi    t1, t0, 7
        bnez    t1, .Lbad               # we read doublewords there
        lhu     a4, E_PHNUM(a1)
        li      t1, PH_SIZE
        mul     t1, t1, a4              # bytes of all headers
        sub     t2, a3, t0
        bgtu    t1, t2, .Lbad           # they end beyond the end
        add     a3, a1, t0              # the first one
        addi    a5, a0, P_SEGMENTS
        li      a6, 0                   # no segment yet

.Lsegment:
        beqz    a4, .Lheap              # that was the last one
        lwu     t0, PH_TYPE(a3)
        li      t1, PT_LOAD
        bne     t0, t1, .Lnext          # not for memory: notes, attributes …
        ld      t4, PH_BYTES(a3)
        beqz    t4, .Lnext              # a segment of nothing
        addi    t0, a0, P_MAPS          # behind the segments
        beq     a5, t0, .Lbad           # more segments than a process can have

        # Its bytes lie in the file, and in the process's part of the space,
        # after the last segment and not on the same page.
        ld      t0, PH_OFFSET(a3)
        ld      t1, PH_FILE_BYTES(a3)
        bgtu    t0, a2, .Lbad           # begins beyond the end of the file
        sub     t2, a2, t0
        bgtu    t1, t2, .Lbad           # ends beyond it
        bgtu    t1, t4, .Lbad           # more bytes in the file than in memory
        ld      t2, PH_ADDRESS(a3)
        li      t3, USER_HEAP_LIMIT
        bgtu    t2, t3, .Lbad           # begins beyond the process's part
        sub     t3, t3, t2
        bgtu    t4, t3, .Lbad           # ends beyond it
        li      t5, -PAGE_BYTES
        and     t6, t2, t5              # its first page
        bltu    t6, a6, .Lbad           # before the end of the last segment

        sd      t6, AREA_START(a5)      # on a page boundary
        add     a6, t2, t4
        page_up a6, t5                  # its end, up to the next page
        sd      a6, AREA_END(a5)
        add     t0, a7, t0              # where the file's bytes are
        sd      t0, AREA_DATA(a5)
        sd      t2, AREA_FIRST(a5)
        add     t1, t2, t1              # where, in the process, they end
        sd      t1, AREA_LAST(a5)

        # What the segment allows, a page allows. Write without read does not
        # exist in a page table.
        lwu     t0, PH_FLAGS(a3)
        li      t1, 0
        andi    t2, t0, PF_R
        beqz    t2, 1f
        ori     t1, t1, PTE_R
1:      andi    t2, t0, PF_W
        beqz    t2, 2f
        ori     t1, t1, PTE_R | PTE_W
2:      andi    t2, t0, PF_X
        beqz    t2, 3f
        ori     t1, t1, PTE_X           # fetching alone does not need R
3:      li      t0, PTE_W | PTE_X
        and     t2, t1, t0
        beq     t2, t0, .Lbad           # nobody may change what is executed
        sd      t1, AREA_FLAGS(a5)
        addi    a5, a5, AREA_BYTES      # the next area
.Lnext: addi    a3, a3, PH_SIZE         # the next header
        addi    a4, a4, -1
        j       .Lsegment

# The heap starts behind the last segment, with nothing in it.
.Lheap: sd      a6, P_BREAK(a0)         # sbrk counts from here
        sd      a6, P_HEAP + AREA_START(a0)
        sd      a6, P_HEAP + AREA_END(a0)  # so nothing is in it yet
        li      t0, PTE_R | PTE_W
        sd      t0, P_HEAP + AREA_FLAGS(a0)
        li      a0, 0
        ret

.Lbad:  li      a0, ERROR_PROGRAM
        ret
