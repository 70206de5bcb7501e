# start.s: what runs in M-mode.
#
# The computer starts here, in the mode that may do everything. M-mode keeps
# one duty, the timer, which only it can be told of; all else it hands to
# S-mode, where the monitor lives, and leaves. [priv §3.1]
#
# The code and data of this file fill one page of their own, which S- and
# U-mode cannot reach.

        .include "memory-map.inc"
        .include "csr.inc"

        .section .text.machine, "ax", @progbits
        .globl  _start

# _start: the first instruction after reset.
#   in:  a0 = number of this hart, a1 = address of the device tree
#   out: hart 0 goes to kernel_main in S-mode with a0 = the device tree;
#        any other hart sleeps for ever
_start:
        bnez    a0, .Lpark              # the monitor uses one hart

        # From now on a trap into M-mode finds its code and its scratch space.
        la      t0, machine_trap
        csrw    mtvec, t0               # low bits 0: one entry for all traps
        la      t0, machine_scratch
        csrw    mscratch, t0            # so that it can free a register

        # Memory protection: this page for M-mode only, all else for everyone.
        # The first region that matches an address decides.
        la      t0, _start
        srli    t0, t0, 2               # PMP counts in words
        ori     t0, t0, PAGE_BYTES / 8 - 1      # NAPOT: the ones say how long it is
        csrw    pmpaddr0, t0            # and this region allows nothing
        li      t0, -1
        csrw    pmpaddr1, t0            # all ones: the whole address space
        li      t0, (PMP_NAPOT | PMP_RWX) << 8 | PMP_NAPOT
        csrw    pmpcfg0, t0             # a byte for each of the two regions

        # S-mode handles its own exceptions and interrupts.
        li      t0, MEDELEG_ALL
        csrw    medeleg, t0             # else every system call would come here first
        li      t0, INTERRUPT_SS | INTERRUPT_SE
        csrw    mideleg, t0             # MT is not in it: that cannot be handed over

        # The timer is ours. No alarm is set yet.
        li      t0, CLINT_PHYSICAL + CLINT_MTIMECMP
        li      t1, -1
        sd      t1, 0(t0)               # a time that never comes
        li      t0, INTERRUPT_MT
        csrw    mie, t0                 # taken in S- and U-mode whatever mstatus.mie says
        li      t0, MCOUNTEREN_TM | MCOUNTEREN_IR
        csrw    mcounteren, t0          # S-mode reads time and instructions itself

        # Go down to S-mode: "return" to the monitor.
        csrw    satp, zero              # no translation yet
        li      t0, MSTATUS_MPP
        csrc    mstatus, t0             # both bits off,
        li      t0, MSTATUS_MPP_S
        csrs    mstatus, t0             # … and one on
        la      t0, kernel_main
        csrw    mepc, t0                # where mret goes
        mv      a0, a1                  # the device tree is all that it needs
        mret

.Lpark: wfi
        j       .Lpark

# machine_trap: the timer went off; S-mode gets a software interrupt for it.
#   in:  mscratch = machine_scratch
#   out: the alarm is off, sip.SSIP is set; S-mode sets the next alarm
#   clobbers: nothing the interrupted code can see
        .balign 4                       # mtvec has no room for lower address bits
machine_trap:
        csrrw   t0, mscratch, t0        # t0 <-> scratch: the only free register
        sd      t1, 0(t0)
        sd      t2, 8(t0)

        # Interrupts have the top bit set in mcause, and ours is the only one.
        csrr    t1, mcause
        bgez    t1, .Ldefect            # it is not even an interrupt

        # Setting an alarm that never comes takes the timer's request back.
        li      t1, CLINT_PHYSICAL + CLINT_MTIMECMP
        li      t2, -1
        sd      t2, 0(t1)
        csrsi   mip, INTERRUPT_SS       # pass it on

        ld      t2, 8(t0)               # as if nothing had been
        ld      t1, 0(t0)
        csrrw   t0, mscratch, t0
        mret

# An exception that S-mode cannot have caused: end the run as failed.
.Ldefect:
        li      t0, FINISHER_PHYSICAL
        li      t1, 3 << 16 | FINISHER_FAIL  # exit status 3
        sw      t1, 0(t0)
        j       .Lpark

        .balign 8
machine_scratch:
        .zero   16                      # t1 and t2 of the interrupted code
