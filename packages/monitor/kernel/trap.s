# trap.s: everything that enters the monitor from a process enters here.
#
# While a process runs, sscratch holds the address of its record, where its
# registers are saved. In the monitor tp holds it; system calls and all that
# they call take "the process in tp" from there. Every process has a kernel
# stack, empty whenever its program runs: on it, the monitor works for it, and
# can wait on its behalf. Interrupts stay masked in the monitor.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "process.inc"
        .include "frame.inc"
        .include "print.inc"

        .text
        .globl  trap_entry, trap_return, interrupts_serve

# trap_entry: save the process, then act on the cause.
#   in:  sscratch = record of the process
#   out: goes on in system_call, process_fault or the scheduler
        .balign 4                       # stvec has no room for lower address bits
trap_entry:
        csrrw   t6, sscratch, t6        # t6 <-> record: the only free register
        .irp    n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        sd      x\n, 8 * \n(t6)         # tp and sp too: they are the process's still
        .endr
        .irp    n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
        sd      x\n, 8 * \n(t6)
        .endr
        mv      tp, t6                  # "the process in tp" from here on
        csrrw   t6, sscratch, t6        # the process's t6, and sscratch as it was
        sd      t6, P_T6(tp)            # the last register
        csrr    t0, sepc                # where it was
        sd      t0, P_PC(tp)

        # A trap from the monitor itself is a defect of the monitor.
        csrr    t0, sstatus
        andi    t0, t0, SSTATUS_SPP
        bnez    t0, defect

        ld      sp, P_KERNEL(tp)        # nothing of an earlier trap is on it
        csrr    t0, scause              # why
        bltz    t0, .Linterrupt         # interrupts have the top bit set
        li      t1, CAUSE_ECALL_U
        beq     t0, t1, system_call
        j       process_fault

# Whatever the interrupt, it ends the turn of the process.
.Linterrupt:
        call    interrupts_serve        # may make others ready
        j       schedule                # one of them, or this one again

# trap_return: go on with a process.
#   in:  tp = process, whose address space is in use
#   out: does not return
trap_return:
        ld      t0, P_KILLER(tp)
        bnez    t0, process_killed      # it does not go on
        csrw    sscratch, tp            # for the next trap_entry
        ld      t0, P_PC(tp)
        csrw    sepc, t0                # where sret goes
        li      t0, SSTATUS_SPP
        csrc    sstatus, t0             # to U-mode, which S-mode can always interrupt
        mv      t6, tp                  # tp itself gets the process's value
        .irp    n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        ld      x\n, 8 * \n(t6)
        .endr
        .irp    n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
        ld      x\n, 8 * \n(t6)
        .endr
        ld      t6, P_T6(t6)            # the last one, by itself
        sret

# interrupts_serve: act on all interrupts that are waiting.
#   clobbers: as any call
interrupts_serve:
        enter   0
        csrr    t0, sip
        andi    t0, t0, INTERRUPT_SS    # the timer's?
        beqz    t0, 1f
        call    timer_serve
1:      csrr    t0, sip                 # as it is now
        andi    t0, t0, INTERRUPT_SE    # a device's?
        beqz    t0, 2f
        call    plic_serve
2:      leave   0

# defect: say what went wrong in the monitor, and end the run as failed.
defect:
        li      sp, NOBODYS_STACK       # the process's may be what is wrong
        print   "monitor: defect: trap in the monitor, scause "
        csrr    a0, scause
        call    print_hex
        print   ", sepc "
        csrr    a0, sepc
        call    print_hex
        print   ", stval "
        csrr    a0, stval
        call    print_hex
        call    print_newline
        li      a0, 2 << 16 | FINISHER_FAIL  # exit status 2
        j       finish
