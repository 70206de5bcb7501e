# plic.s: the interrupt controller, which tells S-mode of devices that want
# something. [plic, Memory Map]

        .include "memory-map.inc"
        .include "frame.inc"

# Context 1 is S-mode of hart 0.
        .equ    PLIC_PRIORITY,  0               # a word for each interrupt
        .equ    PLIC_ENABLE,    0x2080          # a bit for each interrupt
        .equ    PLIC_THRESHOLD, 0x201000
        .equ    PLIC_CLAIM,     0x201004        # read: take one; write: done with it

        .text
        .globl  plic_enable, plic_serve

# plic_enable: let a device interrupt us.
#   in:  a0 = its interrupt number, 1 … 31
#   clobbers: a0, t0, t1, t2
plic_enable:
        li      t0, PLIC + PLIC_PRIORITY
        slli    t1, a0, 2               # a word each
        add     t0, t0, t1
        li      t1, 1
        sw      t1, 0(t0)               # above 0 …
        li      t0, PLIC + PLIC_THRESHOLD
        sw      zero, 0(t0)             # … is enough
        sll     t1, t1, a0              # its bit
        li      t0, PLIC + PLIC_ENABLE
        lw      t2, 0(t0)
        or      t2, t2, t1
        sw      t2, 0(t0)               # with those that were there
        ret

# plic_serve: serve all devices that want something.
#   clobbers: as any call
plic_serve:
        enter   1
1:      li      t0, PLIC + PLIC_CLAIM
        lwu     s0, 0(t0)               # the number of one that waits
        beqz    s0, 4f                  # no device is left
        li      t0, UART_IRQ
        bne     s0, t0, 2f              # not the serial line
        call    console_receive         # takes all that came in
        j       3f
2:      call    disk_serve              # no other device was enabled
3:      li      t0, PLIC + PLIC_CLAIM
        sw      s0, 0(t0)               # it may interrupt again
        j       1b                      # another one?
4:      leave   1
