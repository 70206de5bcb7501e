# across.s: a simulated load or store of RAM that goes over the end of a page: byte by byte, each
# where the guest's tables have its page, as its PMP has it; and none is stored before all can be.

        .include "vmm.inc"
        .globl  simulate_across

# simulate_across: do it
#   in:  as access.s has it when it has been decoded: a1 = log2 of the width
#   out: jumps to access_extend with the value loaded, to access_done, or to virtual_trap
#   plan: s2 the value, s7 mode whose rules apply, s8 kind of access as a PTE bit, s9 not 0: nothing
#         is to be stored yet, s10 which byte, s11 its guest-physical address
simulate_across:
        jal     effective_mode
        mv      s7, a0
        andi    s8, s3, CAUSE_STORE_PAGE_FAULT ^ CAUSE_LOAD_PAGE_FAULT
        addi    s8, s8, PTE_R           # or PTE_W
        li      s2, 0                   # what has been loaded
        beqi    s8, PTE_R, .Lbytes
        jal     access_operand
        mv      s2, a2                  # what is to be stored
        li      s9, 1                   # not yet
.Lbytes:
        li      s10, 0

        # where is it, and may it be accessed? Each page is translated once
.Lbyte: addi    s11, s11, 1
        add     a0, s1, s10
        beqz    s10, .Lpage
        low     t0, a0, PAGE_SHIFT
        bnez    t0, .Lsame_page
.Lpage: mv      a1, s8
        mv      a2, s7
        jal     translate
        bnez    a0, .Lrefused
        mv      s11, a1
.Lsame_page:
        mv      a0, s11
        mv      a2, s7
        jal     pmp_part
        and     t0, a0, s8
        beqz    t0, .Lno_access
        mv      a0, s11
        li      a1, 1
        find_ram .Lno_access

        slli    t1, s10, 3
        beqi    s8, PTE_R, .Lload_byte
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
        beqi    s8, PTE_R, access_extend
        addi    s9, s9, -1
        beqz    s9, .Lbytes
        j       access_done
.Lno_access:
        addi    a0, s3, TO_ACCESS_FAULT
.Lrefused:
        add     a1, s1, s10
        j       virtual_trap
