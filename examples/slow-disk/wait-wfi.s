# wait-wfi.s: wait asleep. The disk's interrupt wakes the processor, which stands
# still until then.
#
# Interrupts stay masked in mstatus: wfi wakes for one that is enabled in mie all
# the same, and goes on with the next instruction [priv §3.3.3].

        .include "virtio.inc"

        .equ    PLIC,           0x0c000000      # the board's interrupt controller
        .equ    PLIC_PRIORITY,  0x000000        # 4 bytes for each source
        .equ    PLIC_ENABLE,    0x002000        # a bit for each source; for hart 0 in M-mode
        .equ    PLIC_THRESHOLD, 0x200000        # likewise
        .equ    PLIC_CLAIM,     0x200004        # likewise

        .equ    MIE_MEIE,       1 << 11         # wake for the PLIC

# wait_for_disk: wait until a 16-bit count has a certain value.
#   in:  a0 = address of the count, a1 = the value
#   clobbers: t0 to t3
        .globl  wait_for_disk
wait_for_disk:
        # Let the disk through to this hart.
        li      t1, PLIC
        li      t0, 1
        sw      t0, PLIC_PRIORITY + 4 * VIRTIO_IRQ(t1)
        li      t2, PLIC + PLIC_ENABLE
        li      t0, 1 << VIRTIO_IRQ
        sw      t0, 0(t2)
        li      t2, PLIC + PLIC_THRESHOLD
        sw      zero, 0(t2)
        li      t0, MIE_MEIE
        csrw    mie, t0

        li      t2, PLIC + PLIC_CLAIM
        li      t3, VIRTIO
.Lwait:
        lhu     t0, 0(a0)
        beq     t0, a1, .Ldone
        wfi

        # Take the request from the PLIC, quiet the disk, and say it is served.
        lw      t1, 0(t2)
        lw      t0, InterruptStatus(t3)
        sw      t0, InterruptACK(t3)
        sw      t1, 0(t2)
        j       .Lwait
.Ldone:
        ret
