# register-player.s: plays a list of accesses and prints what each one gave.
#
# The list stands at `steps`, appended by the test: 24 bytes a step.
#   +0   what to do: an index into `.Lactions`; 0 ends the list
#   +8   physical address
#   +16  value to write
# Each step prints one line: what was read (0 for a write), or `fault`, and the pins that the
# devices drive in `mip`: MSIP, MTIP, SEIP and MEIP.
#
# Register plan
#   s0  the step                    s2  where the next result goes
#   s1  the result of the step      s3  -1: the access faulted, else 0
#
# Results are kept in memory until the end, because the UART may be what is played.

        .equ    UART,        0x10000000
        .equ    LSR,         5          # line status: the transmitter
        .equ    LSR_READY,   1 << 5     #   takes another byte
        .equ    LSR_EMPTY,   1 << 6     #   has sent everything
        .equ    FINISHER,    0x00100000
        .equ    PASS,        0x5555
        .equ    DEVICE_PINS, 0xa88      # MSIP, MTIP, SEIP, MEIP
        .equ    STEP_BYTES,  24
        .equ    SECOND,      10000000   # ticks of mtime
        .option norvc

        .globl  _start
_start:
        la      t0, faulted
        csrw    mtvec, t0
        la      s0, steps
        la      s2, results

play:
        ld      t0, 0(s0)
        beqz    t0, print
        li      s1, 0
        li      s3, 0
        ld      a0, 8(s0)
        ld      a1, 16(s0)
        slli    t0, t0, 3               # an action is two instructions
        la      t1, actions - 8
        add     t1, t1, t0
        jalr    t1
        csrr    t0, mip
        li      t1, DEVICE_PINS
        and     t0, t0, t1
        sd      s1, 0(s2)
        sd      s3, 8(s2)
        sd      t0, 16(s2)
        addi    s2, s2, STEP_BYTES
        addi    s0, s0, STEP_BYTES
        j       play

# Actions, from 1 on: two instructions each.
actions:
        lbu     s1, 0(a0)
        ret
        lhu     s1, 0(a0)
        ret
        lwu     s1, 0(a0)
        ret
        ld      s1, 0(a0)
        ret
        sb      a1, 0(a0)
        ret
        sh      a1, 0(a0)
        ret
        sw      a1, 0(a0)
        ret
        sd      a1, 0(a0)
        ret
        j       kick
        ret

# kick: write 4 bytes that set something off, and wait until a pin changes or a second is over.
#   in:  a0 = address, a1 = value
#   clobbers: t0, t1, t2, t3
kick:
        li      t3, DEVICE_PINS
        csrr    t0, mip
        and     t0, t0, t3
        csrr    t1, time
        sw      a1, 0(a0)
1:      csrr    t2, mip
        and     t2, t2, t3
        bne     t2, t0, 2f
        csrr    t2, time
        sub     t2, t2, t1
        li      t3, SECOND
        bgtu    t2, t3, 2f
        li      t3, DEVICE_PINS
        j       1b
2:      ret

# An access faulted: note that and return from the action.
        .balign 4
faulted:
        li      s3, -1
        csrw    mepc, ra
        mret

# Put the UART into its plainest state and print every result.
print:
        li      s4, UART
        sb      zero, 3(s4)             # LCR: no divisor latch
        sb      zero, 4(s4)             # MCR: no loopback
        sb      zero, 1(s4)             # IER
        sb      zero, 2(s4)             # FCR
        li      a0, '='
        jal     put
        li      a0, '\n'
        jal     put
        la      s5, results
1:      bgeu    s5, s2, 2f
        ld      a0, 0(s5)
        ld      t0, 8(s5)
        beqz    t0, 3f
        li      a0, 0xfa17
3:      jal     hex
        li      a0, ' '
        jal     put
        ld      a0, 16(s5)
        jal     hex
        li      a0, '\n'
        jal     put
        addi    s5, s5, STEP_BYTES
        j       1b
2:      lbu     t0, LSR(s4)             # QEMU would end before it has written all
        andi    t0, t0, LSR_EMPTY
        beqz    t0, 2b
        li      t0, FINISHER
        li      t1, PASS
        sw      t1, 0(t0)
3:      j       3b

# hex: print a0 as 16 digits.
#   clobbers: a0, t0, t1, t2, t3
hex:
        mv      t3, ra
        mv      t1, a0
        li      t2, 16
1:      srli    a0, t1, 60
        slli    t1, t1, 4
        addi    a0, a0, '0'
        li      t0, '9'
        ble     a0, t0, 2f
        addi    a0, a0, 'a' - '9' - 1
2:      jal     put
        addi    t2, t2, -1
        bnez    t2, 1b
        jr      t3

# put: send the byte a0.
#   clobbers: t0
put:
        lbu     t0, LSR(s4)
        andi    t0, t0, LSR_READY
        beqz    t0, put
        sb      a0, 0(s4)
        ret

        .bss
        .balign 8
results:
        .skip   STEP_BYTES * 1024

        .data
        .balign 8
steps:
