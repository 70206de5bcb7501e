# world.s: the border between a guest and the VMM. Out by guest_exit, back by resume.
#
# Register plan of the whole VMM, from guest_exit to resume:
#   s0      the VM that everything is about
#   sp      the VMM's stack; guest_exit makes it empty, so nothing has to be unwound:
#           a simulation may end anywhere by a jump to resume, resume_after or virtual_trap
#   mscratch  the VM while a guest runs, else 0
# Everything else follows the standard calling convention.

        .include "vmm.inc"
        .globl  guest_exit, own_exit, whole_exit, whole_way, whole_resume, resume_after, resume
        .globl  defect, interrupt, reflect_ecall

# rest: `sd` or `ld` the guest's registers but those put aside, x0, and s0 = x8, which needs care
        .macro  rest    move
        .irp    n, 1,2,3,4,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,30,31
        \move   x\n, VM_X+\n*8(s0)
        .endr
        .endm

# whole: after t0 to t4 put the rest aside as well, and leave the stack empty. clobbers t0
        .macro  whole
        rest    sd
        csrrw   t0, mscratch, zero      # from here on, a trap is a defect of the VMM
        sd      t0, VM_X+8*8(s0)
        la      sp, stack_top
        .endm

# left: the guest is left as a whole, wherever it was. clobbers t0, a2, a3
        .macro  left
        whole
        csrr    t0, mepc
        sd      t0, VM_PC(s0)
        positive VM_LENT(s0), .Lleft\@  # else S-mode or VS-mode was the guest's:

        # its mode is MPP, and by `tvm` its status the real one
        csrr    a3, mstatus
        extract t0, a3, MSTATUS_MPP_SHIFT, 2
        sd      t0, VM_MODE(s0)
        isnt    VM_CONTEXT(s0), CONTEXT_DIRECT, .Lleft\@
        masked  a3, VIEWED_FIELDS, a2
        ori     a2, a2, CONTEXT_DIRECT
        sd      a2, VM_VIEW(s0)
        li      a2, OWN_FIELDS
        merge   VM_MSTATUS, a3, a2, a3
.Lleft\@:
        .endm

# guest_exit: every trap enters here: save the guest's registers, then dispatch on mcause
#   in:  mscratch = the VM; the guest's registers; interrupts masked by the trap itself
#   out: jumps to where `exceptions` (src/operator-tables.ts) says, s0 = VM, a0 = mcause, a1 = mtval
        .balign 4                       # mtvec holds multiples of 4
guest_exit:
        csrrw   s0, mscratch, s0        # s0 = VM; the guest's s0 waits in mscratch
        beqz    s0, defect              # 0: the VMM itself has trapped
        aside   sd
        csrr    t0, mcause
        beqi    t0, CAUSE_ILLEGAL_INSTRUCTION, quick_exit, t1
        beqi    t0, CAUSE_ECALL_FROM_U, quick_ecall

# whole_exit: the same, but for t0 to t4, which have been put aside
whole_exit:
        left
        csrr    a0, mcause
        csrr    a1, mtval

        # an interrupt is the real machine's business; an exception the guest's
        bltz    a0, interrupt
        li      t0, EXIT_INTERRUPT      # what is above mcause
        bgeu    a0, t0, defect
        slli    t0, a0, 3
        add     t1, t0, s0
        count   VM_EXITS(t1), t2
        from_table t1, exceptions, t0
        jr      t1

# whole_way: put aside what quick_exit has left, and go on
#   in:  s0 = VM, t0 to t4 put aside, t4 = where
#   out: t1 to t3 are as they were
whole_way:
        left
        jr      t4

# own_exit: as guest_exit, for a VM by CLOCK_OWN: its clock stands from now on
        .balign 4
own_exit:
        csrrw   s0, mscratch, s0
        beqz    s0, defect
        aside   sd
        now     t0
        sd      t0, VM_STANDS_SINCE(s0)
        let     VM_CHANGED(s0), CHANGED_CLOCK   # fit will have it go on
        csrr    t0, mcause
        beqi    t0, CAUSE_ILLEGAL_INSTRUCTION, quick_exit, t1
        j       whole_exit

# interrupt: a real interrupt came while a guest ran
#   in:  s0 = VM
interrupt:
        count   VM_EXITS+8*EXIT_INTERRUPT(s0)
        jal     serve_interrupts
        bnez    a0, schedule            # its time slice is over
        j       go_on

# reflect_ecall: the cause of an ecall tells the mode it came from
#   in:  s0 = VM, a1 = mtval
reflect_ecall:
        ld      a0, VM_MODE(s0)
        addi    a0, a0, CAUSE_ECALL_FROM_U
        j       virtual_trap

# whole_resume: the quick way has done its work, but does not lead back to the guest
#   in:  s0 = VM, t0 to t4 put aside, the guest's other registers
whole_resume:
        whole
        j       resume

# resume_after: a 4-byte instruction has been simulated: go on after it
#   in:  s0 = VM
resume_after:
        change  addi, VM_PC(s0), 4

# resume: back into the guest at VM_PC
#   in:  s0 = the VM that current_vm names
resume:
        # a virtual interrupt first, when one is pending and enabled
        pending a0, t0
        beqz    a0, .Luninterrupted
        jal     take_virtual_interrupt

        # another mode, other tables: see fit
.Luninterrupted:
        zero    VM_CHANGED(s0), .Lfits
        jal     fit

        # a guest whose interrupts are the hart's business sees its lines there
.Lfits: positive VM_LENT(s0), .Lready
        ld      t0, VM_LINES(s0)
        ld      t1, VM_SOFT(s0)
        ld      t2, VM_MIDELEG(s0)
        or      t0, t0, t1
        and     t0, t0, t2
        andi    t0, t0, SHOWN_LINES
        same    VM_SHOWN(s0), t0, .Lready, t1
        jal     show_lines
.Lready:
        ld      t0, VM_PC(s0)
        csrw    mepc, t0
        csrw    mscratch, s0
        aside   ld
        rest    ld
        ld      s0, VM_X+8*8(s0)
        mret                            # to U-mode, unless what was lent says otherwise

# defect: the VMM itself trapped, or a trap came that cannot come. Say where and stop the machine.
#   in:  mcause, mepc, mtval of that trap
defect:
        csrw    mscratch, zero
        la      sp, stack_top
        say     "vmm: defect: mcause, mepc, mtval ="
        csrr    a0, mcause
        jal     print_hex
        csrr    a0, mepc
        jal     print_hex
        csrr    a0, mtval
        jal     print_hex
        text    a0, "\n"
        j       stop
