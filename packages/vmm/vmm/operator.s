# operator.s: what is typed goes to one VM; after Ctrl-A, a key is a command of the operator's.
#
#   0 … 9   from now on, what is typed goes to the VM of that number, in the order of the guests
#   l       list the VMs: what each is doing, and which reads what is typed
#   s       stop the VM that reads what is typed
#   g       let it go on
#   Ctrl-A  Ctrl-A itself, for the VM
#
# A VMM in a VM has an operator, too: each Ctrl-A that is meant for it has to be typed twice.

        .include "vm.inc"
        .include "frame.inc"

        .equ    CTRL_A,         1

        .text

# operator_key: a key has been typed
#   in:  a0 = character
#   clobbers: s0, a0-a7, t0-t6
        .globl  operator_key
operator_key:
        enter
        la      t0, operator_vm         # s0 = the VM that reads what is typed
        ld      s0, 0(t0)
        bnez    s0, .Lreader
        la      t0, vm_ring             # at first, the first
        ld      s0, 0(t0)
.Lreader:
        la      t0, operator_called
        ld      t1, 0(t0)
        li      t2, CTRL_A
        bnez    t1, .Lcommand
        beq     a0, t2, .Lcall
.Lsend: call    uart_receive
        leave
.Lcall: sd      t2, 0(t0)               # not 0: the next key is a command
        leave

.Lcommand:
        sd      zero, 0(t0)
        beq     a0, t2, .Lsend
        li      t0, 'l'
        beq     a0, t0, .Llist
        ld      t1, VM_STATE(s0)
        li      t0, 's'
        beq     a0, t0, .Lstop
        li      t0, 'g'
        beq     a0, t0, .Lgo

        # a digit: is there a VM of that number?
        addi    a0, a0, -'0'
        la      t0, vm_ring
        ld      t0, 0(t0)
        mv      s0, t0
.Lcount:
        ld      t1, VM_INDEX(s0)
        beq     t1, a0, .Lchosen
        ld      s0, VM_NEXT(s0)
        bne     s0, t0, .Lcount
        leave                           # no such VM, nor command
.Lchosen:
        la      t0, operator_vm
        sd      s0, 0(t0)
        la      a0, reads_text
        call    report
        leave

        # stopped, it is never chosen to run; and if it runs, its slice is over
.Lstop: li      t0, STATE_ENDED
        beq     t1, t0, .Lunchanged
        li      t0, STATE_STOPPED
        sd      t0, VM_STATE(s0)
        call    end_slice
        j       .Ltell

        # a VM that was stopped in its wfi leaves it: a wfi may always end [priv §3.3.3]
.Lgo:   li      t0, STATE_STOPPED
        bne     t1, t0, .Lunchanged
        sd      zero, VM_STATE(s0)      # STATE_READY
.Ltell: call    report_state
.Lunchanged:
        leave

        # all of them, from the first; on the stack, who reads what is typed
.Llist: sd      s0, 0(sp)
        la      t0, vm_ring
        ld      s0, 0(t0)
.Leach: call    report_state
        ld      t0, 0(sp)
        bne     s0, t0, .Lnext
        la      a0, reads_text
        call    report
.Lnext: ld      s0, VM_NEXT(s0)
        la      t0, vm_ring
        ld      t0, 0(t0)
        bne     s0, t0, .Leach
        leave

# report_state: what a VM is doing
#   in:  s0 = VM
#   clobbers: a0, a1, t0, t1
report_state:
        ld      t0, VM_STATE(s0)
        slli    t0, t0, 3
        la      a0, state_texts
        add     a0, a0, t0
        ld      a0, 0(a0)
        tail    report

        .section .rodata
        .balign 8
state_texts:                            # by STATE_*
        .quad   ready_text, waiting_text, over_text, stopped_text
ready_text:
        .asciz  " runs\n"
waiting_text:
        .asciz  " waits for an interrupt\n"
over_text:
        .asciz  " has ended\n"
stopped_text:
        .asciz  " is stopped\n"
reads_text:
        .asciz  " reads what is typed\n"

        .section .bss
        .balign 8
operator_vm:                            # the VM that reads what is typed; 0: the first
        .space  8
operator_called:                        # not 0: Ctrl-A has been typed
        .space  8
