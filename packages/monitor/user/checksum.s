# checksum.s: the Adler-32 checksum of the disk's first sectors, as many as
# the argument says. (RFC 1950 §9)

        .include "calls.inc"
        .include "frame.inc"
        .include "print.inc"

        .equ    MODULUS,        65521           # the largest prime below 2^16

        .text

# main: a0 = sectors → status 0; 1 if the disk cannot be read
#
# Registers: s0 sectors left · s1 sector · s2 sum of bytes · s3 sum of sums
#            s4 sectors in this piece
        .globl  main
main:
        enter   5
        mv      s0, a0
        li      s1, 0                   # from the start of the disk
        li      s2, 1                   # so says Adler-32
        li      s3, 0

.Lpiece:
        beqz    s0, .Ldone              # that was the last piece
        li      s4, SECTORS_MAX
        bleu    s4, s0, 1f              # s4 = the smaller of both
        mv      s4, s0
1:      mv      a0, s1
        la      a1, buffer
        mv      a2, s4
        call    disk_read               # others run meanwhile
        bltz    a0, .Lfailed            # no disk
        add     s1, s1, s4
        sub     s0, s0, s4

        # A piece is short enough to divide only at its end.
        la      t0, buffer
        slli    t1, s4, 9
        add     t1, t0, t1              # where the piece ends
2:      lbu     t2, 0(t0)
        add     s2, s2, t2              # the sum of bytes,
        add     s3, s3, s2              # … and the sum of these sums
        addi    t0, t0, 1
        bne     t0, t1, 2b              # the next byte
        li      t0, MODULUS
        remu    s2, s2, t0
        remu    s3, s3, t0
        j       .Lpiece

.Ldone:
        print   "checksum of "
        mv      a0, s1
        call    print_decimal
        print   " sectors: "
        slli    a0, s3, 16              # the high half,
        or      a0, a0, s2              # … and the low half
        call    print_decimal
        call    print_newline
        li      a0, 0
        leave   5

.Lfailed:
        mv      s0, a0                  # the error
        print   "cannot read the disk, error "
        mv      a0, s0
        call    print_decimal
        call    print_newline
        li      a0, 1
        leave   5

        .bss
buffer: .zero   SECTORS_MAX * SECTOR_BYTES
