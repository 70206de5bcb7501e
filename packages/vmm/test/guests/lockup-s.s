# lockup-s.s: the same in S-mode, with paging: a trap handler that begins with an ebreak, which the
# hart has S-mode take by itself.

        .include "guest.inc"

        .equ    SATP_SV39,      8 << 60
        .equ    GIGAPAGE,       0x80000000 >> 2 | 0xcf  # V R W X A D
        .equ    BREAKPOINT,     1 << 3

        .text
        .globl  _start
_start:
        la      sp, stack_top
        say     "lockup: it comes"
        open_memory
        li      t0, BREAKPOINT
        csrw    medeleg, t0
        la      t0, root
        srli    t0, t0, 12
        li      t1, SATP_SV39
        or      t0, t0, t1
        csrw    satp, t0
        sfence.vma
        la      t0, handler
        csrw    stvec, t0
        enter_supervisor handler

        .balign 4
handler:
        ebreak

        .data
        .balign 4096
root:   .quad   0, 0, GIGAPAGE
        .space  4096 - 3 * 8
