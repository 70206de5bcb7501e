# across.s: a simulated load or store of RAM that goes over the end of a page: byte by byte, each
# where the guest's tables and PMP have it; and none is stored before all can be.

        .include "vmm.inc"
        .globl  simulate_across

# simulate_across: do it
#   in:  as access.s has it when it has been decoded
#   out: jumps to access_extend with the value loaded, to access_done, or to virtual_trap
#   plan: s2 the value, s9 not 0: nothing is to be stored yet, s10 which byte
simulate_across:
        li      s2, 0                   # what has been loaded
        beqi    s3, CAUSE_LOAD_PAGE_FAULT, .Lbytes
        jal     access_operand
        mv      s2, a2                  # what is to be stored
        li      s9, 1                   # not yet
.Lbytes:
        li      s10, 0                  # which byte
.Lbyte: add     a0, s1, s10
        jal     reach
        slli    t1, s10, 3
        beqi    s3, CAUSE_LOAD_PAGE_FAULT, .Lload_byte
        bnez    s9, .Lnext_byte
        srl     t0, s2, t1
        sb      t0, 0(a0)
        j       .Lnext_byte
.Lload_byte:
        lbu     t0, 0(a0)
        sll     t0, t0, t1
        or      s2, s2, t0
.Lnext_byte:
        addi    s10, s10, 1
        andi    t0, s5, 3
        srl     t0, s10, t0
        beqz    t0, .Lbyte
        mv      a0, s2
        beqi    s3, CAUSE_LOAD_PAGE_FAULT, access_extend
        addi    s9, s9, -1
        beqz    s9, .Lbytes
        j       access_done

# reach: where a byte of the guest's memory really is, for a load or store
#   in:  s0 = VM, a0 = guest-virtual address, s3 = cause
#   out: a0 = real address; or jumps to virtual_trap
#   clobbers: a1-a7, t0-t6
reach:  enter   s2, s4, s7
        mv      s4, a0
        jal     effective_mode
        mv      s7, a0
        mv      a0, s4
        andi    a1, s3, CAUSE_STORE_PAGE_FAULT ^ CAUSE_LOAD_PAGE_FAULT
        addi    a1, a1, PTE_R           # or PTE_W
        mv      a2, s7
        jal     translate
        bnez    a0, .Lunreachable
        mv      s2, a1
        mv      a0, a1
        mv      a2, s7
        jal     pmp_part
        andi    t0, s3, CAUSE_STORE_PAGE_FAULT ^ CAUSE_LOAD_PAGE_FAULT
        addi    t0, t0, PTE_R
        and     t0, t0, a0
        addi    a0, s3, TO_ACCESS_FAULT
        beqz    t0, .Lunreachable
        mv      a0, s2
        li      a1, 1
        jal     guest_ram
        bnez    a0, .Lreached
        addi    a0, s3, TO_ACCESS_FAULT
.Lunreachable:
        mv      a1, s4
        j       virtual_trap
.Lreached:
        leave   s2, s4, s7
