# operator.s: the operator's console. What is typed goes to one VM; Ctrl-A calls the operator's
# attention to the VMM:
#
#   Ctrl-A and a letter             a command: one of the table below
#   Ctrl-A and a digit              from now on, what is typed goes to the VM of that number
#   Ctrl-A, a colon and a line      a command with a number: only its first letter counts
#   Ctrl-A Ctrl-A                   Ctrl-A itself, for the VM
#
# Commands are about the VM that reads what is typed. They are in operate.s.
#
# A VMM in a VM has an operator, too: each Ctrl-A that is meant for it has to be typed twice.

        .include "vmm.inc"

        .equ    CTRL_A,         1
        .equ    BACKSPACE,      8
        .equ    DELETE,         127
        .equ    LINE_MAX,       63

# What the next key is
        .equ    KEY_INPUT,      0       # for the VM
        .equ    KEY_COMMAND,    1       # a command
        .equ    KEY_LINE,       2       # part of a command line

# A row of the table of commands
        .equ    COMMAND_LETTER, 0
        .equ    COMMAND_ROUTINE, 8
        .equ    COMMAND_HELP,   16
        .equ    COMMAND_BYTES,  24

        .text

# operator_key: a key has been typed
#   in:  a0 = character
#   clobbers: s0, a0-a7, t0-t6
        .globl  operator_key
operator_key:
        enter
        la      t0, operator_vm         # s0 = the VM that reads what is typed
        ld      s0, 0(t0)
        bnez    s0, .Lreader
        la      t0, vm_ring             # at first, the first
        ld      s0, 0(t0)
.Lreader:
        la      t0, next_key
        ld      t1, 0(t0)
        li      t2, CTRL_A
        beqi    t1, KEY_LINE, .Lline, t3
        bnez    t1, .Lcommand
        beq     a0, t2, .Lcall
.Lsend: call    uart_receive
        leave
.Lcall: li      t1, KEY_COMMAND
        sd      t1, 0(t0)
        leave

.Lcommand:
        sd      zero, 0(t0)             # KEY_INPUT
        beq     a0, t2, .Lsend
        beqi    a0, ':', .Lprompt, t1
        la      t0, line                # as if it were a line
        sb      a0, 0(t0)
        sb      zero, 1(t0)
.Lexecute:
        call    execute
        leave

        # a line: echoed while it is typed
.Lprompt:
        li      t1, KEY_LINE
        sd      t1, 0(t0)
        la      t0, line_end
        la      t1, line
        sd      t1, 0(t0)
        say     prompt_text
        leave
.Lline: la      t2, line_end
        ld      t1, 0(t2)
        la      t3, line
        beqi    a0, '\r', .Lenter, t4
        beqi    a0, '\n', .Lenter, t4
        beqi    a0, BACKSPACE, .Lerase, t4
        beqi    a0, DELETE, .Lerase, t4
        sub     t4, t1, t3
        addi    t4, t4, -LINE_MAX
        bgez    t4, .Lignored           # the line is full
        sb      a0, 0(t1)
        addi    t1, t1, 1
        sd      t1, 0(t2)
        call    put
.Lignored:
        leave
.Lerase:
        beq     t1, t3, .Lignored
        addi    t1, t1, -1
        sd      t1, 0(t2)
        say     erase_text
        leave
.Lenter:
        sb      zero, 0(t1)
        sd      zero, 0(t0)             # KEY_INPUT
        li      a0, '\n'
        call    put
        j       .Lexecute

# execute: the command in `line`: a letter, or a word that begins with it, and perhaps a number
#   in:  s0 = the VM that reads what is typed; line zero-terminated
#   clobbers: s0, a0-a7, t0-t6
execute:
        enter
        la      a2, line
        call    skip_blanks
        lbu     a3, 0(a2)
        beqz    a3, .Lexecuted          # an empty line
        addi    t0, a3, -'0'
        li      t1, 10
        bltu    t0, t1, .Lnumber        # a number alone chooses a VM
.Lword: addi    a2, a2, 1
        lbu     t0, 0(a2)
        li      t1, ' '
        bgtu    t0, t1, .Lword
        call    skip_blanks
.Lnumber:
        call    number                  # a0 = number, a1 = whether there is one
        la      t1, commands
