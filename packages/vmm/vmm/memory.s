# memory.s: how much RAM the machine has, and giving it out.
#
# RAM is given out once, upwards from the end of the image, and never taken back: VMs are made at
# start and live as long as the machine. The size comes from the device tree, because the VMM may
# itself be a guest with less memory than the board could have.

        .include "vmm.inc"
        .globl  memory_init, take_memory, clear

# Flattened device tree: header offsets, and the tokens of its structure block. All big-endian.
        .equ    FDT_MAGIC,      0xd00dfeed
        .equ    FDT_STRUCTURE,  8       # header: offsets of the structure block, and of strings
        .equ    FDT_BEGIN_NODE, 1       # followed by the node's name
        .equ    FDT_END_NODE,   2
        .equ    FDT_PROP,       3       # followed by length, name's offset in strings, value
        .equ    FDT_NOP,        4

# memory_init: find the end of RAM: the size in the `reg` of the device tree's node memory@80000000
#   in:  a0 = device tree
#   out: memory_free, memory_end set; a machine without such a node stops with a message
#   clobbers: a0, a1, t0-t6
#   plan: t3 what comes next in the tree, t4 strings block, t5 not 0 inside the memory node
memory_init:
        enter
        la      t0, _end
        sd      t0, memory_free, t1
        mv      t3, a0
        jal     next_word
        bnei    a0, FDT_MAGIC, .Lnone, t1
        addi    t4, t3, -4              # where the tree begins
        addi    t3, t4, FDT_STRUCTURE
        jal     next_word
        mv      t5, a0
        jal     next_word
        add     t3, t4, t5
        add     t4, t4, a0
        li      t5, 0

.Ltoken:
        jal     next_word
        beqi    a0, FDT_NOP, .Ltoken
        beqi    a0, FDT_PROP, .Lproperty
        li      t5, 0                   # begin or end of a node: the memory node has no child
        beqi    a0, FDT_END_NODE, .Ltoken
        bnei    a0, FDT_BEGIN_NODE, .Lnone # the end of the tree

        # a node: is its name memory@…? Step over the name, padded to 4 bytes.
        mv      t6, t3
        text    a1, "memory@"
        jal     begins_with
        mv      t5, a0
.Lname: lbu     t0, 0(t3)
        addi    t3, t3, 1
        bnez    t0, .Lname
        j       .Lpadded

        # a property: its length, its name, its value
.Lproperty:
        jal     next_word
        add     t2, a0, t3              # 4 bytes before the end of the value
        jal     next_word
        beqz    t5, .Lskip
        add     t6, a0, t4              # the property's name
        text    a1, "reg"
        jal     begins_with
        bnez    a0, .Lfound
.Lskip: addi    t3, t2, 4
.Lpadded:
        addi    t3, t3, 3
        andi    t3, t3, -4
        j       .Ltoken

        # reg = address (8 bytes), size (8 bytes)
.Lfound:
        addi    t3, t3, 8
        jal     next_word
        slli    t2, a0, 32
        jal     next_word
        or      a0, a0, t2
        plus    t0, a0, RAM
        sd      t0, memory_end, t1
        leave
.Lnone: text    a0, "vmm: the device tree names no memory\n"
        j       stop

# next_word: the next 32 bits of the device tree, which are big-endian
#   in:  t3 = their address
#   out: a0 = the number, t3 = address of those after them
#   clobbers: t0, t1
next_word:
        lwu     t1, 0(t3)
        addi    t3, t3, 4
        .irp    byte, 0, 8, 16, 24
        slli    a0, a0, 8
        extract t0, t1, \byte, 8
        or      a0, a0, t0
        .endr
        low     a0, a0, 32
        ret

# begins_with: does string t6 begin with string a1?
#   out: a0 = 1 yes, 0 no
#   clobbers: a1, t0, t1, t6
begins_with:
        li      a0, 1
.Lsame: lbu     t1, 0(a1)
        beqz    t1, .Ldecided
        lbu     t0, 0(t6)
        addi    t6, t6, 1
        addi    a1, a1, 1
        beq     t0, t1, .Lsame
        li      a0, 0
.Ldecided:
        ret

# take_memory: give out a block of RAM, its contents whatever they are
#   in:  a0 = bytes, a1 = alignment, a power of two
#   out: a0 = its address, or 0: not enough left
#   clobbers: t0-t3
take_memory:
        la      t0, memory_free
        ld      t1, 0(t0)
        addi    t2, a1, -1              # round up to the alignment
        add     t1, t1, t2
        not     t2, t2
        and     t1, t1, t2
        add     t2, t1, a0              # its end
        bltu    t2, t1, .Lfull
        ld      t3, memory_end
        bgtu    t2, t3, .Lfull
        sd      t2, 0(t0)
        mv      a0, t1
        ret
.Lfull: li      a0, 0
        ret

# clear: make a block of memory zero
#   in:  t0 = its start, t1 = its end, which is above that; multiples of 8
#   clobbers: t0
clear:  sd      zero, 0(t0)
        addi    t0, t0, 8
        bltu    t0, t1, clear
        ret

        variable memory_free            # the next free byte of RAM
        variable memory_end             # the first byte beyond RAM
