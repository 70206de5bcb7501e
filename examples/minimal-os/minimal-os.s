# minimal-os.s: an operating system in under 200 lines.
#
# Two tasks in U-mode share the processor (tasks.s). Each waits for its turn in
# a loop that asks the system for nothing, so both get on only because the timer
# takes the processor away from them. They may ask for two services, WRITE and
# EXIT. Memory protection keeps them out of all memory but their own. The system
# lives in M-mode, and keeps nothing between traps but the tasks' frames.
#
# Register plan                         Frame: 32 times 8 bytes
#   sp  frame of the current task         +0    pc; 0: the task has ended
#   mscratch  the same, in U-mode         +8*n  register xn

# The board [qemu hw/riscv/virt.c]
        .equ    UART,           0x10000000      # serial port, a 16550
        .equ    UART_LSR,       5               # … its line status:
        .equ    UART_LSR_THRE,  1 << 5          # … ready for a character
        .equ    MTIMECMP,       0x02004000      # interrupts when mtime gets there
        .equ    MTIME,          0x0200bff8      # 10 million ticks a second
        .equ    FINISHER,       0x00100000      # ends the run
        .equ    FINISHER_PASS,  0x5555
        .equ    FINISHER_FAIL,  1 << 16 | 0x3333        # exit status 1
# The processor [priv §3.1]
        .equ    MIE_MTIE,       1 << 7          # let the timer interrupt
        .equ    CAUSE_ECALL_U,  8               # a task asks for a service
        .equ    PMP_TOR_RWX,    1 << 3 | 7      # up to this address: all allowed
# The system
        .equ    QUANTUM,        10000           # a task's turn: 1 ms
        .equ    PC,             0 * 8           # places in a frame
        .equ    SP,             2 * 8
        .equ    A0,             10 * 8
        .equ    A1,             11 * 8
        .equ    A7,             17 * 8
        .equ    FRAME_BYTES,    32 * 8
        .equ    EXIT,           0               # services, by a7
        .equ    WRITE,          1               # … a0 = text, a1 = its length
        .equ    TASKS,          2

# registers: move x1 and x3 to x31 to or from the frame at sp.
        .macro  registers move
        .irp    n, 1,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        \move   x\n, \n * 8(sp)
        .endr
        .endm

# Both tasks start as player(turn, text).
        .data
frames:
        .dword  player, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ping
        .zero   20 * 8
        .dword  player, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, pong
        .zero   20 * 8
result: .word   FINISHER_PASS           # what the run ends with
greeting:       .ascii  "minimal-os: two tasks, one timer\n"
        .equ    greeting_length, . - greeting
complaint:      .ascii  "minimal-os: a task did what it may not\n"
        .equ    complaint_length, . - complaint
farewell:       .ascii  "minimal-os: all tasks have ended\n"
        .equ    farewell_length, . - farewell

# _start: the first instruction after reset.
#   in:  a0 = number of this hart; M-mode, interrupts masked
#   out: hart 0 runs the first task; any other sleeps for ever
        .text
        .globl  _start
_start:
        bnez    a0, park

        # U-mode may use the tasks' part of memory, and nothing else.
        la      t0, tasks_start
        srli    t0, t0, 2
        csrw    pmpaddr0, t0
        la      t0, tasks_end
        srli    t0, t0, 2
        csrw    pmpaddr1, t0
        li      t0, PMP_TOR_RWX << 8
        csrw    pmpcfg0, t0

        la      t0, trap
        csrw    mtvec, t0
        li      t0, MIE_MTIE
        csrw    mie, t0                 # U-mode cannot mask it
        csrw    mstatus, zero           # mstatus.mpp = U: where mret goes

        la      a0, greeting
        li      a1, greeting_length
        call    print
        la      sp, frames + (TASKS - 1) * FRAME_BYTES  # so that the first task is next
        j       next_task

# trap: a task was interrupted, asks for a service, or did what it may not.
#   in:  mscratch = the task's frame
#   out: through resume, with every register of some task restored
        .balign 4
trap:
        csrrw   sp, mscratch, sp        # sp <-> frame: the only free register
        registers sd
        csrr    t0, mscratch
        sd      t0, SP(sp)
        csrr    t0, mepc
        sd      t0, PC(sp)

        csrr    t0, mcause
        bltz    t0, next_task           # the timer: another's turn
        li      t1, CAUSE_ECALL_U
        bne     t0, t1, fault

        # A service; the task goes on after its ecall.
        ld      t0, PC(sp)
        addi    t0, t0, 4
        sd      t0, PC(sp)
        ld      t0, A7(sp)
        beqz    t0, end_task            # EXIT
        addi    t0, t0, -WRITE
        bnez    t0, fault
        # WRITE: the text must lie in the tasks' part of memory.
        ld      a0, A0(sp)
        ld      a1, A1(sp)
        la      t0, tasks_start
        la      t1, tasks_end
        bltu    a0, t0, fault
        bgtu    a0, t1, fault
        sub     t1, t1, a0              # bytes from the text to the end
        bgtu    a1, t1, fault
        call    print
        j       resume

# fault: the current task did what it may not; it ends, and the run will fail.
fault:
        la      a0, complaint
        li      a1, complaint_length
        call    print
        li      t0, FINISHER_FAIL
        sw      t0, result, t1

# end_task: the current task never runs again.
end_task:
        sd      zero, PC(sp)

# next_task: give the processor to the task after the current one.
#   in:  sp = frame of the current task
#   out: through resume; when all tasks have ended, the run ends
next_task:
        li      t2, TASKS
        la      t1, frames + TASKS * FRAME_BYTES
.Ltry:
        beqz    t2, finish              # tried them all
        addi    t2, t2, -1
        addi    sp, sp, FRAME_BYTES
        bltu    sp, t1, .Lhave
        la      sp, frames              # after the last, the first
.Lhave:
        ld      t0, PC(sp)
        beqz    t0, .Ltry

        # A full turn, from now; this also takes the timer's request back.
        li      t0, MTIME
        ld      t0, 0(t0)
        li      t1, QUANTUM
        add     t0, t0, t1
        li      t1, MTIMECMP
        sd      t0, 0(t1)

# resume: go on with a task.
#   in:  sp = its frame; mstatus.mpp = U, as every trap from a task leaves it
resume:
        csrw    mscratch, sp
        ld      t0, PC(sp)
        csrw    mepc, t0
        registers ld
        ld      sp, SP(sp)
        mret

# finish: end the run; that stops the computer.
finish:
        la      a0, farewell
        li      a1, farewell_length
        call    print
        lw      t0, result
        li      t1, FINISHER
        sw      t0, 0(t1)
park:
        wfi
        j       park

# print: send text through the serial port.
#   in:  a0 = text, a1 = its length
#   clobbers: a0, a1, t0, t1
print:
        li      t1, UART
        add     a1, a1, a0              # the end
1:      bgeu    a0, a1, 3f
2:      lbu     t0, UART_LSR(t1)
        andi    t0, t0, UART_LSR_THRE
        beqz    t0, 2b
        lbu     t0, 0(a0)
        sb      t0, 0(t1)
        addi    a0, a0, 1
        j       1b
3:      ret