.Lrow:  ld      t0, COMMAND_LETTER(t1)
        beq     t0, a3, .Lfound
        addi    t1, t1, COMMAND_BYTES
        bnez    t0, .Lrow
        addi    t1, t1, -COMMAND_BYTES  # the last row is for what is no command
        addi    t0, a3, -'0'
        li      t2, 10
        bltu    t0, t2, .Lchoose
.Lfound:
        ld      t1, COMMAND_ROUTINE(t1)
        jalr    t1
.Lexecuted:
        leave
.Lchoose:
        call    operate_choose
        leave

# skip_blanks: a2 = the next character in the string at a2 that is no blank
#   clobbers: t0, t1
skip_blanks:
        lbu     t0, 0(a2)
        bnei    t0, ' ', .Lskipped
        addi    a2, a2, 1
        j       skip_blanks
.Lskipped:
        ret

# number: a number, decimal or with 0x hexadecimal
#   in:  a2 = string
#   out: a0 = number, as far as digits go; a1 = 1, or 0: there is no digit
#   clobbers: a2, t0-t2
number:
        li      a0, 0
        li      a1, 0
        li      t2, 10                  # base
.Ldigit:
        lbu     t0, 0(a2)
        ori     t1, t0, 0x20            # letters small; digits have the bit already
        addi    t0, t1, -'0'
        li      t1, 10
        bltu    t0, t1, .Lvalue
        addi    t0, t0, '0' - 'a' + 10
        bgeu    t0, t2, .Lno_digit
        bltu    t0, t1, .Lno_digit
.Lvalue:
        mul     a0, a0, t2
        add     a0, a0, t0
        li      a1, 1
        addi    a2, a2, 1
        j       .Ldigit
.Lno_digit:
        li      t1, 'x' - 'a' + 10
        bne     t0, t1, .Lend_number    # 0x, and only once
        bnez    a0, .Lend_number
        beqi    t2, 16, .Lend_number, t1
        li      t2, 16
        li      a1, 0
        addi    a2, a2, 1
        j       .Ldigit
.Lend_number:
        ret

# operate_help: what can be typed
#   clobbers: a0, a1, t0, t1
        .globl  operate_help
operate_help:
        enter   s1
        say     help_text
        la      s1, commands
.Lhelp: ld      a0, COMMAND_LETTER(s1)
        beqz    a0, .Lhelped
        say     margin_text
        ld      a0, COMMAND_HELP(s1)
        call    print
        addi    s1, s1, COMMAND_BYTES
        j       .Lhelp
.Lhelped:
        leave   s1

        .section .rodata
        .balign 8
# command: its letter, its routine, and its line of help
        .macro  command letter, routine, help
        .section .rodata.str
.Lhelp\@:
        .asciz  "\help\n"
        .section .rodata
        .quad   \letter, operate_\routine, .Lhelp\@
        .endm
commands:
        command 'l', list, "list             all VMs: what each is doing, and which is chosen"
        command 's', stop, "stop             the chosen VM does not run any more"
        command 'g', go, "go               it runs on"
        command 'r', reset, "reset            its reset button: it boots again"
        command 'k', kernel, "kernel NUMBER    it boots what the VM of that number boots"
        command 'e', examine, "examine ADDRESS  64 bytes of its memory; without one, its registers"
        command 'a', account, "account          slices, instructions, disk requests, exits so far"
        command 'h', help, "help             this"
        .quad   0, operate_help, 0
help_text:
        .ascii  "vmm: after Ctrl-A:\n"
        .ascii  "vmm:   0 to 9           choose a VM: it reads what is typed\n"
        .ascii  "vmm:   :                a command line: a command and a number, 16 or 0x10;\n"
        .ascii  "vmm:                    a number alone chooses a VM\n"
        .asciz  "vmm: or the first letter of a command, about the VM that is chosen:\n"
margin_text:
        .asciz  "vmm:   "
prompt_text:
        .asciz  "vmm> "
erase_text:
        .asciz  "\b \b"

        .section .bss
        .balign 8
        .globl  operator_vm
operator_vm:                            # the VM that reads what is typed; 0: the first
        .space  8
next_key:                               # KEY_*
        .space  8
line_end:                               # where the next character of the command line goes
        .space  8
line:   .space  LINE_MAX + 1
