# float.s: floating point: one real set of registers, several virtual harts.
#
# The registers hold the state of one VM, their *owner*. The real mstatus.FS lets the guest that
# runs use them if it owns them; else it is Off, and the guest's first such instruction traps, makes
# it the owner, and runs again. So a VM that does not compute with floating point pays nothing, nor
# does one that is alone in doing so. A guest by the technique `tvm` owns them whenever it runs:
# the real mstatus.FS is its own then.
#
# Invariant: the real FS is Off, or that of the owner, which runs, and Dirty if it has written
# since: so real FS | VM_MSTATUS is its virtual FS. A hart without D has no FS, and nothing here
# happens.

        .include "vmm.inc"
        .globl  float_or_illegal, float_claim, float_allow, float_leave, float_drop
        .globl  float_read, float_write

        .option arch, +d, +h

# floats: `fsd` or `fld` all floating-point registers of the VM at t1
        .macro  floats  move
        .irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        \move   f\n, VM_F+\n*8(t1)
        .endr
        .endm

# float_or_illegal: an instruction is illegal, but perhaps only because the registers are not the
# guest's at the moment
#   in:  s0 = VM
#   out: jumps to resume, with the registers the guest's, or to illegal
float_or_illegal:
        ld      t0, VM_MSTATUS(s0)
        keep    t0, MSTATUS_FS, t1
        beqz    t0, .Lillegal           # the guest itself has switched them off
        same    float_owner, s0, .Lillegal # they were on, so it is something else
        jal     float_claim
        j       resume
.Lillegal:
        j       illegal

# float_claim: make a VM the owner
#   in:  s0 = VM
#   out: the real FS is that of the VM
#   clobbers: t0-t2
float_claim:
        la      t2, float_owner
        same    0(t2), s0, float_allow, t1
        csrr    t0, misa
        bnone   t0, MISA_D, float_allow # there are none
        li      t0, MSTATUS_FS          # all its bits: Dirty
        csrs    mstatus, t0
        beqz    t1, .Lload              # nobody owned them
        floats  fsd
        frcsr   t0
        sd      t0, VM_FCSR(t1)
.Lload: sd      s0, 0(t2)
        mv      t1, s0
        floats  fld
        ld      t0, VM_FCSR(t1)
        fscsr   t0                      # and fall through

# float_allow: set the real FS: the guest's, if it is the owner, else Off
#   in:  s0 = VM
#   clobbers: t0-t2
float_allow:
        li      t0, MSTATUS_FS
        csrc    mstatus, t0
        differs float_owner, s0, .Lallowed, t1
        ld      t2, VM_MSTATUS(s0)
        and     t2, t2, t0
        csrs    mstatus, t2
.Lallowed:
        ret

# float_leave: the VM that had the processor loses it: remember whether it wrote
#   clobbers: t0-t2
float_leave:
        csrr    t0, mstatus
        keep    t0, MSTATUS_FS, t1
        beqz    t0, .Lleft              # it was not the owner, or had them off
        ld      t1, float_owner
        change  or, VM_MSTATUS(t1), t0, t2
.Lleft: ret

# float_drop: a VM begins anew, and its registers in the structure are zero
#   in:  s0 = VM
#   clobbers: t0-t2
float_drop:
        la      t1, float_owner
        differs 0(t1), s0, .Lleft, t2
        sd      zero, 0(t1)             # nobody is their owner,
        li      t0, MSTATUS_FS          # so they are Off
        csrc    mstatus, t0
        ret

# float_read, float_write: a floating-point register, which the guest has just been about to use
#   in:  s0 = VM, t0 = its number; s5 & 3 = log2 of the width; float_write: a0 = value
#   out: float_read: a2 = value
#   clobbers: t0-t2
float_read:
        la      t1, read_float
        j       .Lby_number
float_write:
        andi    t1, s5, 3
        addi    t1, t1, -3
        beqz    t1, .Lboxed             # a single is in the lower half of ones
        li      t1, -1
        slli    t1, t1, 32
        low     a0, a0, 32
        or      a0, a0, t1
.Lboxed:
        isnt    VM_CONTEXT(s0), CONTEXT_STAGES, .Ldirty, t1
        li      t1, MSTATUS_FS          # which the hart does for M-mode only
        csrs    vsstatus, t1
.Ldirty:
        la      t1, write_float
.Lby_number:
        indexed t0, t0, t1
        jr      t0
        .option norvc
read_float:
        .irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        fmv.x.d a2, f\n
        ret
        .endr
write_float:
        .irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        fmv.d.x f\n, a0
        ret
        .endr

        variable float_owner            # the VM whose floating-point state the registers hold; or 0
