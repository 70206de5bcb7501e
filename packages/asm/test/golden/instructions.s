# One statement a line and the bytes it becomes, lowest address first.
# Checked against GNU as in conformance/golden.test.ts; rewritten by vitest --update.

# RV64I: integer computation
addi a0, a1, 2047                       # 1385f57f
addi a0, a1, -2048                      # 13850580
addi a0, a0, 31                         # 7d05
addi a0, a0, 32                         # 13050502
addi sp, sp, -64                        # 3971
addi a0, sp, 16                         # 0808
addi zero, zero, 0                      # 0100
nop                                     # 0100
slti a0, a1, -1                         # 13a5f5ff
xori t0, t1, 0x55                       # 93425305
ori s0, s1, 7                           # 13e47400
andi a0, a0, -2                         # 7999
slli a0, a0, 63                         # 7e15
srli a0, a0, 1                          # 0581
srai a1, a2, 40                         # 93558642
add a0, a0, a1                          # 2e95
add a0, a1, a2                          # 3385c500
sub s0, s0, s1                          # 058c
sub a0, a1, a2                          # 3385c540
addw a0, a0, a1                         # 2d9d
subw a0, a0, a1                         # 0d9d
addiw a0, a0, 1                         # 0525
slliw a0, a1, 31                        # 1b95f501
lui a0, 1                               # 0565
lui a0, 0xfffff                         # 7d75
lui a0, 0x12345                         # 37553412
auipc ra, 0x80000                       # 97000080
mv a0, a1                               # 2e85
mv a0, zero                             # 13050000
li a0, 0                                # 0145
li a0, -33                              # 1305f0fd
not a0, a1                              # 13c5f5ff
neg a0, a1                              # 3305b040
sext.w a0, a1                           # 1b850500
seqz a0, a1                             # 13b51500
snez a0, a1                             # 3335b000
sgt a0, a1, a2                          # 3325b600
add a0, a1, 5                           # 13855500

# RV64I: loads and stores
lb a0, -1(a1)                           # 0385f5ff
lbu a0, (a1)                            # 03c50500
lh a0, 2(sp)                            # 03152100
lw a0, 4(a1)                            # c841
lw a0, 124(a1)                          # e85d
lw a0, 128(a1)                          # 03a50508
lw t0, 252(sp)                          # fe52
ld a0, 8(a1)                            # 8865
ld ra, 504(sp)                          # fe70
lwu a0, 0(a0)                           # 03650500
sb a0, 1(a1)                            # a380a500
sh a0, 2(a1)                            # 2391a500
sw a0, 0(s0)                            # 08c0
sw zero, 4(sp)                          # 02c2
sd a5, 248(a4)                          # 7cff
sd s11, 8(sp)                           # 6ee4

# RV64I: control transfer
jalr ra, 4(t0)                          # e7804200
jalr t0                                 # 8292
jr a0                                   # 0285
ret                                     # 8280
ecall                                   # 73000000
ebreak                                  # 0290
fence                                   # 0f00f00f
fence rw, w                             # 0f001003
fence.i                                 # 0f100000

# Constants
li a0, 2047                             # 1305f07f
li a0, 2048                             # 05651b050580
li a0, -2049                            # 7d751b05f57f
li a0, 0x1000                           # 0565
li a0, 0x12345678                       # 375534121b058567
li a0, 0x7fffffff                       # 370500807d35
li a0, 0x80000000                       # 1b0510007e05
li a0, 0xffffffff                       # 1b05100002157d15
li a0, -0x80000000                      # 37050080
li a0, 0x123456789abcdef0               # 377524001b05d58a3a051305d5c432051305755e3605130505ef
li a0, 0x8000000000000000               # 1b05f0ff7e15
li a0, 1 << 40                          # 1b0510002215
li zero, 5                              # 13005000

# M and A
mul a0, a1, a2                          # 3385c502
mulhsu a0, a1, a2                       # 33a5c502
divuw a0, a1, a2                        # 3bd5c502
remw a0, a1, a2                         # 3be5c502
lr.w a0, (a1)                           # 2fa50510
lr.d.aq a0, (a1)                        # 2fb50514
sc.w.rl a0, a1, (a2)                    # 2f25b61a
amoadd.d a0, a1, (a2)                   # 2f35b600
amoswap.w.aqrl a0, a1, (a2)             # 2f25b60e
amomaxu.d.aq a0, a1, 0(a2)              # 2f35b6e4

# Zicsr and privileged
csrr a0, mstatus                        # 73250030
csrw mtvec, a0                          # 73105530
csrrw sp, mscratch, sp                  # 73110134
csrsi mstatus, 8                        # 73600430
csrw mie, 3                             # 73d04130
csrr a0, 0xf14                          # 732540f1
rdtime a0                               # 732510c0
mret                                    # 73002030
sret                                    # 73002010
wfi                                     # 73005010
sfence.vma                              # 73000012
sfence.vma a0, a1                       # 7300b512

# C, written as such
c.nop                                   # 0100
c.addi a0, -1                           # 7d15
c.li a0, 31                             # 7d45
c.lui a0, 0xfffe1                       # 0575
c.addi16sp sp, -512                     # 0171
c.addi4spn a0, sp, 1020                 # e81f
c.lwsp a0, 4(sp)                        # 1245
c.sdsp a0, 8(sp)                        # 2ae4
c.ld a0, 248(a1)                        # e87d
c.mv a0, a1                             # 2e85
c.jr ra                                 # 8280
c.jalr t0                               # 8292
c.unimp                                 # 0000
unimp                                   # 0000
