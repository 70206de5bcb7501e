# devices.s: how a virtual board's devices are accessed, and the smallest of them. Their table is in
# src/region-table.ts.
#
# How a register is read:    in: s0 = VM, a0 = offset in the device, a1 = log2 of the width
#                            out: a0 = value, bits beyond the width ignored
# How a register is written: in: s0 = VM, a0 = offset, a1 = log2 of the width, a2 = value, its
#                            bits beyond the width zero
# Offsets are multiples of the width. Both clobber a0-a7, t0-t6 and nothing else. Where there is no
# register they may jump to access_fault.

        .include "vmm.inc"
        .globl  rom_read, rom_write, rtc_read, rtc_write, finisher_read, finisher_write
        .globl  ram_read, ram_write, read_memory

# The boot ROM can only be read, and not executed: the guest begins with what it leaves in registers
rom_read:
        ld      t0, VM_BOOT(s0)
        apply   add, a0, VM_ROM(t0), t1
        ld      t1, VM_ROM_END(t0)
        bltu    a0, t1, read_memory
        li      a0, 0
rom_write:
        ret

# RAM, when it is reached by simulation. A write must not touch the bytes beside it: a disk may be
# writing them.
ram_read:
        apply   add, a0, VM_RAM(s0)     # and fall through

# read_memory: what a register of any width shows that is memory: its part of a doubleword
#   in:  a0 = real address
#   out: a0 = value, bits beyond the width as they come
#   clobbers: t0
read_memory:
        andi    t0, a0, 7
        sub     a0, a0, t0
        ld      a0, 0(a0)
        slli    t0, t0, 3
        srl     a0, a0, t0
        ret
ram_write:
        apply   add, a0, VM_RAM(s0)
        bit     t0, a1
.Lbyte: sb      a2, 0(a0)
        srli    a2, a2, 8
        addi    a0, a0, 1
        addi    t0, t0, -1
        bnez    t0, .Lbyte
        ret

# The clock on the wall is the real one; its alarm is not there
rtc_read:
        li      t1, RTC
        beqi    a0, RTC_TIME_HIGH, .Lclock
        bnez    a0, .Lno_clock          # RTC_TIME_LOW is 0
.Lclock:
        add     t1, t1, a0
        lwu     a0, 0(t1)
        ret
.Lno_clock:
        li      a0, 0
rtc_write:
        ret

# The test finisher ends the VM: pass, or fail with an exit status. Other values do nothing.
finisher_read:
        li      a0, 0
        ret
finisher_write:
        bnez    a0, .Lgoes_on           # one register, at offset 0
        low     t0, a2, 16              # its low half says what to do
        srli    a0, a2, 16              # the high half is the status
        beqi    t0, FINISHER_FAIL, .Lend, t1
        li      a0, 0
        beqi    t0, FINISHER_PASS, .Lend, t1
.Lgoes_on:
        ret
.Lend:  j       end_vm
