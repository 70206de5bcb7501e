# schedule.s: one processor, several VMs: who runs, for how long, and what happens meanwhile.
#
# The VMs stand in a ring, VM_NEXT. A VM runs until its time slice is over or it waits (wfi);
# then the next in the ring that is ready runs. When none is, the real hart waits. The slice is as
# long as the VM's weight says. Two other policies can be had, to compare:
#
#   none      no slices, and a VM that waits keeps the processor: VMs run one after the other
#   io        a VM that starts a disk request gives up its slice, to whoever can use it
#
# The one real comparator serves the slice and every VM's mtimecmp: it is always set to the
# earliest of them.

        .include "vmm.inc"
        .globl  schedule_first, schedule, go_on, account, started_io, end_slice, resume_or_yield
        .globl  wake, serve_interrupts, arm_timer, end_vm, record_end, current_vm, armed_at

# stands: go to LABEL if the clock of VM stands: it could run, but does not. clobbers t4
        .macro  stands  vm, label
        zero    VM_CLOCK(\vm), .Lgoes\@, t4 # CLOCK_ELAPSED
        ld      t4, VM_STATE(\vm)
        addi    t4, t4, -STATE_WAITING
        beqz    t4, .Lgoes\@
        ld      t4, current_vm
        bne     t4, \vm, \label
.Lgoes\@:
        .endm

# schedule_first: run the first VM
#   in:  ring not empty
schedule_first:
        jal     script_run
        ld      s0, vm_ring
        zero    VM_STATE(s0), run       # else it could not be loaded

# schedule: run the next VM after this one
#   in:  s0 = the VM that leaves the processor
#   out: jumps to resume with another VM, or the same if no other is ready; the stack is empty
schedule:
        la      sp, stack_top

        jal     reclaim
        jal     account
        jal     htif_serve

        # the last exception that its S-mode took was where it is, at its handler's first
        # instruction: is it locked up? Then virtual_trap is to see what comes
        li      t2, -1
        ld      t0, VM_PC(s0)
        differs VM_SEPC(s0), t0, .Lgets_on, t1
        ld      t1, VM_STVEC(s0)
        andi    t1, t1, -4
        bne     t0, t1, .Lgets_on
        isnt    VM_MODE(s0), MODE_S, .Lgets_on
        has     VM_MSTATUS(s0), MSTATUS_SIE, .Lgets_on
        li      t2, 0
.Lgets_on:
        sd      t2, VM_OWN(s0)
        mv      t0, s0
        li      t2, 0                   # not 0: somebody has not ended
        ld      t1, settings+SETTING_POLICY
        bnez    t1, .Lnext
        zero    VM_STATE(s0), run, t1   # POLICY_NONE: as long as it has not ended, it stays
        beqi    t1, STATE_DRAINING, .Lidle, t3
        bnei    t1, STATE_WAITING, .Lnext, t3
        zero    VM_CALLED(s0), .Lidle, t3
        j       run
.Lcalled:
        beqi    t1, STATE_WAITING, run, t3
        j       .Lnot_called
.Lnext: ld      s0, VM_NEXT(s0)
        zero    VM_STATE(s0), run, t1
        nonzero VM_CALLED(s0), .Lcalled, t3
.Lnot_called:
        addi    t1, t1, -STATE_ENDED
        or      t2, t2, t1
        bne     s0, t0, .Lnext
        bnez    t2, .Lidle
        is      script_due, NEVER, finish, t1 # else the script has more to say
.Lidle: sd      zero, current_vm, t0
        li      t0, NEVER               # no slice any more, only alarms
        sd      t0, slice_end, t1
        jal     arm_timer
        wfi                             # wakes for mip & mie, though interrupts are masked
        jal     serve_interrupts
        j       schedule

# account: book to the VM that has the processor what it has had of it; it may lose it now
#   clobbers: t0-t4
account:
        ld      t0, current_vm
        beqz    t0, .Lnobody            # the hart waited
        csrr    t1, minstret
        la      t2, run_began
        ld      t3, 0(t2)
        sd      t1, 0(t2)
        sub     t1, t1, t3
        apply   add, t1, VM_INSTRUCTIONS(t0), t4
        sd      t1, VM_INSTRUCTIONS(t0)
        now     t1
        sd      t1, VM_STANDS_SINCE(t0)
