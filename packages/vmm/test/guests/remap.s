# remap.s: has the VMM work for its memory as long as it can, again and again: its page tables have five
# levels, PMP has another entry for each of them and for every second 64 KiB, all that is mapped has
# now and then been touched when PMP is written, and M-mode stores over the end of a page through the
# tables. Only others can tell how long that takes.

        .include "guest.inc"

        .equ    MPRV,           1 << 17
        .equ    SATP_SV57,      10 << 60
        .equ    CAUSE_ECALL_S,  9
        .equ    PART,           1 << 16         # bytes of one part
        .equ    PARTS,          29              # that are touched, of 32
        .equ    TABLES,         RAM + 16 * PART # each in another part
        .equ    POINTER,        1
        .equ    LEAF,           0xcf            # D A X W R V
        .equ    GIGABYTE_SHIFT, 30
        .equ    FIRST,          2               # gigabytes in which RAM is mapped
        .equ    LAST,           5
        .equ    ROUNDS,         16              # in the last of which these are touched

# entry: NUMBER of the table at t0: PLACE, with BITS. clobbers t1
        .macro  entry   number, place, bits
        li      t1, (\place) >> 12 << 10 | \bits
        sd      t1, 8*(\number)(t0)
        .endm

        .text
        .globl  _start
_start:
        la      sp, stack_top
        la      t0, handler
        csrw    mtvec, t0
        li      s7, PART
        li      s8, 0                           # rounds so far

        # five levels; in the third RAM as a whole, four times
        li      t0, TABLES
        entry   0, TABLES + PART, POINTER
        add     t0, t0, s7
        entry   0, TABLES + 2 * PART, POINTER
        add     t0, t0, s7
        entry   0, TABLES + 3 * PART, POINTER
        .irp    gigabyte, 2, 3, 4, 5
        entry   \gigabyte, RAM, LEAF
        .endr
        add     t0, t0, s7
        entry   0, TABLES + 4 * PART, POINTER
        add     t0, t0, s7
        .irp    page, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
        entry   \page, TABLES + (5 + \page) * PART, LEAF
        .endr

        # each second part has an entry of its own, the others the last one
        li      s6, (RAM + PART) >> 2 | (PART >> 3) - 1
        mv      t0, s6
        li      t1, PART >> 1                   # twice a part, by 4 bytes
        .irp    number, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
        csrw    pmpaddr\number, t0
        add     t0, t0, t1
        .endr
        li      t0, -1
        csrw    pmpaddr15, t0
        li      t0, 0x1f1f1f1f1f1f1f1f          # NAPOT, R W X
        csrw    pmpcfg0, t0
        csrw    pmpcfg2, t0
        li      t0, TABLES >> 12 | SATP_SV57
        csrw    satp, t0
        sfence.vma
.Lagain:
        enter_supervisor touch

touch:  lw      t2, 0(zero)                     # by the policy near, all of the small pages
        addi    s8, s8, 1
        andi    t0, s8, ROUNDS - 1
        bnez    t0, .Ltouched
        li      s2, FIRST
.Lgigabyte:
        slli    t0, s2, GIGABYTE_SHIFT
        li      t1, PARTS
.Lpart: lw      t2, 0(t0)
        add     t0, t0, s7
        addi    t1, t1, -1
        bnez    t1, .Lpart
        addi    s2, s2, 1
        li      t0, LAST
        bleu    s2, t0, .Lgigabyte
.Ltouched:
        ecall

        .balign 4
handler:
        csrr    a0, mcause
        expect  a0, CAUSE_ECALL_S
        csrw    pmpaddr0, s6
        li      t0, MPRV | MPP_S
        csrs    mstatus, t0
        li      t1, 0x2000 - 4                  # half of it is in each of the two pages
        sd      t0, 0(t1)
        csrc    mstatus, t0
        j       .Lagain
