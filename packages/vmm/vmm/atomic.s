# atomic.s: atomic instructions that cannot run directly: on RAM under MPRV, and on devices, which
# take no others than lr and sc, as a load and a store.
#
# Each return to the guest ends the hart's own reservation. So there is one of ours for those that
# are simulated, which ends with each return of the guest from a trap (vtrap.s), as the hart's does.
# An sc that is simulated fails after an lr that was not: as the exit to it would have ended that.

        .include "vmm.inc"
        .globl  simulate_atomic

# simulate_atomic: do it
#   in:  as access.s has it when it has been decoded: a0 = offset, a1 = log2 of the width
#   out: jumps to access_plain, or access_result with the value for rd; or to access_fault
simulate_atomic:
        srli    t0, s11, FUNCT5_SHIFT
        addi    t1, s1, 1               # the reservation of this address
        bnei    t0, FUNCT5_LR, .Lstores, t2
        sd      t1, VM_RESERVED(s0)
        j       access_plain
.Lstores:
        bnei    t0, FUNCT5_SC, .Loperates, t2
        ld      t2, VM_RESERVED(s0)
        sd      zero, VM_RESERVED(s0)
        bne     t1, t2, .Lfails
        jal     .Lrs2
        ld      t0, REGION_WRITE(s7)
        jalr    t0
        li      a0, 0
        j       access_result
.Lfails:
        li      a0, 1
        jal     t2, .Lram
        j       access_result
.Loperates:
        jal     t2, .Lram
        jal     .Lrs2
        apply   add, a0, VM_RAM(s0)
        srli    t0, s11, FUNCT5_SHIFT
        slli    t0, t0, 1
        add     t0, t0, a1
        la      t1, atomics - 2 * 8     # the first is of a word
        indexed t0, t0, t1
        jalr    t0
        j       access_result

# only in RAM
.Lram:  la      t0, ram
        bne     s7, t0, access_fault
        jr      t2

# the operand
.Lrs2:  extract s6, s11, RS2_SHIFT, 5
        mv      t4, ra
        jal     access_operand
        extract s6, s11, RD_SHIFT, 5
        jr      t4

# atomics: by funct5, of a word and of a doubleword; all beyond the first two are multiples of four
#   in:  a0 = real address, a2 = operand
#   out: a0 = what was there
        .option norvc
        .macro  atomic  name
        .irp    width, w, d
        amo\name\().\width a0, a2, (a0)
        ret
        .endr
        .endm
        .balign 64
atomics:
        atomic  add
        atomic  swap
        .irp    name, xor, or, and, min, max, minu, maxu
        .balign 64
        atomic  \name
        .endr
