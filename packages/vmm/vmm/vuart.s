# vuart.s: the virtual 16550. What it transmits goes to the console, line by line; what comes from
# the console for this VM waits in VM_INPUT. Transmission takes no time.

        .include "csr.inc"
        .include "board.inc"
        .include "vm.inc"

        .text

# uart_read: RBR IER IIR LCR MCR LSR MSR SCR; DLL DLM with DLAB
        .globl  uart_read
uart_read:
        addi    sp, sp, -16
        sd      ra, 8(sp)
        mv      t0, a0
        ld      a0, VM_UART_LCR(s0)
        andi    t1, a0, LCR_DLAB
        ld      t2, VM_UART_DIVISOR(s0)
        beqz    t0, .Ldata
        addi    t0, t0, -UART_IER
        beqz    t0, .Lier
        addi    t0, t0, UART_IER - UART_IIR
        beqz    t0, .Liir
        addi    t0, t0, UART_IIR - UART_LCR
        beqz    t0, .Lread
        ld      a0, VM_UART_MCR(s0)
        addi    t0, t0, UART_LCR - UART_MCR
        beqz    t0, .Lread
        addi    t0, t0, UART_MCR - UART_LSR
        beqz    t0, .Llsr
        li      a0, MSR_CONNECTED
        addi    t0, t0, UART_LSR - UART_MSR
        beqz    t0, .Lread
        ld      a0, VM_UART_SCR(s0)
        addi    t0, t0, UART_MSR - UART_SCR
        beqz    t0, .Lread
        li      a0, 0
        j       .Lread

        # RBR: take a character; 0 when there is none
.Ldata: mv      a0, t2
        bnez    t1, .Lread
        li      a0, 0
        ld      t0, VM_INPUT_TAIL(s0)
        ld      t1, VM_INPUT_HEAD(s0)
        beq     t0, t1, .Lread
        andi    t1, t0, INPUT_MASK
        add     t1, t1, s0
        lbu     a0, VM_INPUT(t1)
        addi    t0, t0, 1
        sd      t0, VM_INPUT_TAIL(s0)
        j       .Lupdate_and_read

.Lier:  srli    a0, t2, 8
        bnez    t1, .Lread
        ld      a0, VM_UART_IER(s0)
        j       .Lread

        # IIR: the most urgent cause; reading it settles a transmit interrupt
.Liir:  call    uart_cause
        ld      t0, VM_UART_FCR(s0)
        andi    t0, t0, 1
        beqz    t0, .Lno_fifo
        ori     a0, a0, IIR_FIFO
.Lno_fifo:
        andi    t0, a0, IIR_TRANSMIT | IIR_RECEIVE | IIR_NONE
        addi    t0, t0, -IIR_TRANSMIT
        bnez    t0, .Lread
        sd      zero, VM_UART_SENT(s0)
        j       .Lupdate_and_read

.Llsr:  li      a0, LSR_EMPTY
        ld      t0, VM_INPUT_TAIL(s0)
        ld      t1, VM_INPUT_HEAD(s0)
        beq     t0, t1, .Lread
        ori     a0, a0, LSR_DATA_READY
        j       .Lread

.Lupdate_and_read:
        sd      a0, 0(sp)
        call    uart_update
        ld      a0, 0(sp)
.Lread: ld      ra, 8(sp)
        addi    sp, sp, 16
        ret

# uart_write: THR IER FCR LCR MCR SCR; DLL DLM with DLAB
        .globl  uart_write
uart_write:
        addi    sp, sp, -16
        sd      ra, 8(sp)
        ld      t1, VM_UART_LCR(s0)
        andi    t1, t1, LCR_DLAB
        ld      t2, VM_UART_DIVISOR(s0)
        beqz    a0, .Lset_data
        addi    t0, a0, -UART_IER
        beqz    t0, .Lset_ier
        addi    t0, a0, -UART_IIR
        beqz    t0, .Lset_fcr
        addi    t0, a0, -UART_LCR
        beqz    t0, .Lset_lcr
        addi    t0, a0, -UART_MCR
        beqz    t0, .Lset_mcr
        addi    t0, a0, -UART_SCR
        bnez    t0, .Lwritten
        sd      a2, VM_UART_SCR(s0)
        j       .Lwritten
