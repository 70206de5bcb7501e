# case-runner.s: executes single instructions in any mode, and prints what became of the hart.
#
# The cases stand at `cases`, appended by the test: 24 bytes each; flags of -1 end them.
#   +0   flags: the mode in bits 2…0 (0 U, 1 S, 3 M, 4 VU, 5 VS), and those named below
#   +8   the instruction: 32 bits, or 16 and a c.nop
#   +16  the address of what registers hold before: x1 … x31 from +8 on, f0 … f31 from +256 on
# The instruction stands at `slot`, amidst ecalls: so each case ends with a trap, at the latest with
# the next instruction. Registers, memory and what the trap tells go into a sum; a case with PRINT
# prints it, and a new one begins.
#
# Register plan, between two cases
#   s0  the case                    s2  the sum
#   s1  what t1 was, or a counter   s3  what sums are multiplied with

        .equ    UART,        0x10000000
        .equ    LSR,         5          # line status: the transmitter
        .equ    LSR_EMPTY,   1 << 6     #   has sent everything
        .equ    FINISHER,    0x00100000
        .equ    PASS,        0x5555
        .option norvc
        .option arch, +d

        .equ    CASE_BYTES,  24
        .equ    MODE,        3          # flags: the level; and whether it is a guest's
        .equ    GUEST_BIT,   2
        .equ    PRINT,       1 << 8
        .equ    PENDING,     1 << 9     # an interrupt is pending that no mode above U takes
        .equ    CAUSE_ONLY,  1 << 10    # nothing but the cause counts

        .equ    SCRATCH,     0x80400000 # memory that the instructions use
        .equ    SCRATCH_BYTES, 1024
        .equ    ILLEGAL,     0x80008000 # halfwords like these are no instructions: bits 15…13 are
        .equ    ILLEGAL_STEP, 0x00080004 #   100, and bits 1 and 0 are 00

        .equ    FS_DIRTY,    3 << 13
        .equ    MPP_SHIFT,   11
        .equ    MPV_SHIFT,   39
        .equ    HSTATUS,     0x00200100 # VTW, SPVP
        .equ    SSI,         1 << 1
        .equ    BREAKPOINT,  3
        .equ    INSTRUCTION_CAUSES, 1 << 2 | 1 << BREAKPOINT | 1 << 22 # illegal, virtual
        .equ    GVA_BIT,     38

        .globl  _start
_start:
        la      t0, trapped
        csrw    mtvec, t0
        la      t0, landing
        csrw    stvec, t0
        csrw    vstvec, t0
        li      t0, -1                  # all memory to all modes
        csrw    pmpaddr0, t0
        li      t0, 0x1f
        csrw    pmpcfg0, t0
        li      t0, -1
        csrw    mcounteren, t0
        li      t0, 5
        csrw    hcounteren, t0
        li      t0, 1
        csrw    scounteren, t0
        li      t0, SSI
        csrw    mideleg, t0
        csrw    medeleg, zero
        la      t0, frame
        csrw    mscratch, t0
        la      s0, cases
        li      s2, 1

next:
        ld      t0, 0(s0)
        bltz    t0, end
        la      t1, slot
        ld      t2, 8(s0)
        sw      t2, 0(t1)
        fence.i

        # Memory: every halfword another one, and none an instruction.
        li      t1, SCRATCH
        li      t2, ILLEGAL
        li      t3, ILLEGAL_STEP
        li      t4, SCRATCH + SCRATCH_BYTES
1:      sw      t2, 0(t1)
        addi    t1, t1, 4
        add     t2, t2, t3
        bltu    t1, t4, 1b

        # No reservation.
        la      t1, frame
        sc.w    t2, zero, (t1)

        # The mode, and where each return leads.
        li      t2, FS_DIRTY
        csrw    vsstatus, t2
        andi    t3, t0, MODE
        slli    t3, t3, MPP_SHIFT
        or      t2, t2, t3
        srli    t3, t0, GUEST_BIT
        andi    t3, t3, 1
        slli    t3, t3, MPV_SHIFT
        or      t2, t2, t3
        csrw    mstatus, t2
        li      t2, HSTATUS
        csrw    hstatus, t2
        la      t1, slot
        csrw    mepc, t1
        addi    t1, t1, 8
        csrw    sepc, t1
        csrw    vsepc, t1
        csrw    mcause, zero
        csrw    mtval, zero
        csrw    mtval2, zero
        csrw    fcsr, zero
        csrw    mie, zero
        csrw    mip, zero
        andi    t2, t0, PENDING
        beqz    t2, 2f
        csrsi   mie, SSI
        csrsi   mip, SSI
