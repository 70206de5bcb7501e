# tiny-vmm.s: the smallest VMM that an accounting can be made of: one guest, and a known number of
# instructions for everything.
#
#   VMM for no guest  17
#   VMM for an exit    7, and 10 for an ecall, which puts the guest into virtual U-mode
#   guest in M-mode    6, of which 3 trap
#   guest in U-mode    7, of which 1 traps

        .equ    FINISHER,       0x100000
        .equ    FINISHER_PASS,  0x5555
        .equ    PMP_NAPOT_RWX,  0x1f
        .equ    ECALL_FROM_U,   8
        .equ    MODE_M,         3

# The VM's structure: those of the VMM's fields that instruments read
        .equ    VM_PC,          0
        .equ    VM_MODE,        8
        .equ    VM_MSTATUS,     16
        .equ    VM_MTVEC,       24
        .equ    VM_MEPC,        32
        .equ    VM_MCAUSE,      40
        .equ    VM_STVEC,       48
        .equ    VM_SEPC,        56
        .equ    VM_SCAUSE,      64
        .equ    VM_SATP,        72
        .equ    VM_NEXT,        80
        .equ    VM_INDEX,       88
        .equ    VM_NAME,        96
        .equ    VM_RAM,         112
        .equ    VM_RAM_BYTES,   120
        .equ    VM_SLOTS,       128     # no device
        .equ    VM_LENT,        192     # never
        .equ    VM_TECHNIQUE,   200
        .equ    VM_STATE,       208     # ready
        .equ    VM_POOL_START,  216     # no shadow tables
        .equ    VM_POOL_END,    224
        .equ    VM_LINE_LENGTH, 232
        .equ    VM_LINE,        240
        .equ    VM_BYTES,       248
        .equ    DEV_ID,         0
        .equ    DEV_DISK,       0
        .equ    DEV_START,      0
        .equ    DEV_SECTORS,    0
        .equ    DISK_REGISTERS, 0

        .text
        .globl  _start
_start:
        la      t0, guest_exit          # 2 instructions, as every la
        csrw    mtvec, t0
        li      t0, -1                  # the guest may use all memory
        csrw    pmpaddr0, t0
        li      t0, PMP_NAPOT_RWX
        csrw    pmpcfg0, t0
        la      t0, current_vm
        la      t1, vm
        sd      t1, 0(t0)
        la      t0, guest
        csrw    mepc, t0
        csrw    mstatus, zero
        mret

# guest_exit: go on after the instruction that trapped
        .balign 4
guest_exit:
        csrr    t6, mcause
        addi    t6, t6, -ECALL_FROM_U
        bnez    t6, .Lskip
        la      t6, vm
        sd      zero, VM_MODE(t6)
.Lskip: csrr    t6, mepc
        addi    t6, t6, 4
        csrw    mepc, t6
        mret

guest:
        nop
        nop
        csrr    t0, mstatus
        csrr    t1, mstatus
        nop
        ecall

        nop
        csrw    satp, t0
        nop
        lui     t0, FINISHER >> 12
        lui     t1, 5
        addi    t1, t1, FINISHER_PASS - 0x5000
        sw      t1, 0(t0)
        j       .

        .data
        .balign 8
current_vm:
        .dword  0
vm_ring:
        .dword  vm
operator_vm:
        .dword  0                       # the first
vm:
        .dword  0, MODE_M
        .zero   VM_NEXT - 16
        .dword  vm, 0                   # a ring of one
        .asciz  "tiny"
        .zero   VM_LINE_LENGTH - VM_NAME - 5
        .dword  2
        .asciz  "$ "
        .zero   VM_BYTES - VM_LINE - 3
