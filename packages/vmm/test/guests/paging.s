# paging.s: a system in S-mode with Sv39 and a program in U-mode, which calls it many times: its own
# traps, interrupts, SUM, MXR, satp with two address spaces, fences. Prints what it sees; a VM by
# any technique has to print what the bare machine prints.
#
# Virtual addresses: physical memory and devices at themselves, for S-mode alone, in gigapages; the
# program at PROGRAM; a page of its data at DATA, which is another one in each of two spaces.
#
# Register plan: s0 kept for complain, s2 calls left, s3 sum of what the program has read

        .include "guest.inc"

        .equ    PROGRAM,        0x40000000
        .equ    DATA,           0x40001000
        .equ    MEGAPAGE,       0x40200000
        .equ    NOWHERE,        0x40003000
        .equ    CALLS,          2000
        .equ    PTE_V,          1 << 0
        .equ    S_RWX,          0xcf            # D A X W R V
        .equ    U_RX,           0x5b            # A U X R V
        .equ    U_RW,           0xd7            # D A U W R V
        .equ    X_ONLY,         0x49            # A X V
        .equ    SV39,           8 << 60
        .equ    ASID,           1 << 44         # of the second space; the first has 0
        .equ    SSIP,           1 << 1
        .equ    STIP,           1 << 5
        .equ    SIE,            1 << 1
        .equ    SPP,            1 << 8
        .equ    SUM,            1 << 18
        .equ    MXR,            1 << 19
        .equ    TVM,            1 << 20

# pte: entry INDEX of TABLE: the page at TARGET with these bits. clobbers t0-t2
        .macro  pte     table, index, target, bits
        la      t0, \table
        la      t1, \target
        srli    t1, t1, 12
        slli    t1, t1, 10
        ori     t1, t1, \bits
        li      t2, \index
        slli    t2, t2, 3
        add     t0, t0, t2
        sd      t1, 0(t0)
        .endm

        .text
        .globl  _start
_start:
        la      sp, stack_top
        open_memory
        la      t0, machine_trap
        csrw    mtvec, t0
        li      t0, ~(1 << 9)                   # all exceptions but S-mode's own calls
        csrw    medeleg, t0
        li      t0, -1
        csrw    mideleg, t0
        csrw    mcounteren, t0

        # two spaces: first and second; what they have in common is the tables below `low`
        .irp    root, first, second
        pte     \root, 1, \root\()_middle, PTE_V
        pte     \root\()_middle, 0, \root\()_low, PTE_V
        pte     \root\()_low, 0, program, U_RX
        pte     \root\()_low, 1, \root\()_data, U_RW
        pte     \root\()_low, 2, secret, X_ONLY
        la      t0, \root
        li      t1, S_RWX                       # devices, by a gigapage
        sd      t1, 0(t0)
        li      t1, RAM >> 2 | S_RWX            # memory, too
        sd      t1, 16(t0)
        .endr
        la      t0, first_data
        li      t1, 3
        sd      t1, 0(t0)
        la      t0, second_data
        li      t1, 5
        sd      t1, 0(t0)
        enter_supervisor system

# machine_trap: the system calls M-mode: a0 = bits of mstatus to set, a1 = to clear
        .balign 4
machine_trap:
        csrr    t0, mcause
        addi    t0, t0, -9
        bnez    t0, .Lunexpected
        csrs    mstatus, a0
        csrc    mstatus, a1
        csrr    t0, mepc
        addi    t0, t0, 4
        csrw    mepc, t0
        mret
.Lunexpected:
        csrr    a0, mcause
        la      a1, machine_text
        j       complain

