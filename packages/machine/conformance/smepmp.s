# smepmp.s: tries every kind of PMP entry in machine mode lockdown, and prints who may do what.
#
# Entry 0 covers the page `probe`, and takes each configuration in turn; entries 1 to 3 let M-mode
# run this program, and use its stack and the devices. A line has five hexadecimal digits: how `mseccfg` was set,
# the configuration (two digits), and two sets of rights: of M-mode, and of U-mode.
#
# Register plan (whole program)
#   s0  the configuration           s4  where to go on behind a trap
#   s1  the rights found so far     s5  the page `probe`
#   s2  setting of mseccfg          s6  configurations of entries 1 to 3
#   s3  not zero: it trapped        s7  where `every` returns to

        .equ    UART,     0x10000000
        .equ    LSR,      5             # line status: the transmitter
        .equ    LSR_EMPTY, 1 << 6       #   has sent everything
        .equ    FINISHER, 0x00100000
        .equ    PASS,     0x5555
        .equ    DEVICES,  0x20000000    # they are all below this

        .equ    MSECCFG,  0x747
        .equ    MML,      1 << 0
        .equ    MMWP,     1 << 1
        .equ    RLB,      1 << 2        # entries that lock can be changed again
        .equ    MPRV,     1 << 17       # M-mode's data accesses as the mode in MPP makes them
        .equ    MPP,      3 << 11

        .equ    R,        1
        .equ    W,        2
        .equ    X,        4
        .equ    NAPOT,    3 << 3
        .equ    L,        1 << 7
        .equ    PAGE,     4096
        .equ    BESIDE,   8             # of the page `probe`: behind its code
        .equ    USER,     8             # rights of U-mode are eight times those of M-mode

        .text
        .globl  _start
_start:
        la      t0, trapped
        csrw    mtvec, t0
        la      s5, probe

# An entry for a page: its address over 4, with nine ones for the size.
        .macro  cover entry, symbol
        la      t0, \symbol
        srli    t0, t0, 2
        addi    t0, t0, (PAGE >> 3) - 1
        csrw    pmpaddr\entry, t0
        .endm
        cover   0, probe
        cover   1, _start
        cover   2, stack
        li      t0, (DEVICES >> 3) - 1
        csrw    pmpaddr3, t0

        li      s2, RLB                 # while nothing is locked
        csrw    MSECCFG, s2
        li      s2, RLB | MML
        jal     every
        li      s2, RLB | MML | MMWP
        jal     every

        li      t0, UART                # QEMU would end before it has written all
1:      lbu     t1, LSR(t0)
        andi    t1, t1, LSR_EMPTY
        beqz    t1, 1b
        li      t0, FINISHER
        li      t1, PASS
        sw      t1, 0(t0)
        j       .

# every: tries the 16 configurations, and no entry at all, with mseccfg = s2.
#   in:  s2; mseccfg may have some of its bits already
#   clobbers: s0, s1, s3, s4, s6, s7, t0 to t6, a0
every:
        mv      s7, ra
        la      sp, stack + PAGE
        li      s6, (L | NAPOT | R | X) << 8
        li      t0, (L | NAPOT | R | W) << 16 | (L | NAPOT | R | W) << 24
        or      s6, s6, t0
        csrw    pmpcfg0, s6             # before M-mode needs them
        csrw    MSECCFG, s2

        li      s0, NAPOT
.Lconfiguration:
        jal     attempt
        addi    s0, s0, 1
        li      t0, NAPOT | R | W | X
        bleu    s0, t0, .Lconfiguration
        li      t1, L | NAPOT
        bgtu    s0, t1, 1f
        mv      s0, t1
        j       .Lconfiguration
1:      li      t1, L | NAPOT | R | W | X
        bleu    s0, t1, .Lconfiguration
        li      s0, 0                   # off: no entry matches
        jal     attempt
        jr      s7

# attempt: tries what M-mode and U-mode may do with the page `probe`, and prints it.
#   in:  s0 = configuration of entry 0, s6 = of the others, s2
#   clobbers: s1, s3, s4, t0 to t6, a0
attempt:
        addi    sp, sp, -16
        sd      ra, 0(sp)
        or      t0, s6, s0
        csrw    pmpcfg0, t0
        li      s1, 0

# A data access as M-mode, then as U-mode: the right it needs is noted if it does not trap.
        .macro  access what, right
        li      s3, 0
        la      s4, 1f
        \what   zero, BESIDE(s5)
1:      bnez    s3, 2f
        ori     s1, s1, \right
2:      li      s3, 0
        la      s4, 3f
        li      t0, MPP
        csrc    mstatus, t0             # U-mode
        li      t0, MPRV
        csrs    mstatus, t0
        \what   zero, BESIDE(s5)
        csrc    mstatus, t0
3:      bnez    s3, 4f
        ori     s1, s1, \right * USER
4:
        .endm
        access  lbu, R
        access  sw, W

# Code: `probe` holds `jr ra`. U-mode cannot go on where it returns to, and traps there.
        li      s3, 0
        la      s4, 1f
        la      ra, 1f
        jr      s5
1:      bnez    s3, 2f
        ori     s1, s1, X
2:      li      t0, MPP
        csrc    mstatus, t0
        csrw    mepc, s5
        la      ra, 3f
        la      s4, 3f
        mret
3:      csrr    t0, mepc
        beq     t0, s5, 4f              # not even `jr ra` was executed
        ori     s1, s1, X * USER
4:
        mv      a0, s2
        jal     digit
        srli    a0, s0, 4
        jal     digit
        mv      a0, s0
        jal     digit
        andi    a0, s1, R | W | X
        jal     digit
        srli    a0, s1, 3
        jal     digit
        li      t0, UART
        li      t1, '\n'
        sb      t1, 0(t0)
        ld      ra, 0(sp)
        addi    sp, sp, 16
        ret

# digit: prints the lowest four bits of a0. Clobbers a0, t0, t1.
digit:
        andi    a0, a0, 15
        li      t0, 10
        addi    t1, a0, '0'
        bltu    a0, t0, 1f
        addi    t1, a0, 'a' - 10
1:      li      t0, UART
        sb      t1, 0(t0)
        ret

# trapped: notes that the access trapped, and goes on at s4 in M-mode.
        .balign 4
trapped:
        li      t0, MPRV
        csrc    mstatus, t0
        li      s3, 1
        jr      s4

        .balign PAGE
probe:
        jr      ra
        .balign PAGE
stack:
        .skip   PAGE
