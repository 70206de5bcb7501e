# operator.s: the operator's console. What is typed goes to one VM; Ctrl-A calls the operator's
# attention to the VMM:
#
#   Ctrl-A and a letter             a command: the first in src/operator-tables.ts that begins so
#   Ctrl-A and a digit              from now on, what is typed goes to the VM of that number
#   Ctrl-A, a colon and a line      a command, its name or the beginning of that, and a number
#   Ctrl-A Ctrl-A                   Ctrl-A itself, for the VM
#
# Lines come from the image's script (script.s) and from a virtio console (channel.s) as well.
# Commands are about the VM that reads what is typed. They are in operate.s.
#
# A VMM in a VM has an operator, too: each Ctrl-A that is meant for it has to be typed twice.

        .include "vmm.inc"
        .globl  operator_key, line_add, operator_reader, execute, prompt, operate_help, operator_vm

        .equ    CTRL_A,         1
        .equ    BACKSPACE,      8
        .equ    DELETE,         127

# What the next key is
        .equ    KEY_INPUT,      0       # for the VM
        .equ    KEY_COMMAND,    1       # a command
        .equ    KEY_LINE,       2       # part of a command line

# operator_key: a key has been typed
#   in:  a0 = character
#   clobbers: s0, a0-a7, t0-t6
operator_key:
        enter
        jal     operator_reader
        la      t0, next_key
        ld      t1, 0(t0)
        li      t2, CTRL_A
        beqi    t1, KEY_LINE, .Lline, t3
        bnez    t1, .Lcommand
        beq     a0, t2, .Lcall
.Lsend: jal     uart_receive
        leave
.Lcall: let     0(t0), KEY_COMMAND, t1
        leave

.Lcommand:
        sd      zero, 0(t0)             # KEY_INPUT
        beq     a0, t2, .Lsend
        beqi    a0, ':', .Lprompt, t1
        sd      a0, 0(sp)               # as if it were a line
        mv      a2, sp
.Lexecute:
        jal     execute
        leave

        # a line: echoed while it is typed
.Lprompt:
        let     0(t0), KEY_LINE, t1
        jal     prompt
        leave
.Lline: la      a2, line
        beqi    a0, BACKSPACE, .Lerase, t4
        beqi    a0, DELETE, .Lerase, t4
        jal     line_add
        bltz    a1, .Lignored           # the line is full
        bnez    a1, .Lenter
        jal     put
.Lignored:
        leave
.Lerase:
        zero    LINE_LENGTH(a2), .Lignored, t1
        addi    t1, t1, -1
        sd      t1, LINE_LENGTH(a2)
        say     "\b \b"
        leave
.Lenter:
        sd      zero, 0(t0)             # KEY_INPUT
        li      a0, '\n'
        jal     put
        addi    a2, a2, LINE_TEXT
        j       .Lexecute

# line_add: a character of a command line
#   in:  a0 = character, a2 = LINE_*
#   out: a1 = 1: that was its end: LINE_TEXT is complete, and will begin anew; 0: it goes on;
#        -1: it is full, the character is lost, and the line will be no command
#   clobbers: a3, t1, t2
line_add:
        ld      t1, LINE_LENGTH(a2)
        add     t2, t1, a2
        li      a1, 1
        beqi    a0, '\r', .Lend_line, a3
        beqi    a0, '\n', .Lend_line, a3
        li      a1, -1
        beqi    t1, LINE_MAX, .Lfull, a3
        sb      a0, LINE_TEXT(t2)
        addi    t1, t1, 1
        sd      t1, LINE_LENGTH(a2)
        li      a1, 0
        ret
.Lfull: sb      a1, LINE_TEXT-1(t2)     # 255: what it has lost might have been part of a command
        ret
.Lend_line:
        sb      zero, LINE_TEXT(t2)
        sd      zero, LINE_LENGTH(a2)
        ret

# operator_reader: s0 = the VM that reads what is typed; at first, the first
operator_reader:
        ld      s0, operator_vm
        bnez    s0, .Lreader
        ld      s0, vm_ring
.Lreader:
        ret

# execute: a command: the beginning of a command's name, and perhaps a number
#   in:  s0 = the VM that reads what is typed; a2 = zero-terminated text
#   clobbers: s0, a0-a7, t0-t6
execute:
        enter
        jal     skip_blanks
        lbu     t0, 0(a2)
        beqz    t0, .Lexecuted          # an empty line
        la      a3, commands
        addi    t0, t0, -'0'
        sltiu   t0, t0, 10
        bnez    t0, .Lfound             # a number alone is the first command's

        # the first that begins so; its line of help begins with its name
        mv      a4, a2
.Lrow:  zero    COMMAND_HELP(a3), .Lfound, t1 # the last row is for what is no command
        mv      a2, a4
.Lsame: lbu     t0, 0(a2)
        addi    t2, t0, -(' ' + 1)
        bltz    t2, .Lfound             # the end of the word
        lbu     t2, 0(t1)
        addi    a2, a2, 1
        addi    t1, t1, 1
        beq     t0, t2, .Lsame
        addi    a3, a3, COMMAND_BYTES
        j       .Lrow
.Lfound:
        jal     skip_blanks
        jal     number                  # a0 = number, a1 = whether there is one
        jal     skip_blanks
        lbu     t0, 0(a2)
        beqz    t0, .Lunderstood
        la      a3, commands_end        # something else is there, so it is no command
.Lunderstood:
        ld      t1, COMMAND_ROUTINE(a3)
        jalr    t1
.Lexecuted:
        leave

# skip_blanks: a2 = the next character in the string at a2 that is no blank, nor a tab
#   clobbers: t0, t1
skip_blanks:
        lbu     t0, 0(a2)
        addi    t1, t0, -1
        sltiu   t1, t1, ' '             # not its end
        beqz    t1, .Lskipped
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
        bnei    t0, 'x' - 'a' + 10, .Lend_number, t1 # 0x, and only once
        bnez    a0, .Lend_number
        beqi    t2, 16, .Lend_number, t1
        li      t2, 16
        li      a1, 0
        addi    a2, a2, 1
        j       .Ldigit
.Lend_number:
        ret

# prompt: what tells that a command may be typed
#   clobbers: a0, a1, t0, t1
prompt: text    a0, "vmm> "
        j       print

# operate_help: what can be typed
#   clobbers: a0, a1, t0, t1
operate_help:
        enter   s1
        say     "vmm: after Ctrl-A a digit, which chooses a VM; the first letter of a command;\n"
        say     "vmm: or a colon, and a command, of whose name the beginning will do. Numbers\n"
        say     "vmm: are decimal, or 0x10. Commands are about the VM that is chosen:\n"
        la      s1, commands
.Lhelp: zero    COMMAND_HELP(s1), .Lhelped, a2
        say     "vmm:   "
        mv      a0, a2
        jal     print
        addi    s1, s1, COMMAND_BYTES
        j       .Lhelp
.Lhelped:
        leave   s1

        variable operator_vm            # the VM that reads what is typed; 0: the first
        variable next_key               # KEY_*
        variable line, LINE_SIZE        # what is typed after a colon
