# loader.s: make a VM of each row of the guest table: a structure, and memory. Power on: its kernel
# goes into the memory. A reset does that again.
#
# A guest that cannot be loaded counts as one that ended with status 1; the others run.

        .include "csr.inc"
        .include "board.inc"
        .include "vm.inc"
        .include "frame.inc"

# An ELF executable: header, and the program headers that say what to load
        .equ    ELF_MAGIC,      0x464c457f      # 0x7f 'E' 'L' 'F'
        .equ    ELF_CLASS,      4
        .equ    ELF_CLASS_64,   2
        .equ    ELF_MACHINE,    18
        .equ    ELF_RISCV,      243
        .equ    ELF_ENTRY,      24
        .equ    ELF_PHOFF,      32
        .equ    ELF_PHNUM,      56
        .equ    ELF_HEADER_BYTES, 64
        .equ    PH_TYPE,        0
        .equ    PH_OFFSET,      8
        .equ    PH_PADDR,       24
        .equ    PH_FILESZ,      32
        .equ    PH_MEMSZ,       40
        .equ    PH_BYTES,       56
        .equ    PT_LOAD,        1

        .equ    MAX_RAM,        1 << 30         # the physical contexts map one gigabyte

        .text

# load_guests: fill the ring of VMs
#   out: vm_ring set
#   clobbers: everything but sp
#   plan: s0 VM, s1 row of the guest table, s2 end of the table, s3 the VM before, s4 index
        .globl  load_guests
load_guests:
        enter
        la      s1, guests
        la      s2, guests_end
        la      s3, vm_ring - VM_NEXT   # the place to link the first one from
        li      s4, 0
.Lguest:
        li      a0, VM_BYTES
        li      a1, 16
        call    take_memory
        beqz    a0, .Lout_of_memory
        mv      s0, a0
        sd      s0, VM_NEXT(s3)
        mv      s3, s0
        call    make_vm
        beqz    a0, .Lmade
        call    refuse
        j       .Lnext_guest
.Lmade: call    power_on
.Lnext_guest:
        addi    s4, s4, 1
        addi    s1, s1, GUEST_BYTES
        bltu    s1, s2, .Lguest
        la      t0, vm_ring             # the last leads to the first
        ld      t0, 0(t0)
        sd      t0, VM_NEXT(s3)
        leave
.Lout_of_memory:
        la      a0, memory_text
        tail    stop

# refuse: a VM cannot run: say why
#   in:  s0 = VM, a0 = text
#   clobbers: a0, a1, t0, t1
refuse:
        enter
        call    report
        li      a0, 1
        call    record_end
        leave

# make_vm: a VM with all that it is given for good
#   in:  s0 = VM_BYTES of memory, s1 = row of the guest table, s4 = index
#   out: a0 = 0, or a text that says what is wrong
#   clobbers: a0-a7, t0-t6
make_vm:
        enter
        mv      t0, s0
        li      t1, VM_BYTES
        add     t1, t1, s0
.Lclear:
        sd      zero, 0(t0)
        addi    t0, t0, 8
        bltu    t0, t1, .Lclear
        sd      s4, VM_INDEX(s0)
        sd      s1, VM_ROW(s0)
        sd      s1, VM_BOOT(s0)
        ld      t0, GUEST_NAME(s1)
        ld      t1, GUEST_NAME+8(s1)
        sd      t0, VM_NAME(s0)
        sd      t1, VM_NAME+8(s0)
        ld      t0, GUEST_TECHNIQUE(s1)
        sd      t0, VM_TECHNIQUE(s0)
        ld      t0, GUEST_WEIGHT(s1)
        sd      t0, VM_WEIGHT(s0)
        call    make_devices
        bnez    a0, .Lunmade

        # RAM, on a boundary of megapages, and pages for shadow tables
        ld      a0, GUEST_MEMORY(s1)
        sd      a0, VM_RAM_BYTES(s0)
        li      a1, MEGAPAGE_BYTES
        addi    t0, a1, -1
        and     t0, t0, a0
        li      t1, MAX_RAM
        bltu    t1, a0, .Lbad_size
        bnez    t0, .Lbad_size
        beqz    a0, .Lbad_size
        call    take_memory
        sd      a0, VM_RAM(s0)
        beqz    a0, .Lno_memory
        li      a0, POOL_PAGES * PAGE_BYTES
        li      a1, PAGE_BYTES
        call    take_memory
        beqz    a0, .Lno_memory
        sd      a0, VM_POOL_START(s0)
        li      t0, POOL_PAGES * PAGE_BYTES
        add     t0, t0, a0
        sd      t0, VM_POOL_END(s0)
        li      a0, FILLED_BYTES
        li      a1, 8
        call    take_memory
        beqz    a0, .Lno_memory
        sd      a0, VM_FILLED(s0)
        li      t0, FILLED_BYTES
        add     t0, t0, a0
        sd      t0, VM_FILLED_END(s0)
        li      a0, 0
