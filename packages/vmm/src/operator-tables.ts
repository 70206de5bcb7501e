/**
 * What the VMM looks up and says to its operator: why guests are left, and where each such exit goes;
 * the operator's commands; and what `examine` shows. Names of routines and fields are the assembly's.
 */

import { type Column, letters, row, rows } from './layout.ts';

/** Where an exit goes, and what `account` calls it. */
type Exit = readonly [routine: string, name: string];

const reserved: Exit = ['defect', 'reserved'];

/**
 * By mcause: what a guest, running below M-mode, can have done. `virtual_trap` reflects the exception:
 * the guest takes it as on its own machine. The last is an interrupt of the real machine.
 */
// biome-ignore format: columns are the point.
const exits: readonly Exit[] = [
  ['virtual_trap',     'misaligned address'],                         // 0 of a fetch
  ['pmp_fault',        'access fault of a fetch'],
  ['quick_exit',       'privileged or illegal instruction'],           // this one before its look-up
  ['virtual_trap',     'ebreak'],
  ['virtual_trap',     'misaligned load'],
  ['pmp_fault',        'access fault of a load'],
  ['virtual_trap',     'misaligned store'],
  ['pmp_fault',        'access fault of a store'],
  ['reflect_ecall',    'ecall'],                                      // 8 from U-mode: any virtual mode
  ['reflect_ecall',    'ecall from S-mode'],
  ['reflect_ecall',    'ecall from VS-mode'],
  ['defect',           'ecall from M-mode'],                          // the VMM makes none
  ['page_fault',       'page fault of a fetch'],
  ['page_fault',       'page fault of a load, or a device'],
  reserved,
  ['page_fault',       'page fault of a store, or a device'],
  reserved, reserved, reserved, reserved,                             // 16 to 19
  ['guest_page_fault', 'guest-page fault of a fetch'],
  ['guest_page_fault', 'guest-page fault of a load, or a device'],
  ['illegal',          'virtual instruction'],                        // 22 what the guest itself forbids
  ['guest_page_fault', 'guest-page fault of a store, or a device'],
  ['interrupt',        'interrupt of the real machine'],
];

/** How many they are; the last is `interrupt`. */
export const exitReasons: number = exits.length;

/** A command, its name first: the beginning of the name will do. */
type Command = readonly [routine: string, help: string];

// biome-ignore format: columns are the point.
const commands: readonly Command[] = [
  ['operate_choose',  'choose NUMBER    that VM reads what is typed; the number alone will do'],
  ['operate_list',    'list             all VMs: what each is doing, and which is chosen'],
  ['operate_stop',    'stop             the chosen VM does not run any more'],
  ['operate_choose',  'switch NUMBER    the same as choose'],
  ['operate_go',      'go               the chosen VM runs on'],
  ['operate_go',      'start            the same'],
  ['operate_reset',   'reset            its reset button: it boots again'],
  ['operate_kernel',  'kernel NUMBER    it boots what the VM of that number boots'],
  ['operate_kernel',  'load NUMBER      the same'],
  ['operate_examine', 'examine ADDRESS  64 bytes of its memory; without one, its registers'],
  ['operate_account', 'account          slices, instructions, disk requests, exits so far'],
  ['operate_wait',    'wait NUMBER      the script goes on in so many milliseconds'],
  ['operate_help',    'help             this'],
];

/** A row of the table of commands. */
export const commandColumns: readonly Column<readonly [routine: string, help: Cell]>[] = [
  ['ROUTINE', ([routine]) => routine],
  ['HELP', ([, help]) => help],
];

type Cell = string | 0;

/** The registers x1 to x31. */
const registers =
  'ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6';

/** And the CSRs that say why a guest is where it is. */
const examinedCsrs = 'mode mstatus mtvec mepc mcause mtval mie satp stvec sepc scause stval';

/** What `examine` shows: its name, of at most 7 characters, and where it is in the VM's structure. */
const examined: readonly (readonly [name: string, field: string])[] = [
  ['pc', 'VM_PC'],
  ...registers.split(' ').map((name, at) => [name, `VM_X + 8 * ${at + 1}`] as const),
  ...examinedCsrs.split(' ').map((name) => [name, `VM_${name.toUpperCase()}`] as const),
];

export const examinedColumns: readonly Column<(typeof examined)[number]>[] = [
  ['NAME', ([name]) => letters(name)],
  ['FIELD', ([, field]) => field],
];

const single: readonly Column<string>[] = [['', (cell) => cell]];

/** A text, zero-terminated. */
const text = (label: string, words: string): string => `${label}: .asciz "${words}"`;

/** The tables, as lines of a source; the last row of commands is for what is none. */
export const operatorTables: readonly string[] = [
  '        .globl  exceptions, exit_names, exit_names_end, commands, commands_end',
  '        .globl  examined, examined_end',
  rows(
    'exceptions',
    single,
    exits.map(([routine]) => routine),
  ),
  rows(
    'exit_names',
    single,
    exits.map((_, at) => `exit_${at}`),
  ),
  rows(
    'commands',
    commandColumns,
    commands.map(([routine], at) => [routine, `help_${at}`]),
  ),
  row(commandColumns, ['operate_help', 0]), // at commands_end: for what is no command
  rows('examined', examinedColumns, examined),
  ...exits.map(([, name], at) => text(`exit_${at}`, ` exits: ${name}`)),
  ...commands.map(([, help], at) => text(`help_${at}`, `${help}\\n`)),
  '        .balign 8',
];