.Lnobody:
        ret

# run: give the processor to a VM, for a new slice
#   in:  s0 = VM
run:
        la      t0, current_vm
        ld      t1, 0(t0)
        sd      s0, 0(t0)
        beq     t1, s0, .Lslice
        sd      s0, VM_CHANGED(s0)      # the hart was another's

        # the time in which it could not run is none for its clock
        la      t0, guest_exit
        ld      t1, VM_CLOCK(s0)
        bnei    t1, CLOCK_OWN, .Lexit, t2
        la      t0, own_exit
.Lexit: csrw    mtvec, t0
        bnei    t1, CLOCK_RUNNING, .Lclock_set, t1
        now     t0
        apply   sub, t0, VM_STANDS_SINCE(s0), t1
        change  sub, VM_TIME_OFFSET(s0), t0, t1
.Lclock_set:

        # floating point: lazily, unless the guest is let near mstatus.FS
        jal     float_leave
        nonzero VM_TECHNIQUE(s0), .Lclaim
        jal     float_allow
        j       .Lfloat
.Lclaim:
        jal     float_claim
.Lfloat:

        # H only for those who run by it: in the real S-mode its loads know another way to memory
        li      t0, MISA_H
        csrc    misa, t0
        isnt    VM_TECHNIQUE(s0), TECHNIQUE_H, .Lno_stages, t1
        csrs    misa, t0
        li      t0, S_INTERRUPTS        # QEMU 7.2 shows VS-mode of sip and sie only what this has;
        csrw    mideleg, t0             # none of them is enabled in mie
        sd      zero, staged_vm, t0     # stages_lend will fence
.Lno_stages:

        # a reservation (lr) of the VM that leaves must not serve the one that comes
        addi    t0, sp, -8
        sc.d    zero, zero, (t0)

        jal     walls                   # PMP keeps it to its own memory

.Lslice:
        count   VM_SLICES(s0)
        csrr    t0, minstret
        sd      t0, run_began, t1
        now     t0
        la      t1, settings
        ld      t2, SETTING_SLICE(t1)
        ld      t3, VM_WEIGHT(s0)
        mul     t2, t2, t3
        add     t0, t0, t2
        nonzero SETTING_POLICY(t1), .Lslices, t1
        ld      t1, VM_BOOT(s0)
        nonzero VM_MAILBOX(t1), .Lslices, t1 # htif_serve looks there when it ends
        li      t0, -1                  # POLICY_NONE: it never ends
.Lslices:
        sd      t0, slice_end, t1
        jal     arm_timer

# go_on: back to the guest; but first on with its disks' requests, if they can. If it waits itself,
# that is all
#   in:  s0 = VM that has the processor
go_on:  zero    VM_CALLED(s0), resume
        jal     blk_go_on
        nonzero VM_STATE(s0), schedule
        j       resume

# started_io: the running VM has started a request: by POLICY_IO its slice is over
#   clobbers: t0, t1
started_io:
        is      settings+SETTING_POLICY, POLICY_IO, end_slice, t1
        ret

# end_slice: the running VM's slice is over
#   clobbers: t1
end_slice:
        sd      zero, slice_end, t1
        ret

# resume_or_yield: a device register has been written: back to the guest, if its slice goes on
#   in:  s0 = VM
resume_or_yield:
        ld      t0, slice_end
        beqz    t0, schedule
        j       resume

# wake: a waiting VM becomes ready when an interrupt it has enabled in mie is pending
#   in:  s0 = VM, waiting or not
#   clobbers: t0, t1
wake:
        isnt    VM_STATE(s0), STATE_WAITING, .Lawake
        pending t0, t1
        beqz    t0, .Lawake
        sd      zero, VM_STATE(s0)      # STATE_READY
        now     t0
        sd      t0, VM_STANDS_SINCE(s0)
.Lawake:
        ret

# serve_interrupts: do what the real machine asks for
#   in:  s0 = VM, or any value when none runs
#   out: a0 = not 0: the slice of the running VM is over
#   clobbers: a0-a7, t0-t6
serve_interrupts:
        enter
        sd      s0, 0(sp)
        csrr    t0, mip
        bnone   t0, MTIP, .Lexternal, t1
        jal     serve_timer
        csrr    t0, mip
