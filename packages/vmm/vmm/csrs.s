# csrs.s: the CSRs of a virtual hart: their table, and those that are a word of the structure. A row
# of the table says how a CSR is read and written; the rows are in src/csr-table.ts, as which CSRs
# there are is known to the computer's own table. How a row is used is in privileged.s.
#
# A way to read:   in: s0 = VM, t3 = row, t4 = return address
#                  out: t2 = value, or jumps to read_illegal
#                  clobbers: t0, t4
# A way to write:  in: s0 = VM, a0 = row, a1 = value; takes what is legal of it (WARL)
#                  clobbers: a0, a1, t0-t6
# A CSR is read before it is written: what a mode may not read, it may not write.

        .include "vmm.inc"
        .globl  csr_init, csr_index, most_paging, real_envcfg, read_field, write_field
        .globl  write_vector, write_envcfg, read_zero, write_nothing

# csr_init: build the index from CSR numbers to rows, and ask the real hart what it has
#   clobbers: t0-t4
csr_init:
        la      t0, csr_rows
        la      t1, csr_rows_end
        la      t2, csr_index
.Lrow:  ld      t3, CSR_NUMBER(t0)
        indexed t3, t3, t2
        sd      t0, 0(t3)
        addi    t0, t0, CSR_BYTES
        bltu    t0, t1, .Lrow

        # of the modes of satp each implies those before it
        li      t0, SATP_SV57 - SATP_SV39 + 1
.Lpaging:
        addi    t0, t0, -1
        addi    t1, t0, SATP_SV39
        slli    t1, t1, SATP_MODE_SHIFT
        csrw    satp, t1
        csrr    t2, satp
        bne     t1, t2, .Lpaging
        csrw    satp, zero
        sd      t0, most_paging, t1

        # what may be enabled for the modes below; FIOM and STCE are ours to give
        li      t0, -1
        csrw    menvcfg, t0
        csrr    t0, menvcfg
        csrw    menvcfg, zero
        li      t1, MENVCFG_FIOM | MENVCFG_STCE
        or      t0, t0, t1
        sd      t0, real_envcfg, t1
        ret

# read_field, write_field: a word of the structure, in which the bits that cannot be written are 0
read_field:
        ld      t0, CSR_FIELD(t3)
        add     t0, t0, s0
        ld      t2, 0(t0)
        jr      t4
write_field:
        apply   and, a1, CSR_MASK(a0)
        ld      t0, CSR_FIELD(a0)
        add     t0, t0, s0
        sd      a1, 0(t0)
        ret

# write_vector: xtvec is a base and mode 0 or 1; another mode leaves all as it was
write_vector:
        bnone   a1, 2, write_field
        ret

# write_envcfg: as far as the real hart has it; CBIE 2 is reserved, and stays as it was
write_envcfg:
        apply   and, a1, real_envcfg
        andi    t0, a1, MENVCFG_CBIE
        bnei    t0, 2 << 4, write_field
        ld      t0, CSR_FIELD(a0)
        add     t0, t0, s0
        ld      t0, 0(t0)
        xor     t0, t0, a1
        andi    t0, t0, MENVCFG_CBIE
        xor     a1, a1, t0
        j       write_field

read_zero:
        li      t2, 0
        jr      t4
write_nothing:
        ret

# The index: for each of the 4096 CSR numbers its row, or 0
        variable csr_index, 4096*8
        variable most_paging            # the largest mode of the real satp - SATP_SV39
        variable real_envcfg            # bits of menvcfg that VMs may set
