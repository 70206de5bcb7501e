# start.s: begins in M-mode, maps memory with Sv39 pages of 4 KiB, and calls the measured program.
#
# The first 4 MiB of RAM are mapped to themselves, readable, writable and executable, in pages of
# 4 KiB, so that the program pays for address translation as a program under an OS does; the UART
# and the test finisher lie in one page of 1 GiB. The program runs in S-mode. What it returns in
# a0 is printed in hexadecimal, so that two machines can be compared.

        .equ    RAM, 0x80000000
        .equ    UART, 0x10000000
        .equ    UART_LSR, 5             # line status register
        .equ    LSR_EMPTY, 0x40         #   the transmitter has sent everything
        .equ    FINISHER, 0x100000
        .equ    FINISHER_PASS, 0x5555

        .equ    PAGE_SHIFT, 12
        .equ    PTE_BRANCH, 0x01        # V: points to the next level
        .equ    PTE_LEAF, 0xcf          # V R W X A D
        .equ    PTE_PPN_SHIFT, 10
        .equ    MAPPED_TABLES, 2        # leaf tables: 2 MiB each
        .equ    ENTRIES, 512
        .equ    SATP_SV39, 8
        .equ    SATP_MODE_SHIFT, 60
        .equ    PMP_ALL, 0x1f           # NAPOT, R W X
        .equ    FS_INITIAL, 1 << 13
        .equ    MPP, 3 << 11
        .equ    MPP_S, 1 << 11

        .section .text.start, "ax"
        .globl  _start

# pte rd, address, bits: the entry for what stands at `address`; clobbers `address`.
        .macro  pte rd, address, bits
        srli    \rd, \address, PAGE_SHIFT
        slli    \rd, \rd, PTE_PPN_SHIFT
        ori     \rd, \rd, \bits
        .endm

# _start: the machine begins here.
#   in: M-mode, translation off
_start: la      sp, stack_end

        # All memory to all modes: PMP is not what is measured.
        li      t0, -1
        csrw    pmpaddr0, t0
        li      t0, PMP_ALL
        csrw    pmpcfg0, t0

        # Floating point is on: compiled programs save its registers.
        li      t0, FS_INITIAL
        csrs    mstatus, t0

        # What traps in S- and U-mode is handled in S-mode.
        li      t0, -1
        csrw    medeleg, t0

        # root[0] = 1 GiB of devices; root[2] -> middle; middle[i] -> leaves of 2 MiB each.
        la      s0, root
        li      t0, 0
        pte     t1, t0, PTE_LEAF
        sd      t1, 0(s0)
        la      t0, middle
        pte     t1, t0, PTE_BRANCH
        sd      t1, (RAM >> 30) * 8(s0)
        la      s1, middle
        la      s2, leaves
        li      s3, MAPPED_TABLES
1:      pte     t1, s2, PTE_BRANCH
        sd      t1, 0(s1)
        addi    s1, s1, 8
        li      t0, 1 << PAGE_SHIFT
        add     s2, s2, t0
        addi    s3, s3, -1
        bnez    s3, 1b

        # leaves: RAM to itself.
        la      s2, leaves
        li      s3, MAPPED_TABLES * ENTRIES
        li      t0, RAM
        li      t2, 1 << PAGE_SHIFT
2:      pte     t1, t0, PTE_LEAF
        sd      t1, 0(s2)
        addi    s2, s2, 8
        add     t0, t0, t2
        addi    s3, s3, -1
        bnez    s3, 2b

        # satp, and down to S-mode.
        srli    s0, s0, PAGE_SHIFT
        li      t0, SATP_SV39
        slli    t0, t0, SATP_MODE_SHIFT
        or      s0, s0, t0
        csrw    satp, s0
        sfence.vma
        li      t0, MPP
        csrc    mstatus, t0
        li      t0, MPP_S
        csrs    mstatus, t0
        la      t0, supervisor
        csrw    mepc, t0
        mret

# supervisor: S-mode under Sv39. Calls the program and prints what it returns.
supervisor:
        call    around
        li      s0, UART
        li      s1, 60                  # the shift of the digit to print
3:      srl     t0, a0, s1
        andi    t0, t0, 15
        li      t1, 10
        blt     t0, t1, 4f
        addi    t0, t0, 'a' - 10 - '0'
4:      addi    t0, t0, '0'
        call    send
        addi    s1, s1, -4
        bgez    s1, 3b
        li      t0, '\n'
        call    send
        li      t0, FINISHER
        li      t1, FINISHER_PASS
        sw      t1, 0(t0)
5:      j       5b

# around: calls the program; two-stages.s has another way.
        .weak   around
around: j       main

# send: one byte to the console, when it has room.
#   in: t0 = byte, s0 = UART   clobbers: t1
send:   lbu     t1, UART_LSR(s0)
        andi    t1, t1, LSR_EMPTY
        beqz    t1, send
        sb      t0, 0(s0)
        ret

        .bss
        .balign 1 << PAGE_SHIFT
        .globl  leaves
root:   .skip   1 << PAGE_SHIFT
middle: .skip   1 << PAGE_SHIFT
leaves: .skip   MAPPED_TABLES << PAGE_SHIFT
        .skip   1 << 14
stack_end:
