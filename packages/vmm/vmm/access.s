# access.s: simulate a load, store or atomic instruction that cannot run directly: of a device's
# register; or of RAM under MPRV, as if that were a device.
#
# Register plan: s1 guest-virtual address, s2 guest-physical address or offset in the device,
# s3 cause of the fault (13 load, 15 store), s4 length of the instruction, s5 funct3 (size, sign),
# s6 the register loaded or stored, FLOAT and up: of floating point, s7 the device's row, s8 how
# many bytes PMP allows from there on, s11 the instruction.

        .include "vmm.inc"
        .globl  simulate_device, simulate_ram, access_plain, access_extend, access_result
        .globl  access_done, access_operand, access_fault

# Base opcodes, and quadrants of compressed instructions
        .equ    OPCODE_LOAD,    0x03
        .equ    OPCODE_STORE,   0x23
        .equ    OPCODE_FLOAT,   0x04    # bit of both: of floating point
        .equ    QUADRANT_0,     0       # c.lw c.ld c.fld c.sw c.sd c.fsd
        .equ    QUADRANT_2,     2       # c.lwsp …
        .equ    UNSIGNED,       4       # bit of a load's funct3
        .equ    ATOMIC,         8       # in s5: such an instruction
        .equ    UNCOMPRESSED,   2       # bit of an instruction of 32 bits [priv §8.6.3]
        .equ    FLOAT,          32      # from a register's number to f0's
        .equ    SP,             2       # a register

# simulate_ram: do what a load or store of RAM would do
#   in:  s0 = VM, s1 = guest-virtual address, s2 = guest-physical address, in RAM, s3 = cause, s8
#   out: jumps to resume, schedule or virtual_trap
simulate_ram:
        la      s7, ram
        apply   sub, s2, REGION_START(s7) # and fall through

# simulate_device: do what the guest's load or store of a device's register would do
#   in:  s0 = VM, s1 = guest-virtual address, s2 = offset in the device, s3 = cause, s7 = its row,
#        s8, s11 = the instruction as mtinst tells it, or 0
#   out: jumps to resume, schedule or virtual_trap
simulate_device:
        ld      t0, REGION_BYTES(s7)
        bgeu    s2, t0, access_fault    # the page goes on, the device does not
        beqz    s11, .Lfetch

        # the hart tells it, at full length, but with bit 1 clear if it was compressed; in the place
        # of rs1 is how far into the access the address is
        extract t0, s11, RS1_SHIFT, 5
        bnez    t0, access_fault
        ori     a0, s11, UNCOMPRESSED
        jal     decode_access
        andi    s4, s11, UNCOMPRESSED
        addi    s4, s4, 2
        j       .Ldecoded
.Lfetch:
        jal     fetch_instruction
        mv      s11, a0
        jal     decode_access
        slli    t0, s1, 64 - PAGE_SHIFT
        beqz    t0, .Lpage_begins
.Ldecoded:
        bne     a0, s3, access_fault    # none that could fault so

        # may its registers be accessed this wide, and here?
        ld      t0, REGION_WIDTHS(s7)
        andi    a1, s5, 3               # log2 of the width
        srl     t0, t0, a1
        bnone   t0, 1, access_fault
        bit     t1, a1
        addi    t2, t1, -1
        and     t2, t2, s2
        bnez    t2, .Lmisaligned
.Lone_page:
        bltu    s8, t1, access_fault
        mv      a0, s2
        bany    s5, ATOMIC, simulate_atomic
access_plain:
        beqi    s3, CAUSE_STORE_PAGE_FAULT, .Lwrite
        ld      t0, REGION_READ(s7)
        jalr    t0

        # the value read, a0: extended from its width; into the register. x0 stays zero
access_extend:
        andi    t0, s5, 3
        li      t1, -8
        sll     t1, t1, t0              # 64 - bits, as shifts look at six bits
        sll     a0, a0, t1
        bany    s5, UNSIGNED, .Lunsigned
        sra     a0, a0, t1
        j       access_result
.Lunsigned:
        srl     a0, a0, t1
access_result:
        addi    t0, s6, -FLOAT
        bgez    t0, .Lfloat
        indexed t0, s6
        sd      a0, VM_X(t0)
        sd      zero, VM_X(s0)
access_done:
        change  add, VM_PC(s0), s4
        j       resume
.Lfloat:
        jal     float_write
        j       access_done

.Lwrite:
        jal     access_operand
        mv      a0, s2
        ld      t0, REGION_WRITE(s7)
        jalr    t0
        change  add, VM_PC(s0), s4
        j       resume_or_yield

        # an access that came here over the end of the page before, which is RAM, is none: such have
        # no multiple of the width for their address; in the compressed ones rs1 alone decides
