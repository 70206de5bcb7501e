/**
 * The one source of a VMM image that is not in the repository: the guest table, a row for each
 * virtual machine, with the bytes that are in its memory and in its ROM when it starts.
 *
 * Its layout is that of `GUEST_…` and `PIECE_…` in vmm/vm.inc.
 */

import type { BootPlan } from '@ireko/machine';
import { clocks, policies, type Sharing, sliceTicks } from './sharing.ts';
import { shadowPolicies, techniques } from './technique.ts';
import { deviceRows } from './virtio-devices.ts';
import type { VirtualMachine } from './virtual-machine.ts';

/** Generated files by path: the table's text, and what it takes in by `.incbin`. */
export type GuestFiles = Map<string, Uint8Array>;

/** A virtual machine, and what its boot begins with. */
export interface PlannedMachine {
  readonly vm: VirtualMachine;
  readonly plan: BootPlan;
}

/** Bytes of a row's name, the zero at its end included. */
const nameBytes = 16;

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

  const rows = machines.map(({ vm, plan }, index) => {
    const { pc, a1, a2 } = plan.registers;
    const rom = label(plan.rom);
    return [
      `        .ascii  "${vm.name}"`,
      `        .zero   ${nameBytes - vm.name.length}`,
      `        .quad   pieces_${index}, pieces_${index}_end, ${pc}, ${a1}, ${a2}, ${rom}, ${rom}_end`,
      `        .quad   ${vm.memoryBytes}, devices_${index}, devices_${index}_end`,
      `        .quad   ${techniques.indexOf(vm.technique ?? 'trap')}, ${vm.weight ?? 1}`,
      `        .quad   ${clocks.indexOf(vm.clock ?? 'elapsed')}`,
      `        .quad   ${shadowPolicies.indexOf(vm.shadows ?? 'page')}`,
    ].join('\n');
  });
  const pieces = machines.map(({ plan }, index) => {
    const lines = plan.pieces.map(({ bytes, address, end }) => {
      const name = label(bytes);
      return `        .quad   ${name}, ${name}_end, ${address}, ${end}`;
    });
    return [`pieces_${index}:`, ...lines, `pieces_${index}_end:`].join('\n');
  });

  const devices = machines.map(({ vm }, index) => {
    const lines = deviceRows(vm, index).map((row) => `        .quad   ${row.join(', ')}`);
    return [`devices_${index}:`, ...lines, `devices_${index}_end:`].join('\n');
  });

  const text = [
    '# guests.s: the settings and the guest table; generated. See SETTING_POLICY in vm.inc.',
    '',
    '        .section .rodata',
    '        .balign 8',
    '        .globl  settings, guests, guests_end',
    'settings:',
    `        .quad   ${policies.indexOf(sharing.policy ?? 'quantum')}, ${sliceTicks(sharing)}`,
    'guests:',
    ...rows,
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
  files.set(`${folder}/script`, ascii(`${sharing.script ?? ''}\n`));
  return files;
}

const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && (a === b || a.every((byte, at) => byte === b[at]));

const ascii = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));
