# fuzzer.s: make system calls by chance, with arguments by chance, as many
# processes at once. Among the calls are all but exit and kill: fork as well, and
# what waits for ever. So a keeper lets them do it for a while, and then kills
# all that there are. No one may ever find the secret of the witness (witness.s)
# in its own memory.

        .include "calls.inc"
        .include "process.inc"
        .include "secret.inc"
        .include "frame.inc"
        .include "print.inc"

        .equ    CROWD,  8               # at once, beside the children that they make
        .equ    ROUND,  40              # milliseconds
        .equ    FIRST,  3               # pid of the first that is killed: behind the jobs
        .equ    ROOM,   2 * 4096
        .equ    MIXER,  0x9e3779b97f4a7c15      # an odd number
        .equ    NAP,    15              # milliseconds that most sleeps are below
        .equ    FOUND,  77              # status of one that found the secret

# CALL_…: the numbers of the calls.
        .macro  system_call number, name, kinds:vararg
        .equ    CALL_\name, \number
        .endm
        system_calls

        .text

# main: a0 = rounds + (seed << 16) → status 0; 1 if somebody found the secret
#
# Registers: s0 rounds left · s1 random state · s2 counter · s3 result
        .globl  main
main:
        enter   4
        slli    s0, a0, 48
        srli    s0, s0, 48
        srli    s1, a0, 16
        li      t0, MIXER
        addi    s1, s1, 1
        mul     s1, s1, t0              # never 0
        li      s3, 0
        li      a0, 0
        call    level                   # before all others
.Lround:
        li      s2, CROWD
1:      call    random
        call    fork
        beqz    a0, .Lfuzz
        addi    s2, s2, -1
        bnez    s2, 1b
        li      a0, ROUND
        call    sleep

        # All that are there die, with the children that they make meanwhile.
.Lagain:
        li      s2, 0
2:      mv      a0, s2
        la      a1, info
        call    inform
        li      t0, FIRST
        blt     a0, t0, 3f
        ld      t0, info + P_STATE - P_INFO
        li      t1, ENDED
        beq     t0, t1, 3f
        call    kill
3:      addi    s2, s2, 1
        li      t0, PROCESSES
        bne     s2, t0, 2b
4:      la      a0, status              # one of them, if it is ours
        call    wait
        bltz    a0, 5f
        ld      t0, status
        li      t1, FOUND
        bne     t0, t1, .Lagain
        li      s3, 1
        j       .Lagain
5:      addi    s0, s0, -1
        bnez    s0, .Lround
        bnez    s3, 6f
        print   "nobody has read it\n"
6:      mv      a0, s3
        leave   4

# One that does it, until it is killed.
# Registers: s1 random state · s2 … s5 the call · s6 calls until it looks
.Lfuzz: call    getpid
        call    mix                     # each begins elsewhere
.Llook: la      t0, room                # has somebody given us the secret?
        la      t1, room + ROOM
        secret  t2
7:      ld      t3, 0(t0)
        beq     t3, t2, .Lfound
        addi    t0, t0, 8
        bltu    t0, t1, 7b
        li      s6, 200
.Lcall: call    random
        li      t0, SYSTEM_CALLS + 1    # one more than there are
        remu    s2, a0, t0
        li      t0, CALL_exit
        beq     s2, t0, .Lcall
        li      t0, CALL_kill
        beq     s2, t0, .Lcall
        call    argument
        mv      s3, a0
        li      t0, CALL_sleep
        bne     s2, t0, 8f
        andi    t0, s1, 7
        beqz    t0, 8f                  # perhaps for ever
        andi    s3, s3, NAP
8:      call    argument
        mv      s4, a0
        call    argument
        mv      s5, a0
        mv      a0, s3
        mv      a1, s4
        mv      a2, s5
        mv      a7, s2
        ecall                           # whatever it says
        call    mix                     # a child goes its own way
        addi    s6, s6, -1
        bnez    s6, .Lcall
        j       .Llook
.Lfound:
        li      a0, FOUND
        call    exit

# argument: something that may be an argument: likely, small, or anything.
#   in:  s1 = random state    out: a0
#   clobbers: t0 … t2
argument:
        mv      t2, ra
        call    random
        andi    t0, a0, 3
        beqz    t0, 1f                  # anything
        addi    t0, t0, -1
        beqz    t0, 2f                  # small
        srli    a0, a0, 2
        andi    a0, a0, 31
        slli    a0, a0, 3
        la      t0, arguments
        add     a0, a0, t0
        ld      a0, 0(a0)
        jr      t2
1:      mv      a0, s1
        jr      t2
2:      srli    a0, a0, 2
        andi    a0, a0, 15
        jr      t2

# mix: let the numbers that come depend on something.
#   in:  a0 = what, s1 = random state    out: s1
#   clobbers: t0
mix:
        addi    a0, a0, 1
        li      t0, MIXER
        mul     a0, a0, t0
        xor     s1, s1, a0
        bnez    s1, 1f
        li      s1, 1                   # 0 would stay 0
1:      ret

# random: the next number of a xorshift generator.
#   in:  s1 = state, not 0    out: a0 = s1 = the next state, a0 less its low bits
#   clobbers: t0
random:
        slli    t0, s1, 13
        xor     s1, s1, t0
        srli    t0, s1, 7
        xor     s1, s1, t0
        slli    t0, s1, 17
        xor     s1, s1, t0
        srli    a0, s1, 16
        ret

        .section .rodata
        .balign 8
arguments:
        .dword  0, 1, 1, 2, 3, 4, 5, 6, 7, 64, 4096, 100
        .dword  room, room, room, room + 1, room + 4090, room + ROOM - 8, main, arguments
        .dword  0x3ffffff8, 0x80000000, 0x80200000, -8, -1, 1 << 63
        .dword  file, other, program, program, words, info

file:   .asciz  "file"
other:  .asciz  "other"
program:
        .asciz  "fuzzer"
words:  .asciz  "1"

        .bss
        .balign 8
status: .zero   8
info:   .zero   INFO_BYTES
room:   .zero   ROOM
