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

# RAM, when it is reached by simulation: as the hart does it
ram_read:
        apply   add, a0, VM_RAM(s0)     # and fall through

# read_memory: what a register of any width shows that is memory
#   in:  a0 = real address, a1 = log2 of the width
#   out: a0 = value, bits beyond the width as they come
#   clobbers: t0, t1
read_memory:
        la      t1, loads
        j       .Lby_width
ram_write:
        apply   add, a0, VM_RAM(s0)
        la      t1, stores
.Lby_width:
        indexed t0, a1, t1
        jr      t0
        .option push
        .option norvc
        .irp    move, load, store
\move\()s:
        .irp    width, b, h, w, d
        .ifc    \move, load
        l\width a0, 0(a0)
        .else
        s\width a2, 0(a0)
        .endif
        ret
        .endr
        .endr
        .option pop

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
