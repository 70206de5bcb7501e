# operate.s: the operator's commands.
#
# A command:  in:  s0 = the VM that reads what is typed; a0 = a number, a1 = 0: none is given
#             clobbers: s0, a0-a7, t0-t6
#
# They are carried out between two instructions of a guest, or while the hart waits.

        .include "vmm.inc"
        .globl  operate_choose, operate_list, operate_stop, operate_go, operate_kernel
        .globl  operate_reset, operate_examine, operate_account

        .equ    MEMORY_BYTES,   64      # of memory, examined at once
        .equ    WORDS_A_LINE,   4       # registers
        .equ    NAME_WIDTH,     8       # of a register, with a blank
        .equ    STATE_TEXT_SHIFT, 5     # log2 of the space of a text about a state

# operate_choose: another VM reads what is typed
operate_choose:
        enter
        beqz    a1, .Lno_vm
        jal     find_vm
        beqz    a0, .Lno_vm
        mv      s0, a0
        sd      s0, operator_vm, t0
        say     " reads what is typed\n", report
        leave
.Lno_vm:
        say     "vmm: there is no virtual machine of that number; list tells their numbers\n"
        leave

# find_vm: the VM of a number
#   in:  a0 = number
#   out: a0 = VM, or 0
#   clobbers: t0-t2
find_vm:
        ld      t0, vm_ring
        mv      t1, t0
.Lcount:
        same    VM_INDEX(t1), a0, .Lcounted, t2
        differs VM_NEXT(t1), t0, .Lcount, t1
        li      t1, 0
.Lcounted:
        mv      a0, t1
        ret

# operate_list: all of them, from the first
operate_list:
        enter
        sd      s0, 0(sp)               # who reads what is typed
        ld      s0, vm_ring
.Leach: say     " (", report
        ld      a0, VM_INDEX(s0)
        jal     print_decimal
        say     ")"
        jal     state_text
        jal     print
        differs 0(sp), s0, .Lnext
        say     " reads what is typed\n", report
.Lnext: ld      s0, VM_NEXT(s0)
        differs vm_ring, s0, .Leach
        leave

# operate_stop: stopped, it is never chosen to run; and if it runs, its slice is over
operate_stop:
        ld      t1, VM_STATE(s0)
        beqi    t1, STATE_ENDED, report_state
        let     VM_STATE(s0), STATE_STOPPED
        differs current_vm, s0, report_state
        mv      a2, ra
        jal     end_slice
        mv      ra, a2
        j       report_state

# operate_go: a VM that was stopped in its wfi leaves it: a wfi may always end [priv §3.3.3]
operate_go:
        isnt    VM_STATE(s0), STATE_STOPPED, report_state, t1
        sd      zero, VM_STATE(s0)      # STATE_READY; and fall through

# report_state: what a VM is doing
#   in:  s0 = VM
#   clobbers: a0, a1, t0-t2
report_state:
        la      t2, report
        j       .Lstate

# state_text: a0 = that as a text. clobbers t0, t2
state_text:
        mv      t2, ra
.Lstate:
        ld      t0, VM_STATE(s0)
        slli    t0, t0, STATE_TEXT_SHIFT
        la      a0, state_texts
        add     a0, a0, t0
        jr      t2

# operate_kernel: the kernel of another VM, or its own again
operate_kernel:
        enter
        beqz    a1, .Lno_vm
        jal     find_vm
        beqz    a0, .Lno_vm
        sd      a0, VM_BOOT(s0)
        jal     operate_reset
        leave

# operate_reset: its reset button
operate_reset:
        zero    VM_FILLED_END(s0), report_state # it could not be given its memory
        enter
        jal     console_end_line
        say     " is reset\n", report
        jal     power_on
        leave

# operate_examine: its registers, or 64 bytes of its memory
operate_examine:
        enter   s1, s2, s3
        bnez    a1, .Lmemory
        jal     reclaim

        # pc, the registers x1 to x31, and the CSRs that say why it is where it is
        la      s1, examined
        la      s2, examined_end
        li      s3, 0
.Lfield:
        bnez    s3, .Lsame_line
        say     ":", report
        li      s3, WORDS_A_LINE
.Lsame_line:
        li      a0, ' '
        jal     put
        mv      a0, s1                  # its name
        jal     print
        li      a0, ' '
.Lpad:  jal     put
        addi    a1, a1, 1
        sub     t0, a1, s1
        slti    t0, t0, NAME_WIDTH
        bnez    t0, .Lpad
        ld      a0, EXAMINED_FIELD(s1)
        add     a0, a0, s0
        ld      a0, 0(a0)
        jal     print_hex
        addi    s3, s3, -1
        addi    s1, s1, EXAMINED_BYTES
        bnez    s3, .Lmore_fields
        say     "\n"
.Lmore_fields:
        bltu    s1, s2, .Lfield
        beqz    s3, .Lexamined
        say     "\n"
        j       .Lexamined

        # guest-physical memory, two doublewords a line
.Lmemory:
        andi    s1, a0, -8
        mv      a0, s1
        li      a1, MEMORY_BYTES
        jal     guest_ram
        mv      s2, a0
        text    a0, " has no memory there\n"
        beqz    s2, .Lno_ram
        addi    s3, s2, MEMORY_BYTES
.Lmemory_line:
        say     ":", report
        mv      a0, s1
        jal     print_hex
        say     ":"
        ld      a0, 0(s2)
        jal     print_hex
        ld      a0, 8(s2)
        jal     print_hex
        say     "\n"
        addi    s1, s1, 16
        addi    s2, s2, 16
        bltu    s2, s3, .Lmemory_line
        j       .Lexamined
.Lno_ram:
        jal     report
.Lexamined:
        leave   s1, s2, s3

# operate_account: what it has had since the machine started
operate_account:
        enter   s1, s2
        jal     account
        ld      a0, VM_SLICES(s0)
        text    a2, " times given the processor"
        jal     report_number
        ld      a0, VM_INSTRUCTIONS(s0)
        text    a2, " instructions, its own and the VMM's for it"
        jal     report_number
        ld      a0, VM_REQUESTS(s0)
        text    a2, " disk requests"
        jal     report_number

        # exits by their cause; those that did not occur are not told
        la      s1, exit_names
        mv      s2, s0
.Lexit: zero    VM_EXITS(s2), .Lnone, a0
        ld      a2, 0(s1)
        jal     report_number
.Lnone: addi    s1, s1, 8
        addi    s2, s2, 8
        la      t0, exit_names_end
        bltu    s1, t0, .Lexit
        leave   s1, s2

# report_number: `vmm: name: `, a number and a text
#   in:  s0 = VM, a0 = number, a2 = zero-terminated text
#   clobbers: a0-a3, t0, t1
report_number:
        enter
        mv      a3, a0
        say     ": ", report
        mv      a0, a3
        jal     print_decimal
        mv      a0, a2
        jal     print
        say     "\n"
        leave

        .section .rodata
        .balign 1 << STATE_TEXT_SHIFT
state_texts:                            # by STATE_*
        .irp    text, runs, "waits for an interrupt", "has ended", "is stopped", "waits for disks"
        .asciz  " \text\n"
        .balign 1 << STATE_TEXT_SHIFT
        .endr