.Lunmade:
        leave
.Lbad_size:
        la      a0, size_text
        j       .Lunmade
.Lno_memory:
        la      a0, memory_text
        j       .Lunmade

# power_on: as at power on or at the press of the reset button: all of the hart and of the board
# begins anew, the kernel and the device tree are in memory. Otherwise memory keeps what it holds.
#   in:  s0 = VM
#   out: it is ready, or has ended with status 1 as its kernel cannot be loaded
#   clobbers: a0-a7, t0-t6
        .globl  power_on
power_on:
        addi    sp, sp, -16
        sd      ra, 8(sp)
        sd      s1, 0(sp)
        call    blk_drain               # disks are not to touch its memory any more
        call    reset_devices
        call    float_drop
        call    spaces_drop
        csrw    satp, zero              # its shadow tables are begun anew
        sfence.vma

        # all zero, but what a hart and a board have at reset
        mv      t0, s0
        li      t1, VM_RESET_BYTES
        add     t1, t1, s0
.Lreset:
        sd      zero, 0(t0)
        addi    t0, t0, 8
        bltu    t0, t1, .Lreset
        sd      zero, VM_STATE(s0)      # STATE_READY
        li      t0, MODE_M
        sd      t0, VM_MODE(s0)
        li      t0, MTIP                # mtimecmp is 0, and that time has come
        sd      t0, VM_LINES(s0)
        ld      t0, VM_FILLED(s0)
        sd      t0, VM_FILLED_NEXT(s0)
        ld      t0, VM_POOL_START(s0)
        sd      t0, VM_POOL_FREE(s0)
        sd      t0, VM_POOL_CLEARED(s0)
        call    shadow_init

        # the device tree where the table wants it; a1 = its address, a0 = hart 0 is zero already
        ld      s1, VM_ROW(s0)
        ld      a0, GUEST_TREE_ADDRESS(s1)
        sd      a0, VM_X+11*8(s0)
        ld      t2, GUEST_TREE(s1)
        ld      a1, GUEST_TREE_END(s1)
        sub     a1, a1, t2
        mv      a2, a1
        call    guest_ram
        mv      t0, a0
        mv      a1, t2
        la      a0, size_text
        beqz    t0, .Lunloadable
        mv      a0, t0
        call    copy
        ld      s1, VM_BOOT(s0)
        call    load_kernel
        beqz    a0, .Lpowered
.Lunloadable:
        call    refuse
.Lpowered:
        ld      ra, 8(sp)
        ld      s1, 0(sp)
        addi    sp, sp, 16
        ret

