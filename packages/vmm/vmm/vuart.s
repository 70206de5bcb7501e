# vuart.s: the virtual 16550. What it transmits goes to the console, line by line; what comes from
# the console for this VM waits in VM_INPUT. Transmission takes no time.

        .include "vmm.inc"
        .globl  uart_read, uart_write, uart_receive

        .equ    IER_FIELDS,     15
        .equ    FIFO_BYTES,     16

# uart_read: RBR IER IIR LCR MCR LSR MSR SCR; with DLAB DLL and DLM come first
uart_read:
        beqi    a0, UART_LSR, .Llsr     # first what is asked most
        enter
        mv      t2, a0
        jal     uart_divisor
        bnez    t0, .Lplain_read
        beqz    t2, .Ldata
        beqi    t2, UART_IIR_FCR, .Liir
        li      a0, MSR_CONNECTED
        beqi    t2, UART_MSR, .Lread
.Lplain_read:
        ld      a0, 0(t1)
        j       .Lread

        # RBR: take a character; 0 when there is none
.Ldata: li      a0, 0
        ld      t0, VM_INPUT_TAIL(s0)
        same    VM_INPUT_HEAD(s0), t0, .Lread, t1
        jal     input_place
        lbu     a0, 0(t1)
        addi    t0, t0, 1
        sd      t0, VM_INPUT_TAIL(s0)
        j       .Lupdate_and_read

        # IIR: the most urgent cause; reading it settles a transmit interrupt
.Liir:  jal     uart_cause
        addi    t1, a0, -IIR_TRANSMITTER_EMPTY
        lacks   VM_UART+8*UART_IIR_FCR(s0), FCR_ENABLE, .Lno_fifo # FCR
        ori     a0, a0, IIR_FIFOS_ENABLED
.Lno_fifo:
        bnez    t1, .Lread
        sd      zero, VM_UART_SENT(s0)
        j       .Lupdate_and_read

        # LSR: nothing ever waits to be transmitted
.Llsr:  li      a0, LSR_EMPTY
        ld      t0, VM_INPUT_TAIL(s0)
        same    VM_INPUT_HEAD(s0), t0, .Lnothing_typed, t1
        ori     a0, a0, LSR_DATA_READY
.Lnothing_typed:
        ret

.Lupdate_and_read:
        sd      a0, 0(sp)
        jal     uart_update
        ld      a0, 0(sp)
.Lread: leave

# uart_write: THR IER FCR LCR MCR - - SCR; with DLAB DLL and DLM come first
uart_write:
        enter
        mv      t2, a0
        andi    a2, a2, 0xff            # registers are bytes, however wide the access
        jal     uart_divisor
        bnez    t0, .Lplain_write
        beqz    t2, .Lset_data
        beqi    t2, UART_IER, .Lset_ier
        beqi    t2, UART_IIR_FCR, .Lset_fcr
.Lplain_write:
        sd      a2, 0(t1)
        j       .Lwritten

        # THR: to the console, and ready for the next at once
.Lset_data:
        mv      a0, a2
        jal     console_put
        let     VM_UART_SENT(s0), 1
        lacks   VM_UART+8*UART_IER(s0), IER_TRANSMITTER_EMPTY, .Lwritten # output by polling
        j       .Lupdate

        # IER: switching the transmit interrupt on makes it due
.Lset_ier:
        ld      t0, 0(t1)
        andi    a2, a2, IER_FIELDS
        sd      a2, 0(t1)
        not     t0, t0
        and     t0, t0, a2
        andi    t0, t0, IER_TRANSMITTER_EMPTY
        beqz    t0, .Lupdate
        sd      t0, VM_UART_SENT(s0)
        j       .Lupdate

        # FCR: FIFOs on or off, which empties them; a bit of each does, too
.Lset_fcr:
        ld      t0, 0(t1)
        sd      a2, 0(t1)
        xor     t1, t0, a2
        bnone   t1, FCR_ENABLE, .Lto_clear, t1
        ori     a2, a2, FCR_CLEAR_RECEIVER | FCR_CLEAR_TRANSMITTER
.Lto_clear:
        bnone   a2, FCR_CLEAR_TRANSMITTER, .Lreceiver, t1
        let     VM_UART_SENT(s0), 1, t1
.Lreceiver:
        bnone   a2, FCR_CLEAR_RECEIVER, .Lupdate, t1

        # the first of what has been typed is in the FIFO, or RBR; what waits behind it stays
        li      t2, 1
        bnone   t0, FCR_ENABLE, .Lheld, t1
        li      t2, FIFO_BYTES
.Lheld: ld      t0, VM_INPUT_TAIL(s0)
        ld      t1, VM_INPUT_HEAD(s0)
        add     t0, t0, t2
        bltu    t0, t1, .Lcleared
        mv      t0, t1
.Lcleared:
        sd      t0, VM_INPUT_TAIL(s0)
.Lupdate:
        jal     uart_update
.Lwritten:
        leave

# input_place: t1 = where in VM_INPUT the character of number t0 is. clobbers t3
input_place:
        andi    t1, t0, INPUT_MASK
        add     t1, t1, s0
        plus    t1, t1, VM_INPUT, t3
        ret

# uart_divisor: where a register is kept, and whether it is half of the divisor
#   in:  s0 = VM, t2 = offset
#   out: t1 = address; t0 = not 0: it is DLL or DLM
#   clobbers: t3
uart_divisor:
        indexed t1, t2
        addi    t3, t1, VM_UART_DIVISOR
        addi    t1, t1, VM_UART
        lacks   VM_UART+8*UART_LCR(s0), LCR_DLAB, .Lregister
        sltiu   t0, t2, UART_IIR_FCR    # offsets 0 and 1
        beqz    t0, .Lregister
        mv      t1, t3
.Lregister:
        ret

# uart_cause: why does the UART interrupt?
#   in:  s0 = VM
#   out: a0 = IIR_RECEIVED, IIR_TRANSMITTER_EMPTY or IIR_NONE
#   clobbers: t0, t1, t2
uart_cause:
        ld      t0, VM_UART+8*UART_IER(s0)
        bnone   t0, IER_RECEIVED, .Lno_receive, t1
        ld      t1, VM_INPUT_TAIL(s0)
        ld      t2, VM_INPUT_HEAD(s0)
        li      a0, IIR_RECEIVED
        bne     t1, t2, .Lcause
.Lno_receive:
        bnone   t0, IER_TRANSMITTER_EMPTY, .Lno_cause, t1
        ld      t1, VM_UART_SENT(s0)
        li      a0, IIR_TRANSMITTER_EMPTY
        bnez    t1, .Lcause
.Lno_cause:
        li      a0, IIR_NONE
.Lcause:
        ret

# uart_update: bring the interrupt line up to date
#   in:  s0 = VM
#   clobbers: a0-a7, t0-t6
uart_update:
        enter
        jal     uart_cause
        addi    a1, a0, -IIR_NONE
        snez    a1, a1
        li      a0, IRQ_UART
        jal     plic_line
        leave

# uart_receive: a character from the console; lost when VM_INPUT is full
#   in:  s0 = VM, a0 = character
#   clobbers: a0-a7, t0-t6
uart_receive:
        ld      t0, VM_INPUT_HEAD(s0)
        ld      t1, VM_INPUT_TAIL(s0)
        sub     t1, t0, t1
        li      t2, INPUT_MASK
        bgtu    t1, t2, .Llost
        mv      t2, ra
        jal     input_place
        mv      ra, t2
        sb      a0, 0(t1)
        addi    t0, t0, 1
        sd      t0, VM_INPUT_HEAD(s0)
        j       uart_update
.Llost: ret
