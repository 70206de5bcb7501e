# two-stages.s: runs the program as a guest, in VS-mode, behind two stages of translation: the
# supervisor's table becomes the guest's own, and a second stage maps all memory to itself.

        .equ    PAGE_SHIFT, 12
        .equ    GIB_SHIFT, 30
        .equ    GIBS, 4
        .equ    PTE_PPN_SHIFT, 10
        .equ    PTE_LEAF, 0xdf          # V R W X U A D: the second stage's accesses are a user's
        .equ    HGATP_SV39X4, 8
        .equ    HGATP_MODE_SHIFT, 60
        .equ    HSTATUS_SPV, 1 << 7     # sret goes to a guest,
        .equ    SSTATUS_SPP, 1 << 8     # to its supervisor
        .option arch, +h
        .text
        .globl  around

# around: calls main as a guest, and returns what it returns.
#   in: HS-mode, satp in force   out: a0   clobbers: t0-t3, stvec, sepc and the guest's registers
around: addi    sp, sp, -16
        sd      ra, 0(sp)

        # second[i]: the i-th GiB, to itself.
        la      t0, second
        li      t1, 0
        li      t2, GIBS
1:      slli    t3, t1, GIB_SHIFT - PAGE_SHIFT + PTE_PPN_SHIFT
        ori     t3, t3, PTE_LEAF
        sd      t3, 0(t0)
        addi    t0, t0, 8
        addi    t1, t1, 1
        bne     t1, t2, 1b

        csrr    t0, satp
        csrw    vsatp, t0
        la      t0, second
        srli    t0, t0, PAGE_SHIFT
        li      t1, HGATP_SV39X4
        slli    t1, t1, HGATP_MODE_SHIFT
        or      t0, t0, t1
        csrw    hgatp, t0
        hfence.gvma

        # Down to the guest; its call comes back at `back`.
        la      t0, back
        csrw    stvec, t0
        la      t0, guest
        csrw    sepc, t0
        li      t0, HSTATUS_SPV
        csrs    hstatus, t0
        li      t0, SSTATUS_SPP
        csrs    sstatus, t0
        sret

# guest: VS-mode.
guest:  call    main
        ecall

# back: HS-mode again, with the guest's registers.
        .balign 4
back:   ld      ra, 0(sp)
        addi    sp, sp, 16
        ret

        .bss
        .balign 1 << 14                 # the root of a second stage is four pages
second: .skip   1 << 14
