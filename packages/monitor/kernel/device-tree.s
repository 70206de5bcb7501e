# device-tree.s: how much memory there is, and what the user wants.
#
# Whoever starts the computer leaves a description of it in memory, the
# flattened device tree: a header, a block of 32-bit big-endian tokens that
# spells nested nodes and their properties, and a block of property names.
# [devicetree §5]

        .include "memory-map.inc"
        .include "frame.inc"

# The header, as far as we read it.
        .equ    FDT_MAGIC,      0xd00dfeed
        .equ    FDT_STRUCTURE,  8               # offset of the tokens
        .equ    FDT_STRINGS,    12              # offset of the property names

# The tokens. Any other one, such as FDT_END, is the end.
        .equ    FDT_BEGIN_NODE, 1               # then the node's name
        .equ    FDT_END_NODE,   2
        .equ    FDT_PROP,       3               # then length, offset of the name, value
        .equ    FDT_NOP,        4

        .text
        .globl  device_tree_memory, device_tree_arguments

# device_tree_memory: the property `reg` of the node `memory@…`. It is taken
# as two cells of address and two of size, as on every `virt`.
#   in:  a0 = address of a device tree, or anything else
#   out: a0 = first address after memory, by the tree or by RAM_DEFAULT
#
# Registers: s0 where memory begins · s1 the property's value
device_tree_memory:
        enter   2
        la      a1, .Lmemory
        la      a2, .Lreg
        call    device_tree_property
        beqz    a0, 1f                  # no tree, or not in it
        mv      s1, a0
        call    big_endian_64           # a start and a size, the high word first
        mv      s0, a0
        addi    a0, s1, 8
        call    big_endian_64           # how long it is
        add     a0, a0, s0              # where it ends
        leave   2
1:      li      a0, RAM_BASE + RAM_DEFAULT
        leave   2

# device_tree_arguments: what the user told the monitor at the start.
#   in:  a0 = address of a device tree, or anything else
#   out: a0 = a string ended by 0, or 0 when there is none
device_tree_arguments:
        la      a1, .Lchosen
        la      a2, .Lbootargs
        # and on to device_tree_property

# device_tree_property: find a property.
#   in:  a0 = address of a device tree, or anything else
#        a1 = what the node's name begins with, a2 = name of the property
#   out: a0 = address of its value, or 0 when there is none
#
# Registers: s0 next token · s1 names · s2 are we in the node?
#            s3 length of a property · s4 node · s5 property
device_tree_property:
        enter   6
        mv      s4, a1
        mv      s5, a2
        li      t0, RAM_BASE
        bltu    a0, t0, .Lnone          # nothing to read there
        mv      s0, a0
        call    big_endian              # the first word tells what it is
        li      t0, FDT_MAGIC
        bne     a0, t0, .Lnone

        # Both blocks are given by their offset from the header.
        addi    a0, s0, FDT_STRINGS
        call    big_endian              # s1 = start of the names
        add     s1, s0, a0
        addi    a0, s0, FDT_STRUCTURE
        call    big_endian
        add     s0, s0, a0              # the header is not needed any more
        li      s2, 0                   # not in any node yet

.Ltoken:
        mv      a0, s0
        call    big_endian              # the next token
        addi    s0, s0, 4               # s0 = what belongs to it
        li      t0, FDT_BEGIN_NODE
        beq     a0, t0, .Lbegin
        li      t0, FDT_PROP
        beq     a0, t0, .Lproperty
        li      t0, FDT_NOP
        beq     a0, t0, .Ltoken         # nothing belongs to it
        li      s2, 0                   # if it is FDT_END_NODE, we are outside again
        li      t0, FDT_END_NODE
        beq     a0, t0, .Ltoken         # on behind the node
.Lnone: li      a0, 0                   # the end, and no such property
        leave   6

# A node: is it ours? Then skip its name, which is padded to four bytes.
.Lbegin:
        mv      a0, s0
        mv      a1, s4
        call    string_begins
        mv      s2, a0                  # until the node ends
1:      lbu     t0, 0(s0)               # up to the 0 that ends it
        addi    s0, s0, 1
        bnez    t0, 1b
        j       .Lalign

# A property: is it ours? Otherwise skip its value.
.Lproperty:
        mv      a0, s0
        call    big_endian
        mv      s3, a0                  # length of the value
        addi    a0, s0, 4
        call    big_endian              # offset of the name
        addi    s0, s0, 8               # s0 = the value
        beqz    s2, 1f                  # of some other node
        add     a0, s1, a0
        mv      a1, s5
        call    string_equal            # `reg`, or a property like `device_type`?
        bnez    a0, .Lfound
1:      add     s0, s0, s3              # behind the value
.Lalign:
        addi    s0, s0, 3
        andi    s0, s0, -4              # tokens are words
        j       .Ltoken
.Lfound:
        mv      a0, s0
        leave   6

# big_endian: the number that four bytes spell, highest first.
#   in:  a0 = their address     out: a0 = 0 … 2^32 - 1
#   clobbers: t0, t1
big_endian:
        lbu     t0, 0(a0)
        slli    t0, t0, 24              # bits 31 … 24
        lbu     t1, 1(a0)
        slli    t1, t1, 16              # bits 23 … 16
        or      t0, t0, t1
        lbu     t1, 2(a0)
        slli    t1, t1, 8               # bits 15 … 8
        or      t0, t0, t1
        lbu     a0, 3(a0)               # bits 7 … 0
        or      a0, a0, t0
        ret

# big_endian_64: the same of eight bytes.
#   in:  a0 = their address     out: a0 = the number
#   clobbers: t0 … t4
big_endian_64:
        mv      t2, ra                  # no stack frame: t registers will do
        mv      t3, a0
        call    big_endian
        slli    t4, a0, 32              # the high word
        addi    a0, t3, 4               # the low word
        call    big_endian
        or      a0, a0, t4
        jr      t2

        .section .rodata
.Lmemory:
        .asciz  "memory@"
.Lreg:
        .asciz  "reg"
.Lchosen:
        .asciz  "chosen"
.Lbootargs:
        .asciz  "bootargs"
