# pipe.s: pipes. A process that reads waits until something was written, one
# that writes waits until there is room. When nobody writes any more, reading
# gives 0; when nobody reads any more, writing is an error.
#
# PIPE_TAKEN <= PIPE_PUT <= PIPE_TAKEN + PIPE_ROOM; both run on for ever and
# are cut to the ring's size when used as an index.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "file-system.inc"
        .include "pipe.inc"
        .include "frame.inc"

        .text
        .globl  call_pipe, pipe_read, pipe_write, pipes

# call_pipe: a0 = address for two numbers of descriptors, a doubleword each:
# the one to read, the one to write → 0.
#
# Registers: s0 address · s1 pipe · s2 its index · s3 descriptor to read
#            s4 where it is. Both numbers lie on the stack, below the frame.
call_pipe:
        enter   5
        addi    sp, sp, -16
        mv      s0, a0
        la      s1, pipes               # one that nobody has
        li      s2, 0
1:      lwu     t0, PIPE_READERS(s1)    # and writers
        beqz    t0, 2f
        addi    s1, s1, PIPE_BYTES
        addi    s2, s2, 1
        li      t0, PIPES
        bne     s2, t0, 1b
        li      a0, ERROR_FULL
        j       3f

2:      call    descriptor_free
        bltz    a0, 3f
        sd      a0, 0(sp)
        mv      s4, a1
        slli    t0, s2, 8 * F_INDEX
        ori     s3, t0, F_PIPE
        sd      s3, 0(s4)               # to read
        call    descriptor_free
        bltz    a0, 4f
        sd      a0, 8(sp)
        ori     s3, s3, 1 << 8 * F_WRITE
        sd      s3, 0(a1)               # to write
        li      t0, 1
        sh      t0, PIPE_READERS(s1)
        sh      t0, PIPE_WRITERS(s1)
        sd      zero, PIPE_TAKEN(s1)
        sd      zero, PIPE_PUT(s1)
        mv      a1, s0
        mv      a2, sp
        li      a3, 16
        call    copy_out
3:      addi    sp, sp, 16
        leave   5
4:      sd      zero, 0(s4)             # only one descriptor was left
        addi    sp, sp, 16
        leave   5

# pipe_of: → a0 = the pipe of the descriptor in a0
#   clobbers: t0
pipe_of:
        lhu     a0, F_INDEX(a0)
        li      t0, PIPE_BYTES
        mul     a0, a0, t0
        la      t0, pipes
        add     a0, a0, t0
        ret

# pipe_read, pipe_write: from call_read and call_write.
#   in:  a0 = descriptor, a1 = address in the process, a2 = bytes
#        a3 = PTE_W to read, PTE_R to write
#   out: a0 = bytes, one or more; 0 at the end; or an error
#
# Registers: s0 pipe · s1 address · s2 bytes · s3 use · s4 bytes there, or room
#            s5 bytes done · s6 count that moves, PIPE_TAKEN or PIPE_PUT
pipe_read:
pipe_write:
        enter   7
        mv      s1, a1
        li      s2, PIPE_ROOM           # more than that does not fit at once
        bgeu    a2, s2, 1f
        mv      s2, a2
1:      mv      s3, a3
        call    pipe_of
        mv      s0, a0
        li      s5, 0
        beqz    s2, .Ldone              # of nothing, at once

.Llook: ld      s4, PIPE_PUT(s0)
        ld      s6, PIPE_TAKEN(s0)
        sub     s4, s4, s6              # bytes that are there
        li      t0, PTE_W
        beq     s3, t0, 1f
        ld      s6, PIPE_PUT(s0)
        li      t0, PIPE_ROOM
        sub     s4, t0, s4              # room for more
        li      a0, ERROR_PIPE
        lhu     t0, PIPE_READERS(s0)
        beqz    t0, .Lreturn            # it would be for nobody
        bnez    s4, 2f
        j       .Lwait
1:      bnez    s4, 2f
        lhu     t0, PIPE_WRITERS(s0)
        beqz    t0, .Ldone              # nothing will come any more
.Lwait: li      a0, PIPE
        call    process_wait            # until it has changed
        j       .Llook

2:      bleu    s4, s2, .Lbyte          # s4 = as many as there are and are wanted
        mv      s4, s2
.Lbyte: mv      a1, s1
        mv      a2, s3
        call    user_page               # cannot fail: the page is there
        andi    t0, s6, PIPE_ROOM - 1   # count to index
        add     t0, t0, s0
        li      t1, PTE_W
        beq     s3, t1, 3f
        lbu     t1, 0(a0)               # from the process
        sb      t1, PIPE_RING(t0)
        j       4f
3:      lbu     t1, PIPE_RING(t0)       # to the process
        sb      t1, 0(a0)
4:      addi    s1, s1, 1               # all go on
        addi    s6, s6, 1
        addi    s5, s5, 1
        bne     s5, s4, .Lbyte

        li      t0, PTE_W
        beq     s3, t0, 5f
        sd      s6, PIPE_PUT(s0)
        j       6f
5:      sd      s6, PIPE_TAKEN(s0)
6:      li      a0, PIPE
        call    process_wake            # whoever waits for room, or for bytes
.Ldone: mv      a0, s5
.Lreturn:
        leave   7

        .bss
        .balign 8
pipes:  .zero   PIPES * PIPE_BYTES
