# follow.s: does what docs/explain/vmm.md follows through the VMM: memory reached for the first
# time, a privileged instruction, a page fault, a disk read, a timer interrupt. All in S-mode with Sv39: devices and
# memory at their physical addresses by gigapages, and one page of data at DATA.
#
# What is followed are the instructions at the labels that begin with `followed_`.

        .include "guest.inc"
        .include "block.inc"

        .equ    DATA,           0x40000000
        .equ    CLINT_MTIME,    0x0200bff8
        .equ    CLINT_MTIMECMP, 0x02004000
        .equ    PLIC_PRIORITY,  0x0c000004      # of source 1, the disk
        .equ    PLIC_ENABLE_S,  0x0c002080
        .equ    PLIC_CLAIM_S,   0x0c201004
        .equ    DISK,           1 << 1
        .equ    TICKS,          200             # 20 µs from now
        .equ    S_RWX,          0xcf            # a leaf: D A X W R V
        .equ    PTE_V,          1 << 0
        .equ    SV39,           8 << 60
        .equ    SUM,            1 << 18
        .equ    MTIE,           1 << 7
        .equ    SEIE,           1 << 9

        .text
        .globl  _start
_start:
        la      sp, stack_top
        open_memory
        la      t0, machine_trap
        csrw    mtvec, t0
        la      t0, system_trap
        csrw    stvec, t0
        li      t0, SEIE
        csrw    mideleg, t0
        li      t1, MTIE
        or      t0, t0, t1
        li      t2, -1
        li      t1, CLINT_MTIMECMP
        sd      t2, 0(t1)
        csrw    mie, t0

        # the disk, and its interrupt
        call    start
        li      t0, PLIC_PRIORITY
        li      t1, 1
        sw      t1, 0(t0)
        li      t0, PLIC_ENABLE_S
        li      t1, DISK
        sw      t1, 0(t0)

        # tables: devices, the page of data, memory
        la      t0, root
        li      t1, S_RWX
        sd      t1, 0(t0)
        li      t1, RAM >> 2 | S_RWX
        sd      t1, 16(t0)
        la      t1, middle
        srli    t1, t1, 2
        ori     t1, t1, PTE_V
        sd      t1, 8(t0)
        la      t1, leaves
        srli    t1, t1, 2
        ori     t1, t1, PTE_V
        la      t2, middle
        sd      t1, 0(t2)
        la      t1, data
        srli    t1, t1, 2
        ori     t1, t1, S_RWX
        la      t2, leaves
        sd      t1, 0(t2)
        srli    t0, t0, 12
        li      t1, SV39
        or      t0, t0, t1
        csrw    satp, t0
        enter_supervisor system

system:
followed_memory:
        # once without an audience: the VMM's pages for shadow tables have been used then, and the
        # counts are those of a machine that has run for a while
        li      t0, SUM
        csrs    sstatus, t0
        li      t1, DATA
        ld      t2, 0(t1)
        csrc    sstatus, t0
        ld      t2, 0(t1)
        sfence.vma
        li      t0, SUM                         # this is where the code is mapped again

followed_instruction:
        csrs    sstatus, t0
        csrc    sstatus, t0
        li      t0, DATA
followed_page:
        ld      t1, 0(t0)
        call    prepare
        fence
        li      t0, VIRTIO
followed_read:
        sw      zero, QUEUE_NOTIFY(t0)
followed_wait:
        wfi
        csrsi   sstatus, 2                      # SIE: the disk's interrupt is taken here
        csrci   sstatus, 2
        li      t1, CLINT_MTIME
        ld      t0, 0(t1)
        addi    t0, t0, TICKS
        li      t1, CLINT_MTIMECMP
        sd      t0, 0(t1)
followed_timer:
        j       followed_timer

        # the disk: claim, acknowledge, complete
        .balign 4
system_trap:
        li      t0, PLIC_CLAIM_S
        lw      t1, 0(t0)
        li      t2, VIRTIO
        lw      t3, INTERRUPT_STATUS(t2)
        sw      t3, INTERRUPT_ACK(t2)
        sw      t1, 0(t0)
        sret

        # the timer: all is done
        .balign 4
machine_trap:
        csrr    t0, mcause
        li      t1, 1 << 63 | 7
        bne     t0, t1, .Lunexpected
        j       pass
.Lunexpected:
        mv      a0, t0
        la      a1, unexpected_text
        j       complain

        .section .rodata
unexpected_text:
        .asciz  "not the timer: "

        .data
        .balign 4096
root:   .zero   4096
middle: .zero   4096
leaves: .zero   4096
data:   .zero   4096
