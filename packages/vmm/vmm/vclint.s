# vclint.s: the virtual CLINT: a clock, a comparator and a software interrupt; and the comparator of
# S-mode, which is no device but a CSR.
#
# Virtual time is real time plus an offset. By CLOCK_ELAPSED that stays 0 unless the guest writes
# mtime: time goes on for a guest while others run, as on a machine with a slow processor. By
# CLOCK_RUNNING `run` takes from it the time in which others ran although this one could have. By
# CLOCK_OWN all that passes between an exit (own_exit) and the return is taken from it (fit).

        .include "vmm.inc"
        .globl  own_clock_goes, clint_tick, clint_read, clint_write, clint_alarm

        .equ    LATE,           32      # ticks

# virtual_time: the guest's mtime
#   in:  s0 = VM
#   out: a0 = time
#   clobbers: t0
virtual_time:
        now     a0
        isnt    VM_CLOCK(s0), CLOCK_OWN, .Lgoes
        is      VM_STATE(s0), STATE_WAITING, .Lgoes
        ld      a0, VM_STANDS_SINCE(s0)
.Lgoes:
        apply   add, a0, VM_TIME_OFFSET(s0)
        ret

# own_clock_goes: a VM by CLOCK_OWN is about to go on: what the VMM has done meanwhile took no time.
# The real comparator rings too early by that, and is set anew when it has. If that would be before
# the guest gets on, it is set now, and a little late, whatever there is to do until that begins.
#   in:  s0 = VM
#   clobbers: t0-t6
own_clock_goes:
        enter
        now     t0
        ld      t1, VM_STANDS_SINCE(s0)
        sub     t1, t1, t0
        change  add, VM_TIME_OFFSET(s0), t1, t2
        sd      t0, VM_STANDS_SINCE(s0)
        ld      t1, armed_at
        addi    t0, t0, LATE
        bltu    t0, t1, .Larmed
        jal     arm_timer
        beqi    t1, NEVER, .Larmed, t0
        addi    t1, t1, LATE
        sd      t1, 0(t2)
.Larmed:
        leave

# clint_tick: bring MTIP, and with STCE STIP, up to date: is the time mtimecmp, stimecmp, or later?
#   in:  s0 = VM
#   clobbers: a0, t0, t1
clint_tick:
        enter
        jal     virtual_time
        ld      t0, VM_MTIMECMP(s0)
        ld      t1, VM_LINES(s0)
        andi    t1, t1, ~(MTIP | STIP)
        bltu    a0, t0, .Learlier
        ori     t1, t1, MTIP
.Learlier:
        nonzero VM_TIMED(s0), .Lticked  # the hart compares
        positive VM_MENVCFG(s0), .Lticked # STCE is the top bit
        ld      t0, VM_STIMECMP(s0)
        bltu    a0, t0, .Lticked
        ori     t1, t1, STIP
.Lticked:
        sd      t1, VM_LINES(s0)
        leave

# clint_register: the doubleword around an offset
#   in:  s0 = VM, a0 = offset
#   out: a0 = value, a3 = offset of the doubleword
#   clobbers: t0, t1
clint_register:
        enter
        andi    a3, a0, -8
        beqi    a3, CLINT_MTIME, .Lmtime
        beqi    a3, CLINT_MTIMECMP, .Lmtimecmp
        li      a0, 0                   # no other hart is there
        bnez    a3, .Lregister
        ld      a0, VM_LINES(s0)
        extract a0, a0, 3, 1            # the bit of MSIP
        j       .Lregister
.Lmtimecmp:
        ld      a0, VM_MTIMECMP(s0)
        j       .Lregister
.Lmtime:
        jal     virtual_time
.Lregister:
        leave

# clint_read: 4 or 8 bytes of a register
clint_read:
        enter
        andi    a4, a0, 4
        jal     clint_register
        slli    a4, a4, 3               # 32 for the upper half
        srl     a0, a0, a4
        leave

# clint_write: all of a register, or half of it: with the other half as it is
clint_write:
        enter
        andi    a3, a0, -8
        addi    a1, a1, -3
        beqz    a1, .Lmerged
        andi    a4, a0, 4
        jal     clint_register
        sd      a0, 0(sp)
        add     a4, a4, sp
        sw      a2, 0(a4)
        ld      a2, 0(sp)
.Lmerged:
        beqi    a3, CLINT_MTIMECMP, .Lset_cmp
        beqi    a3, CLINT_MTIME, .Lset_time
        bnez    a3, .Lset

        # msip: one bit
        ld      t0, VM_LINES(s0)
        andi    t0, t0, ~MSIP
        andi    a2, a2, 1
        slli    a2, a2, 3
        or      t0, t0, a2
        sd      t0, VM_LINES(s0)
        j       .Lset

.Lset_time:
        jal     reclaim                 # what has been lent goes by the time as it was
        now     t0
        sub     a2, a2, t0
        sd      a2, VM_TIME_OFFSET(s0)
        j       .Lalarm
.Lset_cmp:
        sd      a2, VM_MTIMECMP(s0)
.Lalarm:
        jal     clint_alarm
.Lset:  leave

# clint_alarm: what decides on the timers' interrupts has changed
#   in:  s0 = VM
#   clobbers: a0, t0-t6
clint_alarm:
        enter
        jal     clint_tick
        jal     arm_timer
        leave
