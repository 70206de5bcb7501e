# access.s: simulate a load or store that cannot run directly: of a device's register; or of RAM,
# under MPRV or in a page that PMP divides, as if it were a device.
#
# Register plan: s1 guest-virtual address, s2 guest-physical address or offset in the device,
# s3 cause of the fault (13 load, 15 store), s4 length of the instruction, s5 funct3 (size, sign),
# s6 the register loaded or stored, s7 the device's row.

        .include "vmm.inc"
        .globl  simulate_device, simulate_ram, access_fault, decode_access

# Base opcodes, and quadrants of compressed instructions
        .equ    OPCODE_LOAD,    0x03
        .equ    OPCODE_STORE,   0x23
        .equ    QUADRANT_0,     0       # c.lw c.ld c.sw c.sd
        .equ    QUADRANT_2,     2       # c.lwsp c.ldsp c.swsp c.sdsp
        .equ    UNSIGNED,       4       # bit of a load's funct3
        .equ    UNCOMPRESSED,   2       # bit of an instruction of 32 bits [priv §8.6.3]

# simulate_ram: do what a load or store of RAM would do
#   in:  s0 = VM, s1 = guest-virtual address, s2 = guest-physical address, in RAM, s3 = cause,
#        s11 as below
#   out: jumps to resume, schedule or virtual_trap
simulate_ram:
        la      s7, ram
        apply   sub, s2, REGION_START(s7) # and fall through

# simulate_device: do what the guest's load or store of a device's register would do
#   in:  s0 = VM, s1 = guest-virtual address, s2 = offset in the device, s3 = cause, s7 = its row,
#        s11 = the instruction as mtinst tells it, or 0
#   out: jumps to resume, schedule or virtual_trap
simulate_device:
        ld      t0, REGION_BYTES(s7)
        bgeu    s2, t0, access_fault    # the page goes on, the device does not
        beqz    s11, .Lfetch

        # the hart tells it, at full length, but with bit 1 clear if it was compressed
        ori     a0, s11, UNCOMPRESSED
        jal     decode_access
        andi    s4, s11, UNCOMPRESSED
        addi    s4, s4, 2
        j       .Ldecoded
.Lfetch:
        jal     fetch_instruction
        jal     decode_access
.Ldecoded:
        bne     a0, s3, access_fault    # an atomic instruction, or none that could fault so

        # may its registers be accessed this wide, and here?
        ld      t0, REGION_WIDTHS(s7)
        andi    a1, s5, 3               # log2 of the width
        srl     t0, t0, a1
        bnone   t0, 1, access_fault
        bit     t1, a1
        addi    t1, t1, -1
        and     t1, t1, s2
        bnez    t1, .Lmisaligned
        mv      a0, s2
        beqi    s3, CAUSE_STORE_PAGE_FAULT, .Lwrite
        ld      t0, REGION_READ(s7)
        jalr    t0

        # the value read, a0: extended from its width, into the register; x0 stays zero
        andi    t0, s5, 3
        li      t1, -8
        sll     t1, t1, t0              # 64 - bits, as shifts look at six bits
        sll     a0, a0, t1
        bany    s5, UNSIGNED, .Lunsigned
        sra     a0, a0, t1
        j       .Lresult
.Lunsigned:
        srl     a0, a0, t1
.Lresult:
        indexed t0, s6
        sd      a0, VM_X(t0)
        sd      zero, VM_X(s0)
        change  add, VM_PC(s0), s4
        j       resume

        # the value to be written, a2: as many low bytes of the register; the rest zero
.Lwrite:
        indexed t0, s6
        ld      a2, VM_X(t0)
        li      t2, -8
        sll     t0, t2, a1
        sll     a2, a2, t0
        srl     a2, a2, t0
        ld      t0, REGION_WRITE(s7)
        jalr    t0
        change  add, VM_PC(s0), s4
        j       resume_or_yield

.Lmisaligned:
        ld      a0, REGION_MISALIGNED(s7)
        j       .Lreflect

# access_fault: nothing answers there
#   in:  s0 = VM, s1 = guest-virtual address, s3 = cause
#   out: jumps to virtual_trap
access_fault:
        li      a0, TO_ACCESS_FAULT
.Lreflect:
        add     a0, a0, s3
        mv      a1, s1
        j       virtual_trap

# decode_access: what a load or store instruction says
#   in:  a0 = instruction
#   out: a0 = CAUSE_LOAD_PAGE_FAULT or CAUSE_STORE_PAGE_FAULT, the fault that such an instruction
#        takes; or 0: it is neither a load nor a store of an integer register
#        s4 = length, s5 = funct3, s6 = register
#   clobbers: t0-t2
decode_access:
        andi    t0, a0, 3
        bnei    t0, 3, .Lcompressed, t1

        # 32 bits: the widths are told by funct3 itself; 7 does not exist, nor 4 to 7 for stores
        li      s4, 4
        extract s5, a0, FUNCT3_SHIFT, 3
        andi    t0, a0, 0x7f
        beqi    t0, OPCODE_STORE, .Lstore_32, t1
        bnei    t0, OPCODE_LOAD, .Lneither, t1
        beqi    s5, 7, .Lneither, t1
        extract s6, a0, RD_SHIFT, 5
.Lis_load:
        li      a0, CAUSE_LOAD_PAGE_FAULT
        ret
.Lstore_32:
        bany    s5, UNSIGNED, .Lneither, t1
        extract s6, a0, RS2_SHIFT, 5
.Lis_store:
        li      a0, CAUSE_STORE_PAGE_FAULT
        ret

        # 16 bits: funct3 is 2 for a load and 6 for a store of a word, 3 and 7 of a doubleword
.Lcompressed:
        li      s4, 2
        extract t1, a0, 13, 3
        bnone   t1, 2, .Lneither, t2
        andi    s5, t1, 3               # the funct3 of lw, sw or ld, sd
        andi    t1, t1, 4               # not 0: a store
        beqz    t0, .Lquadrant_0
        bnei    t0, QUADRANT_2, .Lneither, t2
        extract s6, a0, 7, 5            # c.lwsp, c.ldsp: rd
        beqz    t1, .Lis_load
        extract s6, a0, 2, 5            # c.swsp, c.sdsp: rs2
        j       .Lis_store
.Lquadrant_0:
        extract s6, a0, 2, 3            # x8 to x15
        addi    s6, s6, 8
        beqz    t1, .Lis_load
        j       .Lis_store

.Lneither:
        li      a0, 0
        ret
