# help.s: what can be typed.

        .include "frame.inc"
        .include "print.inc"

        .text

# main: → status 0
        .globl  main
main:
        enter   0
        la      a0, text
        call    print_string
        li      a0, 0
        leave   0

        .section .rodata
text:   .ascii  "ls · cat FILE · rm FILE · echo WORDS · count: files, and what is in them\n"
        .ascii  "ps · kill NUMBER · uptime · free: processes, time and memory\n"
        .ascii  "batch N < DECK: the jobs of a deck, N at a time\n"
        .ascii  "primes N · sort N · fibonacci N · collatz N · mandelbrot: compute\n"
        .ascii  "checksum SECTORS · search SECTORS · sleeper MILLISECONDS: wait for something\n"
        .ascii  "paging PAGES · toucher · family N · plumber · wild: memory, fork, pipes, faults\n"
        .ascii  "A > FILE · A < FILE · A | B · A &: output, input, both, do not wait\n"
        .asciz  "a file on the disk is a program, too, if it is an executable\n"