.Lpage_begins:
        bany    s5, ATOMIC, .Ldecoded
        li      t2, 0
        andi    t0, s11, 3
        bnei    t0, 3, .Lbase, t1
        extract t1, s11, RS1_SHIFT, 5
        extract t2, s11, RD_SHIFT, 3    # the low bits of what is added
        beqi    s3, CAUSE_STORE_PAGE_FAULT, .Lsum
        extract t2, s11, RS2_SHIFT, 3
        j       .Lsum
.Lbase: extract t1, s11, 7, 3
        addi    t1, t1, 8
        beqz    t0, .Lsum
        li      t1, SP
.Lsum:  indexed t1, t1
        ld      t1, VM_X(t1)
        add     t1, t1, t2
        andi    t2, s5, 3
        bit     t0, t2
        addi    t0, t0, -1
        and     t1, t1, t0
        bnez    t1, access_fault
        j       .Ldecoded

        # only RAM may be accessed so
.Lmisaligned:
        la      t2, ram
        bne     s7, t2, access_fault
        low     t0, s2, PAGE_SHIFT
        add     t0, t0, t1
        plus    t0, t0, -PAGE_BYTES, t2
        blez    t0, .Lone_page
        j       simulate_across

# access_operand: as many low bytes of a register as are to be stored, the rest zero
#   in:  s0 = VM, s6 = the register, a1 = log2 of the width
#   out: a2 = value
#   clobbers: t0-t3
access_operand:
        addi    t0, s6, -FLOAT
        bgez    t0, .Lfloat_operand
        indexed t0, s6
        ld      a2, VM_X(t0)
.Lwidth:
        li      t2, -8
        sll     t0, t2, a1
        sll     a2, a2, t0
        srl     a2, a2, t0
        ret
.Lfloat_operand:
        mv      t3, ra
        jal     float_read
        mv      ra, t3
        j       .Lwidth

# access_fault: nothing answers there
#   in:  s0 = VM, s1 = guest-virtual address, s3 = cause
#   out: jumps to virtual_trap
access_fault:
        addi    a0, s3, TO_ACCESS_FAULT
        mv      a1, s1
        j       virtual_trap

# decode_access: what an instruction that loads or stores says
#   in:  a0 = instruction
#   out: a0 = CAUSE_LOAD_PAGE_FAULT or CAUSE_STORE_PAGE_FAULT, the fault that such an instruction
#        takes; or 0: it neither loads nor stores a register
#        s4 = length, s5 = funct3 of a load or store of integers, and ATOMIC; s6 = register
#   clobbers: t0-t2
decode_access:
        andi    t0, a0, 3
        bnei    t0, 3, .Lcompressed, t1

        # 32 bits: the hart knows the widths that are told by funct3
        li      s4, 4
        li      s6, 0
        extract s5, a0, FUNCT3_SHIFT, 3
        andi    t0, a0, OPCODE_MASK
.Lopcode:
        extract t1, a0, RD_SHIFT, 5
        beqi    t0, OPCODE_LOAD, .Lload, t2
        extract t1, a0, RS2_SHIFT, 5
        beqi    t0, OPCODE_STORE, .Lstore, t2
        beqi    t0, OPCODE_AMO, .Latomic, t2
        bnez    s6, .Lneither
        li      s6, FLOAT
        xori    t0, t0, OPCODE_FLOAT
        j       .Lopcode
.Lneither:
        li      a0, 0
        ret
.Latomic:
        ori     s5, s5, ATOMIC
        extract s6, a0, RD_SHIFT, 5
        srli    t0, a0, FUNCT5_SHIFT
        li      a0, CAUSE_LOAD_PAGE_FAULT
        beqi    t0, FUNCT5_LR, .Ldecoded_atomic, t1
        li      a0, CAUSE_STORE_PAGE_FAULT
.Ldecoded_atomic:
        ret

        # 16 bits: funct3 is 1, 2, 3 for loads of a floating-point doubleword, a word, a doubleword,
        # and 5, 6, 7 for stores
.Lcompressed:
        li      s4, 2
        extract t2, a0, 13, 3
        andi    s5, t2, 3
        beqz    s5, .Lneither
        li      s6, 0
        bnei    s5, 1, .Linteger, t1
        li      s5, 3
        li      s6, FLOAT
.Linteger:
        andi    t2, t2, 4               # not 0: a store
        extract t1, a0, 2, 3            # c.lw …: x8 to x15, f8 to f15
        addi    t1, t1, 8
        beqz    t0, .Lkind
        bnei    t0, QUADRANT_2, .Lneither, t1
        extract t1, a0, 7, 5            # c.lwsp …: rd
        beqz    t2, .Lload
        extract t1, a0, 2, 5            # c.swsp …: rs2
.Lkind: bnez    t2, .Lstore
.Lload: add     s6, s6, t1
        li      a0, CAUSE_LOAD_PAGE_FAULT
        ret
.Lstore:
        add     s6, s6, t1
        li      a0, CAUSE_STORE_PAGE_FAULT
        ret
