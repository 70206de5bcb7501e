/**
 * The sources of a VMM image that are not in the repository: the structures of its virtual machines
 * and of their virtio devices, as far as they are known beforehand, with the bytes that are in a
 * machine's memory and in its ROM when it starts; where what is in them; and the computer's constants.
 */

import { type BootPlan, boardConstants } from '@ireko/machine';
import { csrColumns, csrTable } from './csr-table.ts';
import { type Column, choices, letters, numbers, offsets, row, rows } from './layout.ts';
import { commandColumns, examinedColumns, exitReasons, operatorTables } from './operator-tables.ts';
import { regionColumns, regionTable } from './region-table.ts';
import { clocks, policies, type Sharing, sliceTicks } from './sharing.ts';
import { shadowPolicies, techniques } from './technique.ts';
import {
  type Device,
  deviceColumns,
  devicesOf,
  maxDevices,
  virtioVersions,
} from './virtio-devices.ts';
import type { VirtualMachine } from './virtual-machine.ts';

/** Generated files by path: sources, and what they take in by `.incbin`. */
export type GuestFiles = Map<string, Uint8Array>;

/** A virtual machine, and what its boot begins with. */
export interface PlannedMachine {
  readonly vm: VirtualMachine;
  readonly plan: BootPlan;
}

/** A virtual machine in the table, with the label of the next one, of its ROM's bytes, and its devices. */
interface Guest extends PlannedMachine {
  readonly index: number;
  readonly next: string;
  readonly rom: string;
  readonly devices: readonly Device[];
}

/** How its structure begins, VM_…; vmm/vm.inc has the rest. */
// biome-ignore format: columns are the point.
const vmColumns: readonly Column<Guest>[] = [
  ['NEXT',        ({ next }) => next],                                // they stand in a ring
  ['INDEX',       ({ index }) => index],                              // 0, 1, … in its order
  ['NAME',        ({ vm }) => letters(vm.name)],                  // 16 bytes, zero-padded
  ['NAME_END',    ({ vm }) => letters(vm.name.slice(8))],
  ['TECHNIQUE',   ({ vm }) => techniques.indexOf(vm.technique ?? 'trap')],
  ['WEIGHT',      ({ vm }) => vm.weight ?? 1],                        // how long its time slice is
  ['CLOCK',       ({ vm }) => clocks.indexOf(vm.clock ?? 'elapsed')],
  ['SHADOWS',     ({ vm }) => shadowPolicies.indexOf(vm.shadows ?? 'page')],
  ['BOOT',        ({ index }) => `vm_${index}`],                      // whose kernel it boots: its own
  ['PIECES',      ({ index }) => `pieces_${index}`],                  // what is in its RAM at first
  ['PIECES_END',  ({ index }) => `pieces_${index}_end`],
  ['ENTRY',       ({ plan }) => plan.registers.pc],                   // where it begins; in a1 it finds
  ['ENTRY_A1',    ({ plan }) => plan.registers.a1],                   // its device tree, and in a2
  ['ENTRY_A2',    ({ plan }) => plan.registers.a2],                   // what firmware wants to know
  ['ROM',         ({ rom }) => rom],                                  // what is in its boot ROM
  ['ROM_END',     ({ rom }) => `${rom}_end`],
  ['MAILBOX',     ({ plan }) => mailboxCell(plan)],                   // where the words of its HTIF are, or 0
  ['RAM_BYTES',   ({ vm }) => vm.memoryBytes],                        // a multiple of 2 MiB
  ['VIRTIO',      ({ vm }) => virtioVersions.indexOf(vm.virtio ?? 'standard')],
  ['SLOTS',       slotCell(0)],                                       // addresses of its devices, or 0
  ...Array.from({ length: maxDevices - 1 }, (_, at): Column<Guest> => [`SLOT_${at + 1}`, slotCell(at + 1)]),
];

/** `tohost` in the low half, `fromhost` in the high one: a guest's RAM is within 4 GiB. */
const mailboxCell = ({ mailbox }: BootPlan): bigint =>
  mailbox ? (BigInt(mailbox.fromhost) << 32n) | BigInt(mailbox.tohost) : 0n;

function slotCell(slot: number): (guest: Guest) => string | number {
  return ({ devices }) => devices[slot]?.label ?? 0;
}

/** Bytes in an image, and where they go in a guest's RAM. */
interface Piece {
  readonly name: string;
  readonly address: number;
  readonly end: number;
}

/** A piece of a guest's RAM, PIECE_…: bytes, where they go, and up to where zeros follow them. */
const pieceColumns: readonly Column<Piece>[] = [
  ['FROM', ({ name }) => name],
  ['FROM_END', ({ name }) => `${name}_end`],
  ['TO', ({ address }) => address],
  ['TO_END', ({ end }) => end],
];