.Lset_lcr:
        sd      a2, VM_UART_LCR(s0)
        j       .Lwritten
.Lset_mcr:
        sd      a2, VM_UART_MCR(s0)
        j       .Lwritten

        # FCR: FIFOs on or off; bit 1 empties the receiver's
.Lset_fcr:
        sd      a2, VM_UART_FCR(s0)
        andi    t0, a2, 2
        beqz    t0, .Lupdate
        ld      t0, VM_INPUT_HEAD(s0)
        sd      t0, VM_INPUT_TAIL(s0)
        j       .Lupdate

        # IER: switching the transmit interrupt on makes it due
.Lset_ier:
        bnez    t1, .Ldivisor_high
        ld      t0, VM_UART_IER(s0)
        andi    a2, a2, 15
        sd      a2, VM_UART_IER(s0)
        not     t0, t0
        and     t0, t0, a2
        andi    t0, t0, IER_TRANSMIT
        beqz    t0, .Lupdate
        sd      t0, VM_UART_SENT(s0)
        j       .Lupdate

        # THR: to the console, and ready for the next at once
.Lset_data:
        bnez    t1, .Ldivisor_low
        mv      a0, a2
        call    console_put
        li      t0, 1
        sd      t0, VM_UART_SENT(s0)
        ld      t0, VM_UART_IER(s0)
        andi    t0, t0, IER_TRANSMIT
        beqz    t0, .Lwritten           # the usual case: output by polling
.Lupdate:
        call    uart_update
        j       .Lwritten

.Ldivisor_low:
        andi    t2, t2, ~0xff
        or      t2, t2, a2
        sd      t2, VM_UART_DIVISOR(s0)
        j       .Lwritten
.Ldivisor_high:
        andi    t2, t2, 0xff
        slli    a2, a2, 8
        or      t2, t2, a2
        sd      t2, VM_UART_DIVISOR(s0)
.Lwritten:
        ld      ra, 8(sp)
        addi    sp, sp, 16
        ret

# uart_cause: why does the UART interrupt?
#   in:  s0 = VM
#   out: a0 = IIR_RECEIVE, IIR_TRANSMIT or IIR_NONE
#   clobbers: t0, t1, t2
uart_cause:
        ld      t0, VM_UART_IER(s0)
        andi    t1, t0, IER_RECEIVE
        beqz    t1, .Lno_receive
        ld      t1, VM_INPUT_TAIL(s0)
        ld      t2, VM_INPUT_HEAD(s0)
        li      a0, IIR_RECEIVE
        bne     t1, t2, .Lcause
.Lno_receive:
        andi    t1, t0, IER_TRANSMIT
        beqz    t1, .Lno_cause
        ld      t1, VM_UART_SENT(s0)
        li      a0, IIR_TRANSMIT
        bnez    t1, .Lcause
.Lno_cause:
        li      a0, IIR_NONE
.Lcause:
        ret

# uart_update: bring the interrupt line up to date
#   in:  s0 = VM
#   clobbers: a0-a7, t0-t6
uart_update:
        addi    sp, sp, -16
        sd      ra, 8(sp)
        call    uart_cause
        addi    a1, a0, -IIR_NONE
        snez    a1, a1
        li      a0, IRQ_UART
        call    plic_line
        ld      ra, 8(sp)
        addi    sp, sp, 16
        ret

# uart_receive: a character from the console; lost when VM_INPUT is full
#   in:  s0 = VM, a0 = character
#   clobbers: a0-a7, t0-t6
        .globl  uart_receive
uart_receive:
        ld      t0, VM_INPUT_HEAD(s0)
        ld      t1, VM_INPUT_TAIL(s0)
        sub     t1, t0, t1
        li      t2, INPUT_MASK
        bgtu    t1, t2, .Llost
        andi    t1, t0, INPUT_MASK
        add     t1, t1, s0
        sb      a0, VM_INPUT(t1)
        addi    t0, t0, 1
        sd      t0, VM_INPUT_HEAD(s0)
        j       uart_update
.Llost: ret
