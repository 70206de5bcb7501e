# loader.s: give each VM its memory and its disks. Power on: its files go into the memory. A reset
# does that again.
#
# A guest that cannot be loaded counts as one that ended with status 1; the others run.

        .include "vmm.inc"
        .globl  load_guests, power_on, copy

# load_guests: all VMs of the ring
#   clobbers: everything but sp
load_guests:
        enter
        ld      s0, vm_ring
.Lguest:
        jal     make_vm
        beqz    a0, .Lmade
        jal     refuse
        j       .Lnext_guest
.Lmade: jal     power_on
.Lnext_guest:
        ld      s0, VM_NEXT(s0)
        differs vm_ring, s0, .Lguest
        leave

# refuse: a VM cannot run: say why
#   in:  s0 = VM, a0 = text
#   clobbers: a0, a1, t0, t1
refuse:
        enter
        jal     report
        li      a0, 1
        jal     record_end
        leave

# make_vm: what a VM is given for good, besides what is known beforehand
#   in:  s0 = VM
#   out: a0 = 0, or a text that says what is wrong
#   clobbers: a1-a7, t0-t6
make_vm:
        enter

        # two stages of translation are the hypervisor extension's
        isnt    VM_TECHNIQUE(s0), TECHNIQUE_H, .Ldisks
        li      t0, MISA_H
        csrs    misa, t0
        csrr    t1, misa
        csrc    misa, t0
        and     t1, t1, t0
        text    a0, ": technique h needs a machine with the hypervisor extension; choose tvm\n"
        beqz    t1, .Lunmade
.Ldisks:
        jal     plug_disks
        bnez    a0, .Lunmade

        # RAM, on a boundary of megapages, and pages for shadow tables
        ld      a0, VM_RAM_BYTES(s0)
        li      a1, MEGAPAGE_BYTES
        jal     take_memory
        sd      a0, VM_RAM(s0)
        beqz    a0, .Lno_memory
        li      a0, POOL_PAGES * PAGE_BYTES + FILLED_BYTES
        li      a1, STAGE_ROOT_PAGES * PAGE_BYTES
        jal     take_memory
        beqz    a0, .Lno_memory
        sd      a0, VM_POOL_START(s0)
        plus    t0, a0, POOL_PAGES * PAGE_BYTES
        sd      t0, VM_POOL_END(s0)
        plus    t0, t0, FILLED_BYTES, t1
        sd      t0, VM_FILLED_END(s0)
        li      a0, 0
.Lunmade:
        leave
.Lno_memory:
        text    a0, ": the machine has not enough memory for it\n"
        j       .Lunmade

# power_on: as at power on or at the press of the reset button: all of the hart and of the board
# begins anew, the kernel and the device tree are in memory. Otherwise memory keeps what it holds.
#   in:  s0 = VM
#   out: it is ready, or has ended with status 1 as its kernel cannot be loaded
#   clobbers: a0-a7, t0-t6
power_on:
        enter   s1
        jal     reclaim                 # the hart is not its any more
        jal     blk_drain               # disks are not to touch its memory any more
        jal     reset_devices
        jal     float_drop
        jal     window_close
        csrw    satp, zero              # its shadow tables are begun anew
        sfence.vma

        # all zero, but what a hart and a board have at reset
        addi    t0, s0, VM_RESET
        plus    t1, s0, VM_BYTES, t1
        jal     clear
        sd      zero, VM_STATE(s0)      # STATE_READY
        sd      s0, VM_CHANGED(s0)
        let     VM_MODE(s0), MODE_M
        let     VM_OWN(s0), -1
        let     VM_LINES(s0), MTIP      # mtimecmp is 0, and that time has come
        let     VM_UART+8*UART_MCR(s0), UART_RESET_MCR
        let     VM_UART_DIVISOR(s0), UART_RESET_DIVISOR
        assign  VM_FILLED_NEXT(s0), VM_POOL_END(s0)
        assign  VM_POOL_FREE(s0), VM_POOL_START(s0)
        sd      t0, VM_POOL_CLEARED(s0)
        jal     shadow_init
        jal     pmp_changed

        # as the boot ROM leaves the hart: a0 = hart 0 is zero already. What it boots may be another
        # VM's, but the device tree, always the last piece, describes its own board.
        ld      s1, VM_BOOT(s0)
        assign  VM_PC(s0), VM_ENTRY(s1)
        assign  VM_X+12*8(s0), VM_ENTRY_A2(s1)
        ld      t5, VM_PIECES(s1)
        ld      t6, VM_PIECES_END(s1)
        addi    t6, t6, -PIECE_BYTES
        jal     load_pieces
        bnez    a0, .Lunloadable
        assign  VM_X+11*8(s0), VM_ENTRY_A1(s0)
        ld      t6, VM_PIECES_END(s0)
        addi    t5, t6, -PIECE_BYTES
        jal     load_pieces
        beqz    a0, .Lpowered
.Lunloadable:
        jal     refuse
.Lpowered:
        leave   s1

# load_pieces: put files where they belong
#   in:  s0 = VM, t5 = first piece, t6 = end of the pieces
#   out: a0 = 0, or a text that says what is wrong
#   clobbers: a1-a3, t0-t2, t5
load_pieces:
        enter
.Lpiece:
        li      a0, 0
        bgeu    t5, t6, .Lpieces_loaded
        ld      a0, PIECE_TO(t5)
        ld      a1, PIECE_TO_END(t5)
        sub     a1, a1, a0
        mv      a3, a1
        find_ram .Ltoo_large
        add     a3, a3, a0              # its end in memory
        ld      a1, PIECE_FROM(t5)
        ld      a2, PIECE_FROM_END(t5)
        sub     a2, a2, a1
        jal     copy
        bgeu    a0, a3, .Lnext_piece
.Lzero: sb      zero, 0(a0)
        addi    a0, a0, 1
        bltu    a0, a3, .Lzero
.Lnext_piece:
        addi    t5, t5, PIECE_BYTES
        j       .Lpiece
.Ltoo_large:
        text    a0, ": its files do not fit into its memory\n"
.Lpieces_loaded:
        leave

# copy: bytes from a1 to a0, which do not overlap; by doublewords when both are aligned
#   in:  a0 = to, a1 = from, a2 = bytes
#   out: a0 = where the copy ends
#   clobbers: a1, a2, t0-t2
copy:
        add     a2, a2, a0              # end
        or      t0, a0, a1
        bany    t0, 7, .Lbytes
        andi    t1, a2, -8
        bgeu    a0, t1, .Lbytes
.Ldouble:
        assign  0(a0), 0(a1)
        addi    a1, a1, 8
        addi    a0, a0, 8
        bltu    a0, t1, .Ldouble
.Lbytes:
        bgeu    a0, a2, .Lcopied
.Lbyte: lbu     t0, 0(a1)
        addi    a1, a1, 1
        sb      t0, 0(a0)
        addi    a0, a0, 1
        bltu    a0, a2, .Lbyte
.Lcopied:
        ret