# system: S-mode begins
system:
        la      t0, system_trap
        csrw    stvec, t0
        la      t0, first
        srli    t0, t0, 12
        li      t1, SV39
        or      t0, t0, t1
        csrw    satp, t0
        sfence.vma
        csrr    t1, satp
        sub     t0, t0, t1
        show    "satp as written: 0 is", t0
        csrr    t0, sstatus
        show    "sstatus", t0

        # the program's page: out of reach, unless SUM; a page that can only be executed: MXR
        li      s4, DATA
        call    probe
        li      t0, SUM
        csrs    sstatus, t0
        call    probe
        csrc    sstatus, t0
        call    probe
        li      s4, DATA + 0x1000
        call    probe
        li      t0, MXR
        csrs    sstatus, t0
        call    probe
        csrc    sstatus, t0
        li      s4, NOWHERE
        call    probe

        # a megapage, then pages in its place; then a megapage again: a fence for the address is enough
        la      t0, first_middle
        li      t1, RAM >> 2 | S_RWX
        sd      t1, 8(t0)
        li      s4, MEGAPAGE
        sfence.vma s4
        lw      t4, 0(s4)
        li      t1, RAM
        lw      t5, 0(t1)
        sub     t5, t5, t4
        show    "megapage: 0 is", t5
        la      t0, second_data
        srli    t0, t0, 2
        ori     t0, t0, S_RWX
        la      t1, spare
        sd      t0, 0(t1)
        la      t0, first_middle
        srli    t1, t1, 2
        ori     t1, t1, PTE_V
        ld      t2, 8(t0)
        sd      t1, 8(t0)
        sfence.vma s4
        ld      t5, 0(s4)
        show    "page instead", t5
        sd      t2, 8(t0)
        sfence.vma s4
        lw      t5, 0(s4)
        sub     t5, t5, t4
        show    "megapage again: 0 is", t5

        # the second space, changed from outside: a fence for its ASID, while the first is in use
        la      t0, second
        srli    t0, t0, 12
        li      t1, SV39 | ASID
        or      s7, t0, t1
        csrrw   s8, satp, s7
        li      s4, DATA + 0x1000
        call    probe                           # a page that can only be executed: a fault
        csrw    satp, s8
        la      t0, second_low
        ld      t4, 16(t0)
        ori     t1, t4, 1 << 1
        sd      t1, 16(t0)                      # now it can be read
        li      t1, 1
        sfence.vma zero, t1
        csrw    satp, s7
        call    probe
        csrw    satp, s8
        call    probe                           # the first is as it was

        # its own software interrupt: pending, masked, then taken
        li      t0, SSIP
        csrs    sie, t0
        csrs    sip, t0
        csrr    t0, sip
        show    "sip", t0
        csrr    t0, sie
        show    "sie", t0
        csrsi   sstatus, SIE
        csrci   sstatus, SIE
        csrr    t0, sip
        show    "sip afterwards", t0
        li      t0, -1
        csrw    sip, t0                         # SSIP is all that it can set
        csrr    t0, sip
        show    "sip of ones", t0
        csrw    sip, zero

        # what M-mode can forbid
        li      a0, TVM
        li      a1, 0
        ecall
        csrr    t0, satp
        show    "satp under TVM", t5
        li      a0, 0
        li      a1, TVM
        ecall
        csrr    t0, mscratch
        show    "mscratch in S-mode", t5

        # the program; it comes back when all calls are made
        li      s2, CALLS
        li      s3, 0
        li      t0, PROGRAM
        csrw    sepc, t0
        li      t0, SPP
        csrc    sstatus, t0
        sret

# probe: a load that may fault; prints the cause, or the value
#   in:  s4 = address
probe:
        mv      s5, ra
        mv      s6, t0
        li      t5, -1
        ld      t4, 0(s4)
        bgez    t5, .Lfaulted
        mv      t5, t4
.Lfaulted:
        show    "there", t5
        mv      t0, s6
        mv      ra, s5
        ret

# system_trap: traps from S-mode are noted in t5 and stepped over; the program's calls are served
        .balign 4
system_trap:
        csrr    t6, scause
        bltz    t6, .Linterrupt
        addi    t6, t6, -8
        beqz    t6, .Lcall
        addi    t5, t6, 8
        csrr    t6, sepc
        addi    t6, t6, 4
        csrw    sepc, t6
        sret
.Linterrupt:
        slli    t6, t6, 1
        srli    t6, t6, 1
        li      t5, SSIP
        csrc    sip, t5
        li      t5, 64
        add     t5, t5, t6
        sret

        # a call: a0 is what the program has read; every hundredth time the other space
.Lcall: add     s3, s3, a0
        csrr    t6, sepc
        addi    t6, t6, 4
        csrw    sepc, t6
        addi    s2, s2, -1
        beqz    s2, .Lall_calls
        li      t5, 100
        remu    t6, s2, t5
        bnez    t6, .Lsame_space
        la      t5, first
        la      t6, second
        xor     t5, t5, t6
        srli    t5, t5, 12
        li      t6, ASID                        # each has its own, so no fence is needed
        or      t5, t5, t6
        csrr    t6, satp
        xor     t6, t6, t5
        csrw    satp, t6
.Lsame_space:
        sret
.Lall_calls:
        show    "sum", s3
        say     "paging: done"
        j       pass

        .section .rodata
machine_text:
        .asciz  "unexpected in M-mode: "

# program: in U-mode, at PROGRAM: read DATA, add one to it, tell the system
        .data
        .balign 4096
program:
        li      t3, DATA
        ld      a0, 0(t3)
        addi    a1, a0, 1
        sd      a1, 0(t3)
        rdtime  a2
        ecall
        j       program
        .balign 4096
secret: .dword  0x1234
        .balign 4096
first_data:
        .zero   4096
second_data:
        .zero   4096
spare:  .zero   4096
        .irp    root, first, second
\root:  .zero   4096
\root\()_middle:
        .zero   4096
\root\()_low:
        .zero   4096
        .endr