.Lexternal:
        bnone   t0, MEIP, .Lserved, t1
        jal     board_interrupt
.Lserved:
        ld      s0, 0(sp)
        now     t0
        ld      t1, slice_end
        sltu    a0, t0, t1
        xori    a0, a0, 1
        leave

# serve_timer: pass the time on to every VM, and set the comparator to what comes next
#   clobbers: s0, a0, t0-t6
serve_timer:
        enter
        ld      s0, vm_ring
.Ltick: stands  s0, .Lstands
        jal     clint_tick
        jal     wake
.Lstands:
        ld      s0, VM_NEXT(s0)
        differs vm_ring, s0, .Ltick
        now     t0
        ld      t1, script_due
        bltu    t0, t1, .Lunscripted
        jal     script_run
.Lunscripted:
        jal     arm_timer
        leave

# sooner: t1 is at most how long it is to a TIME, from NOW on. clobbers TIME
        .macro  sooner  time, now
        bgtu    \time, \now, .Lto_come\@
        mv      \time, \now
.Lto_come\@:
        sub     \time, \time, \now
        bgeu    \time, t1, .Llater\@
        mv      t1, \time
.Llater\@:
        .endm

# alarm: the same for an interrupt of VM t3 that is not pending yet, and will be when its clock,
# which is the real one, t0, and an offset, comes to COMPARATOR. clobbers t4, t5
        .macro  alarm   line, comparator
        has     VM_LINES(t3), \line, .Lpending\@, t4
        ld      t4, \comparator(t3)
        ld      t5, VM_TIME_OFFSET(t3)
        add     t5, t5, t0
        sooner  t4, t5
.Lpending\@:
        .endm

# arm_timer: set the real comparator to the earliest of the slice's end and all mtimecmp, stimecmp
#   clobbers: t0-t5
arm_timer:
        now     t0

        # how long from now?
        li      t1, -1
        ld      t2, slice_end
        sooner  t2, t0
        ld      t2, script_due
        sooner  t2, t0
        ld      t2, vm_ring
        mv      t3, t2
.Lvm:   is      VM_STATE(t3), STATE_ENDED, .Lnot_this, t4 # it needs no alarm any more,
        stands  t3, .Lnot_this          # or its clock stands
        alarm   MTIP, VM_MTIMECMP
        nonzero VM_TIMED(t3), .Lnot_this, t4 # the hart compares
        positive VM_MENVCFG(t3), .Lnot_this, t4 # STCE is the top bit
        alarm   STIP, VM_STIMECMP
.Lnot_this:
        differs VM_NEXT(t3), t2, .Lvm, t3

        # now + how long; never, if that is beyond the end of time
        add     t1, t1, t0
        bgeu    t1, t0, .Larm
        li      t1, -1
.Larm:  li      t2, CLINT + CLINT_MTIMECMP
        sd      t1, 0(t2)
        sd      t1, armed_at, t3
        ret

# end_vm: the VM is over
#   in:  s0 = VM, a0 = its exit status
#   out: jumps to schedule
end_vm:
        jal     record_end
        jal     console_end_line
        say     " ended, status ", report
        ld      a0, VM_STATUS(s0)
        jal     print_decimal
        say     "\n"
        j       schedule

# record_end: the VM has ended, or never began
#   in:  s0 = VM, a0 = its exit status
#   clobbers: t0, t1
record_end:
        let     VM_STATE(s0), STATE_ENDED
        sd      a0, VM_STATUS(s0)
        la      t0, first_failure
        nonzero 0(t0), .Lrecorded, t1
        sd      a0, 0(t0)               # 0 if this one passed
.Lrecorded:
        ret

# finish: every VM is over, so the machine is
finish:
        say     "vmm: all virtual machines have ended\n"
        la      t0, first_failure
        ld      a0, 0(t0)
        j       power_off

        variable current_vm             # the VM that has the processor; 0: none, the hart waits
        variable run_began              # minstret when what is not booked yet began
        variable slice_end              # real time when the slice is over; 0: now; NEVER: none runs
        variable armed_at               # to when arm_timer has set the real comparator
        variable first_failure          # exit status of the first VM that failed
