/**
 * The sources of a VMM image that are not in the repository: the guest table, a row for each virtual
 * machine, with the bytes that are in its memory and in its ROM when it starts; where what is in its
 * rows; and the machine's constants.
 */

import { type BootPlan, boardConstants } from '@ireko/machine';
import { type Column, choices, offsets, row } from './layout.ts';
import { clocks, policies, type Sharing, sliceTicks } from './sharing.ts';
import { shadowPolicies, techniques } from './technique.ts';
import { deviceColumns, deviceRows } from './virtio-devices.ts';
import type { VirtualMachine } from './virtual-machine.ts';

/** Generated files by path: sources, and what they take in by `.incbin`. */
export type GuestFiles = Map<string, Uint8Array>;

/** A virtual machine, and what its boot begins with. */
export interface PlannedMachine {
  readonly vm: VirtualMachine;
  readonly plan: BootPlan;
}

/** A virtual machine in the table, with the label of its ROM's bytes. */
interface Guest extends PlannedMachine {
  readonly index: number;
  readonly rom: string;
}

/** A row of the guest table, GUEST_…: what each column is for is said where vmm/loader.s reads it. */
// biome-ignore format: columns are the point.
const guestColumns: readonly Column<Guest>[] = [
  ['NAME',        ({ vm }) => nameHalf(vm.name, 0)],                  // 16 bytes, zero-padded
  ['NAME_END',    ({ vm }) => nameHalf(vm.name, 8)],
  ['PIECES',      ({ index }) => `pieces_${index}`],                  // what is in its RAM at first
  ['PIECES_END',  ({ index }) => `pieces_${index}_end`],
  ['PC',          ({ plan }) => plan.registers.pc],                   // where it begins; in a1 it finds
  ['A1',          ({ plan }) => plan.registers.a1],                   // its device tree, and in a2
  ['A2',          ({ plan }) => plan.registers.a2],                   // what firmware wants to know
  ['ROM',         ({ rom }) => rom],                                  // what is in its boot ROM
  ['ROM_END',     ({ rom }) => `${rom}_end`],
  ['MEMORY',      ({ vm }) => vm.memoryBytes],                        // bytes of RAM
  ['DEVICES',     ({ index }) => `devices_${index}`],                 // rows of its virtio devices
  ['DEVICES_END', ({ index }) => `devices_${index}_end`],
  ['TECHNIQUE',   ({ vm }) => techniques.indexOf(vm.technique ?? 'trap')],
  ['WEIGHT',      ({ vm }) => vm.weight ?? 1],                        // how long its time slice is
  ['CLOCK',       ({ vm }) => clocks.indexOf(vm.clock ?? 'elapsed')],
  ['SHADOWS',     ({ vm }) => shadowPolicies.indexOf(vm.shadows ?? 'page')],
];

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

/** What the sources of the VMM take in to know these tables and the choices in them. */
const layout: string = [
  '# guest-table.inc: the guest table, and the settings; generated (src/guest-table.ts).',
  offsets('GUEST', guestColumns),
  offsets('PIECE', pieceColumns),
  offsets('DEVICE', deviceColumns),
  offsets('SETTING', settingColumns),
  choices('TECHNIQUE', techniques),
  choices('CLOCK', clocks),
  choices('SHADOWS', shadowPolicies),
  choices('POLICY', policies),
  '',
].join('\n');

/** Eight characters of a name, the first one lowest. */
const nameHalf = (name: string, from: number): bigint =>
  [...name.slice(from, from + 8)].reduceRight(
    (value, character) => (value << 8n) | BigInt(character.charCodeAt(0)),
    0n,
  );

/** The guest table of these machines, as files in `folder`; the table itself is `guests.s`. */
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

  const guests = machines.map(({ vm, plan }, index) =>
    row(guestColumns, { vm, plan, index, rom: label(plan.rom) }),
  );
  const pieces = machines.map(({ plan }, index) =>
    labelled(
      `pieces_${index}`,
      plan.pieces.map(({ bytes, address, end }) =>
        row(pieceColumns, { name: label(bytes), address, end }),
      ),
    ),
  );
  const devices = machines.map(({ vm }, index) =>
    labelled(`devices_${index}`, deviceRows(vm, index)),
  );

  const text = [
    '# guests.s: the settings and the guest table; generated (src/guest-table.ts).',
    '',
    '        .section .rodata',
    '        .balign 8',
    '        .globl  settings, guests, guests_end',
    'settings:',
    row(settingColumns, sharing),
    'guests:',
    ...guests,
    'guests_end:',
    '        .globl  script',
    'script:',
    '        .incbin "script"',
    '        .byte   0',
    '        .balign 8',
    ...pieces,
    ...devices,
    '',
    ...blobs.map(
      ({ label: name }) => `        .balign 8\n${name}:\n        .incbin "${name}"\n${name}_end:`,
    ),
    '',
  ].join('\n');
  files.set(`${folder}/guests.s`, ascii(text));
  files.set(`${folder}/guest-table.inc`, ascii(layout));
  files.set(`${folder}/machine.inc`, ascii(boardConstants()));
  files.set(`${folder}/script`, ascii(`${sharing.script ?? ''}\n`));
  return files;
}

/** Rows between a label and one of their end. */
const labelled = (name: string, rows: readonly string[]): string =>
  [`${name}:`, ...rows, `${name}_end:`].join('\n');

const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && (a === b || a.every((byte, at) => byte === b[at]));

const ascii = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));