# load_kernel: copy the segments of the guest's ELF file to their physical addresses
#   in:  s0 = VM with RAM, s1 = row of the guest table
#   out: a0 = 0, VM_PC = entry; or a0 = a text that says what is wrong
#   clobbers: a1-a7, t0-t6
#   plan: s5 file, s6 its length, s7 program header, s8 how many are left
load_kernel:
        addi    sp, sp, -48
        sd      ra, 40(sp)
        sd      s5, 32(sp)
        sd      s6, 24(sp)
        sd      s7, 16(sp)
        sd      s8, 8(sp)
        ld      s5, GUEST_KERNEL(s1)
        ld      s6, GUEST_KERNEL_END(s1)
        sub     s6, s6, s5
        li      t0, ELF_HEADER_BYTES
        bltu    s6, t0, .Lnot_elf
        lwu     t0, 0(s5)
        li      t1, ELF_MAGIC
        bne     t0, t1, .Lnot_elf
        lbu     t0, ELF_CLASS(s5)
        addi    t0, t0, -ELF_CLASS_64
        bnez    t0, .Lnot_elf
        lhu     t0, ELF_MACHINE(s5)
        addi    t0, t0, -ELF_RISCV
        bnez    t0, .Lnot_elf
        ld      t0, ELF_ENTRY(s5)
        sd      t0, VM_PC(s0)

        # the program headers have to lie in the file
        ld      s7, ELF_PHOFF(s5)
        lhu     s8, ELF_PHNUM(s5)
        li      t0, PH_BYTES
        mul     t0, t0, s8
        bltu    s6, s7, .Lnot_elf
        sub     t1, s6, s7
        bltu    t1, t0, .Lnot_elf
        add     s7, s7, s5

.Lsegment:
        li      a0, 0
        beqz    s8, .Lkernel_loaded
        lwu     t0, PH_TYPE(s7)
        addi    t0, t0, -PT_LOAD
        bnez    t0, .Lnext_segment

        # room for it in RAM; its bytes in the file
        ld      a0, PH_PADDR(s7)
        ld      a1, PH_MEMSZ(s7)
        call    guest_ram
        beqz    a0, .Ltoo_large
        ld      a1, PH_OFFSET(s7)
        ld      a2, PH_FILESZ(s7)
        ld      t0, PH_MEMSZ(s7)
        bltu    t0, a2, .Lnot_elf
        bltu    s6, a1, .Lnot_elf
        sub     t1, s6, a1
        bltu    t1, a2, .Lnot_elf

        # the bytes, and zeros where the file has none
        add     a1, a1, s5
        add     t5, a0, t0              # end in memory
        add     t6, a0, a2              # end of what the file has
        call    copy
.Lzero: bgeu    t6, t5, .Lnext_segment
        sb      zero, 0(t6)
        addi    t6, t6, 1
        j       .Lzero
.Lnext_segment:
        addi    s7, s7, PH_BYTES
        addi    s8, s8, -1
        j       .Lsegment

.Lnot_elf:
        la      a0, elf_text
        j       .Lkernel_loaded
.Ltoo_large:
        la      a0, large_text
.Lkernel_loaded:
        ld      ra, 40(sp)
        ld      s5, 32(sp)
        ld      s6, 24(sp)
        ld      s7, 16(sp)
        ld      s8, 8(sp)
        addi    sp, sp, 48
        ret

# copy: bytes from a1 to a0, which do not overlap; by doublewords when both are aligned
#   in:  a0 = to, a1 = from, a2 = bytes
#   clobbers: a0-a2, t0-t2
        .globl  copy
copy:
        add     a2, a2, a0              # end
        or      t0, a0, a1
        andi    t0, t0, 7
        bnez    t0, .Lbytes
        andi    t1, a2, -8
.Ldoubles:
        bgeu    a0, t1, .Lbytes
        ld      t0, 0(a1)
        sd      t0, 0(a0)
        addi    a0, a0, 8
        addi    a1, a1, 8
        j       .Ldoubles
.Lbytes:
        bgeu    a0, a2, .Lcopied
        lbu     t0, 0(a1)
        sb      t0, 0(a0)
        addi    a0, a0, 1
        addi    a1, a1, 1
        j       .Lbytes
.Lcopied:
        ret

        .section .rodata
size_text:
        .asciz  ": its memory must be a multiple of 2 MiB, at most 1 GiB\n"
        .globl  memory_text
memory_text:
        .asciz  ": the machine has not enough memory for it\n"
elf_text:
        .asciz  ": its kernel is not a RISC-V ELF64 executable\n"
large_text:
        .asciz  ": its kernel does not fit into its memory\n"