/** The settings, SETTING_…: how the VMs share the processor; the slice is in ticks. */
const settingColumns: readonly Column<Sharing>[] = [
  ['POLICY', ({ policy = 'quantum' }) => policies.indexOf(policy)],
  ['SLICE', sliceTicks],
];

/** What the sources of the VMM take in to know these structures and tables, and the choices in them. */
const layout: string = [
  '# guest-table.inc: how VMs and devices begin, and the settings; generated (src/guest-table.ts).',
  offsets('VM', vmColumns, 'GIVEN_BYTES'),
  offsets('PIECE', pieceColumns),
  offsets('DEV', deviceColumns, 'GIVEN_BYTES'),
  offsets('SETTING', settingColumns),
  offsets('CSR', csrColumns),
  offsets('COMMAND', commandColumns),
  offsets('REGION', regionColumns, 'ROW'),
  offsets('EXAMINED', examinedColumns),
  numbers({ EXIT_REASONS: exitReasons, EXIT_INTERRUPT: exitReasons - 1 }),
  choices('TECHNIQUE', techniques),
  choices('CLOCK', clocks),
  choices('SHADOWS', shadowPolicies),
  choices('POLICY', policies),
  choices('VIRTIO', virtioVersions),
  '',
].join('\n');

/** What is in each image: tables that the VMM looks things up in. */
const tables: string = [
  '# tables.s: CSRs, exits, what the operator may say and see; generated (src/guest-table.ts).',
  '',
  '        .include "vmm.inc"',
  '        .section .rodata',
  '        .balign 8',
  '        .globl  csr_rows, csr_rows_end',
  csrTable,
  ...operatorTables,
  ...regionTable,
  '',
].join('\n');

/** These machines as files in `folder`; their structures are in `guests.s`. */
export function guestTable(
  machines: readonly PlannedMachine[],
  sharing: Sharing,
  folder: string,
): GuestFiles {
  const files: GuestFiles = new Map();
  const blobs: { readonly label: string; readonly bytes: Uint8Array }[] = [];

  /** The label of bytes in the image; equal bytes are put in only once. */
  const label = (bytes: Uint8Array): string => {
    const known = blobs.find((blob) => equal(blob.bytes, bytes));
    if (known !== undefined) return known.label;
    const name = `bytes_${blobs.length}`;
    blobs.push({ label: name, bytes });
    files.set(`${folder}/${name}`, bytes);
    return name;
  };

  const guests = machines.map(({ vm, plan }, index): Guest => {
    const next = `vm_${(index + 1) % machines.length}`;
    return { vm, plan, index, next, rom: label(plan.rom), devices: devicesOf(vm, index) };
  });
  const devices = guests.flatMap((guest) => guest.devices);
  const pieces = machines.map(({ plan }, index) =>
    rows(
      `pieces_${index}`,
      pieceColumns,
      plan.pieces.map(({ bytes, address, end }) => ({ name: label(bytes), address, end })),
    ),
  );

  const text = [
    '# guests.s: the settings and the virtual machines; generated (src/guest-table.ts).',
    '',
    '        .include "vmm.inc"',
    '        .globl  settings, vm_ring, all_devices, script',
    '        .data',
    '        .balign 16',
    'vm_ring:                                # the first VM',
    '        .quad   vm_0',
    'all_devices:                            # the first virtio device of them all; 0: there are none',
    `        .quad   ${devices[0]?.label ?? 0}`,
    ...guests.map((guest) => structure(`vm_${guest.index}`, row(vmColumns, guest), 'VM')),
    ...devices.map((device, index) =>
      structure(
        device.label,
        row(deviceColumns, { ...device, next: devices[index + 1]?.label ?? 0 }),
        'DEV',
      ),
    ),
    '',
    '        .section .rodata',
    '        .balign 8',
    'settings:',
    row(settingColumns, sharing),
    'script:',
    '        .incbin "script"',
    '        .byte   0',
    '        .balign 8',
    ...pieces,
    '',
    ...blobs.map(
      ({ label: name }) => `        .balign 8\n${name}:\n        .incbin "${name}"\n${name}_end:`,
    ),
    '',
  ].join('\n');
  files.set(`${folder}/guests.s`, ascii(text));
  files.set(`${folder}/tables.s`, ascii(tables));
  files.set(`${folder}/guest-table.inc`, ascii(layout));
  files.set(`${folder}/machine.inc`, ascii(boardConstants()));
  files.set(`${folder}/script`, ascii(`${sharing.script ?? ''}\n`));
  return files;
}

/** A structure that begins with a row, and for the rest is zero. */
const structure = (name: string, given: string, kind: string): string =>
  `${name}:\n${given}\n        .space  ${kind}_BYTES - ${kind}_GIVEN_BYTES`;

const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && (a === b || a.every((byte, at) => byte === b[at]));

const ascii = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));