2:
        la      t1, state
        sd      s0, 0(t1)
        sd      s2, 8(t1)
        ld      sp, 16(s0)

        .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        fld     f\n, 256 + 8 * \n(sp)
        .endr
        .irp    n, 1,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,2
        ld      x\n, 8 * \n(sp)
        .endr
        mret

# mix: adds a register's value to the sum s2.
        .macro  mix register
        xor     s2, s2, \register
        mul     s2, s2, s3
        .endm

# trapped: the case is over.
        .balign 4
trapped:
        csrrw   sp, mscratch, sp        # sp = frame
        .irp    n, 1,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        sd      x\n, 8 * \n(sp)
        .endr
        csrrw   t0, mscratch, sp
        sd      t0, 16(sp)
        li      t0, FS_DIRTY            # it may have been turned off
        csrr    s4, mstatus
        csrs    mstatus, t0
        .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        fsd     f\n, 256 + 8 * \n(sp)
        .endr

        la      t1, state
        ld      s0, 0(t1)
        ld      s2, 8(t1)
        li      s3, 0x9e3779b97f4a7c15
        csrr    t0, mcause
        mix     t0
        ld      t1, 0(s0)
        andi    t1, t1, CAUSE_ONLY
        bnez    t1, .Ltold

        # Where it is about the instruction, mtval may be 0, or the instruction, or its address at a
        # breakpoint; and gva is about other addresses, which QEMU sets all the same.
        csrr    t1, mtval
        li      t2, INSTRUCTION_CAUSES
        srl     t2, t2, t0
        andi    t2, t2, 1
        beqz    t2, 2f
        slli    t2, t2, GVA_BIT
        not     t2, t2
        and     s4, s4, t2
        lwu     t2, 8(s0)
        andi    t3, t2, 3
        addi    t3, t3, -3
        beqz    t3, 1f
        slli    t2, t2, 48              # 16 bits of it
        srli    t2, t2, 48
1:      xor     t2, t2, t1
        li      t3, BREAKPOINT
        xor     t3, t3, t0
        beqz    t3, 3f
        bnez    t2, 2f
3:      li      t1, 0
2:      mix     t1
        csrr    t0, mtval2
        mix     t0
        csrr    t0, mepc
        la      t1, slot
        sub     t0, t0, t1
        mix     t0
        mix     s4                      # mstatus as the trap left it
        csrr    t0, fcsr
        mix     t0
        .irp    name, sscratch, scause, vsscratch, vscause
        csrr    t0, \name
        mix     t0
        .endr

        addi    t1, sp, 8
        addi    t2, sp, 512
2:      ld      t0, 0(t1)
        mix     t0
        addi    t1, t1, 8
        bltu    t1, t2, 2b
        li      t1, SCRATCH
        li      t2, SCRATCH + SCRATCH_BYTES
3:      ld      t0, 0(t1)
        mix     t0
        addi    t1, t1, 8
        bltu    t1, t2, 3b

.Ltold: ld      t0, 0(s0)
        andi    t0, t0, PRINT
        beqz    t0, 4f
        jal     print
4:      addi    s0, s0, CASE_BYTES
        j       next

# print: the sum in 16 hexadecimal digits, and a new sum. Clobbers t0 to t2, s1.
print:
        li      t0, UART
        li      s1, 60
1:      srl     t1, s2, s1
        andi    t1, t1, 15
        li      t2, 10
        bltu    t1, t2, 2f
        addi    t1, t1, 'a' - 10 - '0'
2:      addi    t1, t1, '0'
3:      lbu     t2, LSR(t0)
        andi    t2, t2, LSR_EMPTY
        beqz    t2, 3b
        sb      t1, 0(t0)
        addi    s1, s1, -4
        bgez    s1, 1b
        li      t1, '\n'
        sb      t1, 0(t0)
        li      s2, 1
        ret

end:
        li      t0, FINISHER
        li      t1, PASS
        sw      t1, 0(t0)
        j       .

# The instruction, and ecalls wherever it may branch to.
        .balign 4096
        .rept   512
        ecall
        .endr
slot:   ecall
        .rept   511
        ecall
        .endr
landing:
        ecall

        .balign 8
state:  .dword  0, 0                    # the case, the sum
frame:  .skip   512                     # x registers, f registers
        .balign 8
