# small-os.s: as little of an operating system as a program needs to keep one busy.
#
# It sets up Sv39, runs one program in U-mode, and serves it in S-mode: calls, and pages of zeros
# that the program gets when it first touches them. As any operating system it saves all registers
# of its program at a trap. Without timer and console: what is measured is the program's doing.
#
#   virtual                                  physical
#   0x0000_0000  1 GiB  devices              the same
#   0x4000_0000  page   the program's code   program
#   0x4000_1000  pages  HEAP                 pool, page for page
#   0x8000_0000  2 MiB  the kernel           the same

        .include "small-os.inc"

        .equ    FINISHER, 0x100000      # the board [qemu hw/riscv/virt.c]
        .equ    FINISHER_PASS, 0x5555
        .equ    FINISHER_FAIL, 1 << 16 | 0x3333         # exit status 1

        .equ    PTE_BRANCH, 0x01        # V: points to the next level
        .equ    PTE_KERNEL, 0xcf        # V R W X A D
        .equ    PTE_CODE, 0x5b          # V R X U A
        .equ    PTE_DATA, 0xd7          # V R W U A D
        .equ    PTE_PPN_SHIFT, 10
        .equ    SATP_SV39, 8
        .equ    SATP_MODE_SHIFT, 60
        .equ    PMP_ALL, 0x1f           # NAPOT, R W X
        .equ    MPP, 3 << 11

        .equ    CAUSE_CALL, 8           # from U-mode
        .equ    CAUSE_LOAD_FAULT, 13    # page faults
        .equ    CAUSE_STORE_FAULT, 15
        .equ    DELEGATED, 1 << CAUSE_CALL | 1 << CAUSE_LOAD_FAULT | 1 << CAUSE_STORE_FAULT

        .equ    FRAME_PC, 0             # of `frame`; register xN is at 8 * N

# entry table, index, address, bits: table[index] = what stands at `address`; all but bits and
# index are registers; clobbers address.
        .macro  entry table, index, address, bits
        srli    \address, \address, PAGE_SHIFT
        slli    \address, \address, PTE_PPN_SHIFT
        ori     \address, \address, \bits
        sd      \address, (\index) * 8(\table)
        .endm

        .section .text.start, "ax"
        .globl  _start

# _start: the first instruction after reset.
#   in:  M-mode, translation off, interrupts masked
#   out: in U-mode at the program, with sscratch -> frame
_start:
        # S- and U-mode may use all memory, and S-mode takes the program's traps.
        li      t0, -1
        csrw    pmpaddr0, t0
        li      t0, PMP_ALL
        csrw    pmpcfg0, t0
        li      t0, DELEGATED
        csrw    medeleg, t0
        la      t0, kernel
        csrw    stvec, t0
        la      t0, frame
        csrw    sscratch, t0

        # The table above.
        la      s0, root
        li      t0, 0
        entry   s0, 0, t0, PTE_KERNEL
        la      t0, program_middle
        entry   s0, PROGRAM >> 30, t0, PTE_BRANCH
        la      t0, kernel_middle
        entry   s0, 2, t0, PTE_BRANCH
        la      s1, kernel_middle
        la      t0, _start
        entry   s1, 0, t0, PTE_KERNEL
        la      s1, program_middle
        la      t0, leaves
        entry   s1, 0, t0, PTE_BRANCH
        la      s1, leaves
        la      t0, program
        entry   s1, 0, t0, PTE_CODE

        # Translation on, and down to the program in U-mode.
        srli    s0, s0, PAGE_SHIFT
        li      t0, SATP_SV39
        slli    t0, t0, SATP_MODE_SHIFT
        or      t0, t0, s0
        csrw    satp, t0
        sfence.vma
        li      t0, MPP
        csrc    mstatus, t0
        li      t0, PROGRAM
        csrw    mepc, t0
        mret

        .text
        .balign 4

# kernel: every trap of the program arrives here.
#   in:  S-mode, interrupts masked, sscratch -> frame
#   sp -> frame; sscratch = the program's sp
kernel: csrrw   sp, sscratch, sp
        .irp    n, 1,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        sd      x\n, 8 * \n(sp)
        .endr
        csrr    t0, sepc
        sd      t0, FRAME_PC(sp)

        csrr    t1, scause
        li      t2, CAUSE_CALL
        beq     t1, t2, serve
        li      t2, CAUSE_LOAD_FAULT
        beq     t1, t2, give_page
        li      t2, CAUSE_STORE_FAULT
        beq     t1, t2, give_page
        j       fail

# resume: back to the program, with the registers in frame.
resume: ld      t0, FRAME_PC(sp)
        csrw    sepc, t0
        .irp    n, 1,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        ld      x\n, 8 * \n(sp)
        .endr
        csrrw   sp, sscratch, sp
        sret

# serve: the call whose number is in a7; goes on behind the ecall.
#   in: t0 = its address, a0 = the argument
serve:  addi    t0, t0, 4
        sd      t0, FRAME_PC(sp)
        li      t1, CALL_NEXT
        beq     a7, t1, next
        li      t1, CALL_RELEASE
        beq     a7, t1, release
        li      t1, CALL_END
        bne     a7, t1, fail
        bnez    a0, fail
        li      t1, FINISHER_PASS
        j       finish
fail:   li      t1, FINISHER_FAIL
finish: li      t0, FINISHER
        sw      t1, 0(t0)
1:      j       1b

# next: CALL_NEXT.
next:   la      t0, calls
        ld      t1, 0(t0)
        addi    t1, t1, 1
        sd      t1, 0(t0)
        sd      t1, 8 * 10(sp)          # a0
        j       resume

# release: CALL_RELEASE: the entries become zeros, and one fence forgets them.
release:
        la      t0, leaves + 8          # behind the program's own
        addi    t1, t0, HEAP_PAGES * 4
        addi    t1, t1, HEAP_PAGES * 4
1:      sd      zero, 0(t0)
        addi    t0, t0, 8
        bltu    t0, t1, 1b
        sfence.vma
        j       resume

# give_page: a page fault: the page of HEAP that was touched, filled with zeros.
#   s0 = its number, s1 -> the page in pool
give_page:
        csrr    s2, stval
        li      t0, HEAP
        bltu    s2, t0, fail
        sub     s0, s2, t0
        srli    s0, s0, PAGE_SHIFT
        li      t0, HEAP_PAGES
        bgeu    s0, t0, fail

        la      s1, pool
        slli    t0, s0, PAGE_SHIFT
        add     s1, s1, t0
        mv      t0, s1
        li      t1, PAGE_BYTES
        add     t1, t1, t0
1:      .irp    at, 0,1,2,3,4,5,6,7     # 64 bytes at a time
        sd      zero, 8 * \at(t0)
        .endr
        addi    t0, t0, 64
        bltu    t0, t1, 1b

        la      t1, leaves              # the entry behind the program's own
        slli    t0, s0, 3
        add     t1, t1, t0
        entry   t1, 1, s1, PTE_DATA
        sfence.vma s2, zero
        j       resume

        .bss
        .balign PAGE_BYTES
root:   .skip   PAGE_BYTES
kernel_middle:
        .skip   PAGE_BYTES
program_middle:
        .skip   PAGE_BYTES
leaves: .skip   PAGE_BYTES
pool:   .skip   HEAP_PAGES << PAGE_SHIFT
frame:  .skip   32 * 8
calls:  .skip   8
