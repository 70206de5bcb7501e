# fault.s: a process did what it may not do, or touched a new page.

        .include "memory-map.inc"
        .include "csr.inc"
        .include "process.inc"
        .include "calls.inc"
        .include "frame.inc"
        .include "print.inc"

        .equ    CAUSES,         16              # exceptions that we have words for
        .equ    WITH_ADDRESS,   0xb0f3          # a bit for each cause whose stval is an address

        .text
        .globl  process_fault

# process_fault: from trap_entry, by any exception but ecall.
#   in:  tp = process, scause, stval
#   out: goes on with the process if it gets a page; else it dies, alone
#
# Registers: s0 what is to be said of it · s1 cause · s2 address
process_fault:
        csrr    s1, scause              # others may run before we use them
        csrr    s2, stval
        li      a2, PTE_X               # which kind of page fault? to execute,
        li      t1, CAUSE_FETCH_PAGE
        beq     s1, t1, 1f
        li      a2, PTE_R               # … to read,
        li      t1, CAUSE_LOAD_PAGE
        beq     s1, t1, 1f
        li      a2, PTE_W               # … or to write
        li      t1, CAUSE_STORE_PAGE
        bne     s1, t1, .Ldie           # none of them: there is no excuse

        # A page fault: may it use this address so? Then it has its page now.
1:      add_to  P_FAULTS(tp), 1, t0     # on its account
        mv      a1, s2                  # the address
        call    user_page               # makes it, if the process may
        bgez    a0, trap_return         # and the same instruction once more
        la      s0, .Lno_memory
        li      t0, ERROR_MEMORY
        beq     a0, t0, .Lsay           # it might, but there is none
        la      s0, .Lno_disk
        li      t0, ERROR_DEVICE
        beq     a0, t0, .Lsay           # … or it cannot be read

.Ldie:  la      s0, .Lunknown           # reserved ones, if a hart has them
        li      t1, CAUSES
        bgeu    s1, t1, .Lsay           # beyond the table
        slli    t0, s1, 3
        la      s0, cause_names
        add     s0, s0, t0
        ld      s0, 0(s0)               # the words for it

.Lsay:  mv      a0, tp
        call    console_flush           # what it said comes first
        ld      a0, P_PID(tp)
        addi    a1, tp, P_NAME
        call    process_title           # "monitor: 7 wild"
        print   " killed: "
        mv      a0, s0                  # the cause, in words
        call    print_string
        print   ", pc "
        ld      a0, P_PC(tp)            # where it was
        call    print_hex
        li      t1, WITH_ADDRESS
        srl     t1, t1, s1              # the bit of this cause
        andi    t1, t1, 1
        beqz    t1, 2f                  # stval is no address, or not the same on every hart
        print   ", address "
        mv      a0, s2
        call    print_hex
2:      call    print_newline
        li      a0, KILLED              # its status
        j       process_end             # does not come back

        .section .rodata
.Lno_memory:
        .asciz  "no memory is left"
.Lno_disk:
        .asciz  "its page cannot be read"
.Lunknown:
        .asciz  "unknown exception"

# cause: the exception with the next number, in words.
        .macro  cause text
        .pushsection .rodata.words, "a", @progbits
71:     .asciz  "\text"
        .popsection
        .dword  71b
        .endm

        .balign 8
cause_names:
        cause   "instruction at an odd address"
        cause   "instruction access fault"
        cause   "illegal instruction"
        cause   "breakpoint"
        cause   "load from an address that is not aligned"
        cause   "load access fault"
        cause   "store to an address that is not aligned"
        cause   "store access fault"
        cause   "system call"
        cause   "system call from S-mode"
        cause   "unknown exception"
        cause   "system call from M-mode"
        cause   "jump to memory that it may not execute"
        cause   "load from memory that it may not read"
        cause   "unknown exception"
        cause   "store to memory that it may not write"
