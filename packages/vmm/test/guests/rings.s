# rings.s: asks its disk for what it may not have, and breaks its queue in every way it can think
# of. Right requests before and after must still be answered. The slice has 8 sectors.

        .include "guest.inc"

        .equ    SECTORS,        8
        .equ    IN,             0
        .equ    NEXT,           1
        .equ    WRITE,          2
        .equ    OK,             0
        .equ    IOERR,          1
        .equ    UNSUPPORTED,    2
        .equ    NONE,           0xff            # the status byte is not written
        .equ    NEEDS_RESET,    64
        .equ    ENTRIES,        8
        .equ    TRIES,          50000000        # polls until we give up

# request: TYPE SECTOR ADDRESS LENGTH FLAGS (of the data descriptor), expected STATUS
        .macro  request type, sector, address, length, flags, status
        li      a0, \type
        li      a1, \sector
        li      a2, \address
        li      a3, \length
        li      a4, \flags
        call    ask
        expect  a0, \status
        .endm

# broken: ask with the queue as it is now, expect NEEDS_RESET, and start the device anew
        .macro  broken
        call    ring_the_bell
        li      t0, VIRTIO
        lw      t1, 0x70(t0)
        andi    t1, t1, NEEDS_RESET
        expect  t1, NEEDS_RESET
        call    start
        .endm

        .text
        .globl  _start
_start:
        la      sp, stack_top
        call    start
        request IN, 0, RAM + 0x100000, 512, NEXT | WRITE, OK
        request IN, SECTORS - 1, RAM + 0x100000, 512, NEXT | WRITE, OK
        request IN, SECTORS, RAM + 0x100000, 512, NEXT | WRITE, IOERR
        request IN, SECTORS - 1, RAM + 0x100000, 1024, NEXT | WRITE, IOERR
        request IN, -1, RAM + 0x100000, 512, NEXT | WRITE, IOERR
        request IN, 0, RAM + 0x100000, 100, NEXT | WRITE, IOERR
        request IN, 0, RAM + 0x100000, 0, NEXT | WRITE, IOERR
        request IN, 0, RAM + 0x100000, 512, NEXT, IOERR
        request IN, 0, RAM - 512, 512, NEXT | WRITE, IOERR
        request IN, 0, RAM + 0x200000, 512, NEXT | WRITE, IOERR
        request IN, 0, RAM + 0x1fff00, 512, NEXT | WRITE, IOERR
        request IN, 0, -256, 512, NEXT | WRITE, IOERR
        request IN, 0, RAM, 0xfffffe00, NEXT | WRITE, IOERR
        request 99, 0, RAM + 0x100000, 512, NEXT | WRITE, UNSUPPORTED

        # a chain that bites its own tail
        call    prepare
        la      t0, descriptors
        li      t1, 1
        sh      t1, 1*16+14(t0)
        broken

        # a descriptor, a head, that does not exist
        call    prepare
        la      t0, descriptors
        li      t1, ENTRIES
        sh      t1, 0*16+14(t0)
        broken
        call    prepare
        la      t0, available
        li      t1, ENTRIES
        sh      t1, 4(t0)
        broken

        # header, status, rings outside of memory
        call    prepare
        la      t0, descriptors
        sd      zero, 0*16(t0)
        broken
        call    prepare
        la      t0, descriptors
        li      t1, RAM + 0x200000
        sd      t1, 2*16(t0)
        broken
        call    prepare
        li      t0, VIRTIO
        sw      zero, 0x84(t0)                  # descriptors
        sw      zero, 0x80(t0)
        broken
        call    prepare
        li      t0, VIRTIO
        li      t1, -2
        sw      t1, 0x94(t0)                    # available ring
        sw      t1, 0x90(t0)
        broken

        # more available than there is
        call    prepare
        la      t0, available
        li      t1, ENTRIES + 7
        sh      t1, 2(t0)
        broken

        request IN, 0, RAM + 0x100000, 512, NEXT | WRITE, OK
        say     "rings: all refused"
        j       pass

# start: reset the device and give it an empty queue
#   clobbers: t0, t1
start:
        li      t0, VIRTIO
        sw      zero, 0x70(t0)
        li      t1, 3
        sw      t1, 0x70(t0)
        li      t1, 1
        sw      t1, 0x24(t0)
        sw      t1, 0x20(t0)
        li      t1, 11
        sw      t1, 0x70(t0)
        sw      zero, 0x30(t0)
        li      t1, ENTRIES
        sw      t1, 0x38(t0)
        la      t1, descriptors
        sw      t1, 0x80(t0)
        sw      zero, 0x84(t0)
        la      t1, available
        sw      t1, 0x90(t0)
        sw      zero, 0x94(t0)
        la      t1, used
        sw      t1, 0xa0(t0)
        sw      zero, 0xa4(t0)
        li      t1, 1
        sw      t1, 0x44(t0)
        li      t1, 15
        sw      t1, 0x70(t0)
        la      t0, available
        sw      zero, 0(t0)
        la      t0, used
        sw      zero, 0(t0)
        ret

# prepare: a right request, in descriptors 0 to 2, made available but not announced
#   out: a0-a4 as for ask
prepare:
        li      a0, IN
        li      a1, 0
        li      a2, RAM + 0x100000
        li      a3, 512
        li      a4, NEXT | WRITE                # and fall through

# build: a request in descriptors 0 to 2, made available but not announced
#   in:  as for ask
#   clobbers: t0, t1
build:
        la      t0, header
        sw      a0, 0(t0)
        sd      a1, 8(t0)
        la      t1, descriptors
        sd      t0, 0*16(t1)
        li      t0, 16
        sw      t0, 0*16+8(t1)
        li      t0, 1 << 16 | NEXT
        sw      t0, 0*16+12(t1)
        sd      a2, 1*16(t1)
        sw      a3, 1*16+8(t1)
        sh      a4, 1*16+12(t1)
        li      t0, 2
        sh      t0, 1*16+14(t1)
        la      t0, status
        sd      t0, 2*16(t1)
        li      t1, NONE
        sb      t1, 0(t0)
        la      t1, descriptors
        li      t0, 1
        sw      t0, 2*16+8(t1)
        li      t0, WRITE
        sw      t0, 2*16+12(t1)
        la      t0, available
        lhu     t1, 2(t0)
        andi    t1, t1, ENTRIES - 1
        slli    t1, t1, 1
        add     t1, t1, t0
        sh      zero, 4(t1)
        lhu     t1, 2(t0)
        addi    t1, t1, 1
        sh      t1, 2(t0)
        ret

# ring_the_bell: announce what is available
#   clobbers: t0
ring_the_bell:
        fence
        li      t0, VIRTIO
        sw      zero, 0x50(t0)
        ret

# ask: one request, and wait for the answer
#   in:  a0 = type, a1 = sector, a2 = address, a3 = length, a4 = flags of the data
#   out: a0 = status
#   clobbers: t0-t2
ask:
        mv      t2, ra
        call    build
        call    ring_the_bell
        mv      ra, t2
        li      t2, TRIES
        la      t0, available
        la      t1, used
.Lpoll: addi    t2, t2, -1
        beqz    t2, .Lanswered
        fence
        lhu     a0, 2(t0)
        lhu     a1, 2(t1)
        bne     a0, a1, .Lpoll
.Lanswered:
        la      t0, status
        lbu     a0, 0(t0)
        ret

        .section .data
        .balign 4096
descriptors:
        .zero   16 * ENTRIES
available:
        .zero   64
        .balign 64
used:   .zero   128
        .balign 16
header: .zero   16
status: .zero   1
