# mapper.s: memory beside the heap: zeros that parent and child have until one
# writes, and files, which do not change meanwhile.

        .include "calls.inc"
        .include "memory-map.inc"
        .include "process.inc"
        .include "frame.inc"
        .include "print.inc"

        .equ    SIZE,   3 * PAGE_BYTES - 8
        .equ    VERSE,  0x740a7365786f62        # what the file poem begins with: "boxes", a newline, "t"
        .equ    GIVEN,  7                       # what a child gives that saw what it should

# expect number, value: a0 must be this, or the check with this number has failed.
        .macro  expect number, value
        li      t0, \value
        li      s6, \number
        bne     a0, t0, .Lwrong
        .endm

# child number, status: the child has to end with this status.
        .macro  child number, value
        la      a0, status
        call    wait
        ld      a0, status
        expect  \number, \value
        .endm

        .text

# main: the argument does not matter → status 0; otherwise the number of the
# check that failed
#
# Registers: s0 address · s1 descriptor · s2 counter · s6 check
        .globl  main
main:
        enter   7
        li      a0, 0
        call    map
        expect  1, ERROR_VALUE
        li      a0, MAP_BYTES
        call    map
        expect  2, ERROR_VALUE
        li      a0, USER_MAPS           # nothing is there yet
        call    unmap
        expect  3, ERROR_VALUE
        li      a0, 0
        call    unmap
        expect  4, ERROR_VALUE

        # Zeros; the last doubleword of the last page too.
        li      a0, SIZE
        call    map
        mv      s0, a0
        li      t0, SIZE
        add     t0, s0, t0
        ld      a0, 0(t0)
        expect  5, 0
        li      t1, 1
        sd      t1, 0(s0)
        call    fork
        bnez    a0, 1f
        ld      a0, 0(s0)               # the child sees it, and changes it for itself
        addi    a0, a0, GIVEN - 1
        sd      a0, 0(s0)
        call    exit
1:      child   6, GIVEN
        ld      a0, 0(s0)
        expect  7, 1
        call    fork
        bnez    a0, 2f
        mv      a0, s0                  # what is given back is gone
        call    unmap
        ld      a0, 0(s0)
        call    exit
2:      child   8, KILLED
        mv      a0, s0
        call    unmap
        expect  9, 0
        mv      a0, s0
        call    unmap
        expect  10, ERROR_VALUE

        # A file. Nobody may change it, or take it away.
        la      a0, poem
        li      a1, OPEN_READ
        call    open
        mv      s1, a0
        call    map_file
        mv      s0, a0
        mv      a0, s1
        call    close
        ld      a0, 0(s0)
        slli    a0, a0, 8
        srli    a0, a0, 8
        expect  11, VERSE
        ld      a0, 2040(s0)            # behind its end
        expect  12, 0
        la      a0, poem
        li      a1, OPEN_WRITE
        call    open
        expect  13, ERROR_BUSY
        la      a0, poem
        call    remove
        expect  14, ERROR_BUSY
        call    fork
        bnez    a0, 3f
        sd      zero, 0(s0)             # nor this one
        li      a0, 0
        call    exit
3:      child   15, KILLED
        call    fork
        bnez    a0, 4f
        la      a0, quick               # another program has other areas
        li      a1, 0
        li      a2, 0
        call    exec
4:      child   16, 0
        mv      a0, s0
        call    unmap
        expect  17, 0

        # What is open to write cannot be mapped, nor what is empty.
        la      a0, made
        li      a1, OPEN_NEW
        call    open
        mv      s1, a0
        call    map_file
        expect  18, ERROR_VALUE
        mv      a0, s1
        call    close
        la      a0, made
        li      a1, OPEN_READ
        call    open
        mv      s1, a0
        call    map_file
        expect  19, ERROR_VALUE
        mv      a0, s1
        call    close
        la      a0, made
        call    remove
        expect  20, 0

        # So many places there are.
        li      s2, MAPS
5:      li      a0, 1
        call    map
        li      s6, 21
        blez    a0, .Lwrong
        sd      a0, 0(a0)
        addi    s2, s2, -1
        bnez    s2, 5b
        li      a0, 1
        call    map
        expect  22, ERROR_FULL
        print   "mapped and unmapped"
        call    print_newline
        li      a0, 0
        leave   7
.Lwrong:
        mv      a0, s6
        leave   7

        .section .rodata
poem:   .asciz  "poem"
made:   .asciz  "made"
quick:  .asciz  "quick"

        .bss
        .balign 8
status: .zero   8
