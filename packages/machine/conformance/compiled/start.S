// start.S: turns floating point on, gives C a stack, and ends the run when C is done.
        .section .text.start, "ax"

// _start: entry in M-mode at the start of RAM.
//   out: does not return; writes "pass" to the test finisher
//   clobbers: everything
        .globl  _start
_start:
        .equ    MSTATUS_FS_INITIAL, 0x2000
        .equ    FINISHER, 0x100000
        .equ    PASS, 0x5555
        la      sp, stack_top
        li      t0, MSTATUS_FS_INITIAL
        csrs    mstatus, t0
        csrw    fcsr, zero
        call    compute

        li      t0, FINISHER
        li      t1, PASS
        sw      t1, 0(t0)
.Lwait: j       .Lwait

        .bss
        .balign 16
        .skip   16384
stack_top:
