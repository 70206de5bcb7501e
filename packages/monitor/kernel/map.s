# map.s: memory that a process has beside its heap: zeros, or what is in a file.
# Each piece is an area, in a place of its own (memory-map.inc), and so its pages
# come when they are touched (user-page.s), and go (pager.s), as all others do.
#
# A file that is in an area, of this kind or a program's, does not change:
# whoever opens it to write finds it busy. file_users counts both kinds of
# users: descriptors (files.s) and areas.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "file-system.inc"
        .include "frame.inc"

        .text
        .globl  call_map, call_map_file, call_unmap, areas_count, file_users

# call_map: a0 = bytes → address of so many zeros.
# call_map_file: a0 = descriptor of a file → address of its bytes, only to read.
#
# Registers: s0 address
call_map:
        li      a1, PTE_R | PTE_W
        li      a2, 0                   # no file,
        li      a3, 0                   # … and no bytes of it
        j       1f
call_map_file:
        ld      t0, P_OPEN(tp)
        lhu     t0, F_INDEX(t0)
        slli    a2, t0, FILE_SHIFT      # from the file's first byte
        entry_at t1, t0, t0
        lwu     a3, E_SIZE(t1)
        addi    t0, a3, -1              # an empty file is huge here
        li      t1, MAP_BYTES_MAX
        li      a0, ERROR_VALUE
        bgeu    t0, t1, 3f
        mv      a0, a3
        li      a1, PTE_R

1:      enter   1
        li      s0, USER_MAPS
        mv      t1, a0
        addi    a0, tp, P_MAPS          # the first place that is free
        li      t2, MAP_BYTES
        li      t3, USER_MAPS_END
2:      ld      t0, AREA_END(a0)
        beqz    t0, 4f
        addi    a0, a0, AREA_BYTES
        add     s0, s0, t2
        bne     s0, t3, 2b
        li      a0, ERROR_FULL
        leave   1
4:      sd      s0, AREA_START(a0)
        add     t1, s0, t1
        page_up t1, t0
        sd      t1, AREA_END(a0)
        sd      a1, AREA_FLAGS(a0)
        sd      a2, AREA_DATA(a0)
        sd      s0, AREA_FIRST(a0)
        add     a3, s0, a3
        sd      a3, AREA_LAST(a0)
        li      a1, 1
        call    area_count
        mv      a0, s0
        leave   1
3:      ret

# call_unmap: a0 = an address that one of those two gave → 0.
#
# Registers: s0 area · s1 address · s2 entry
call_unmap:
        enter   3
        mv      s1, a0
        addi    s0, tp, P_MAPS
        addi    t0, s0, MAPS * AREA_BYTES
1:      ld      t1, AREA_START(s0)
        beq     t1, s1, 2f
        addi    s0, s0, AREA_BYTES
        bne     s0, t0, 1b
.Lvalue:
        li      a0, ERROR_VALUE
        leave   3
2:      beqz    s1, .Lvalue             # a free place
3:      ld      a0, P_ROOT(tp)
        mv      a1, s1
        call    entry_look
        mv      s2, a0
        beqz    s2, 4f                  # not even a table
        call    entry_return            # its page, or its slot
        sd      zero, 0(s2)
4:      li      t0, PAGE_BYTES
        add     s1, s1, t0              # the next page
        ld      t0, AREA_END(s0)
        bltu    s1, t0, 3b
        sfence.vma                      # forget them all
        mv      a0, s0
        li      a1, -1
        call    area_count
        sd      zero, AREA_START(s0)
        sd      zero, AREA_END(s0)
        sd      zero, AREA_DATA(s0)
        li      a0, 0
        leave   3

# area_count: a file on the disk has another user, or one less, if it is in an
# area.
#   in:  a0 = area, which it keeps, a1 = 1 or -1
#   clobbers: t0, t1
area_count:
        ld      t0, AREA_DATA(a0)
        srli    t0, t0, FILE_SHIFT
        beqz    t0, 1f                  # none is
        slli    t0, t0, USERS_SHIFT
        la      t1, file_users
        add     t0, t0, t1
        lhu     t1, USERS_AREAS(t0)
        add     t1, t1, a1
        sh      t1, USERS_AREAS(t0)
1:      ret

# areas_count: the same, for all areas of a process.
#   in:  a0 = its record, or an image, a1 = 1 or -1
#   clobbers: a0, t0 … t2
areas_count:
        enter   0
        addi    a0, a0, P_AREAS
        addi    t2, a0, AREAS * AREA_BYTES
1:      call    area_count
        addi    a0, a0, AREA_BYTES
        bne     a0, t2, 1b
        leave   0

        .bss
        .balign 8
file_users:
        .zero   FILES << USERS_SHIFT
