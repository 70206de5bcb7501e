/**
 * The one source of a VMM image that is not in the repository: the guest table, a row for each
 * virtual machine, with the kernels and device trees that the rows point to.
 *
 * Its layout is that of `GUEST_…` in vmm/vm.inc.
 */

import { boardTree, flatten, ramBase } from '@ireko/machine';
import { policies, type Sharing, sliceTicks } from './sharing.ts';
import { techniques } from './technique.ts';
import { deviceRows } from './virtio-devices.ts';
import type { VirtualMachine } from './virtual-machine.ts';

const mebibyte = 2 ** 20;

/** Generated files by path: the table's text, and what it takes in by `.incbin`. */
export type GuestFiles = Map<string, Uint8Array>;

/** What the virtual hart has, and promises in its device tree; the real one may have more. */
const isa = 'rv64imafdc_zicsr_zifencei';

/** The device tree of a virtual board. */
export const deviceTree = (ramBytes: number): Uint8Array => flatten(boardTree({ ramBytes, isa }));

/** Where in RAM a board puts its tree: as high as a multiple of 2 MiB allows, or else of a page. */
export function treeOffset(ramBytes: number, tree: Uint8Array): number {
  const highest = ramBytes - tree.length;
  return highest - (highest % (ramBytes > 2 * mebibyte ? 2 * mebibyte : 4096));
}

/** Bytes of a row's name, the zero at its end included. */
const nameBytes = 16;

/** The guest table of these machines, as files in `folder`; the table itself is `guests.s`. */
export function guestTable(
  vms: readonly VirtualMachine[],
  sharing: Sharing,
  folder: string,
): GuestFiles {
  const files: GuestFiles = new Map();
  const blobs: string[] = [];
  const names = new Map<Uint8Array, string>();

  /** The label of bytes in the image; equal kernels are put in only once. */
  const label = (name: string, file: string, bytes: Uint8Array): string => {
    const known = names.get(bytes);
    if (known !== undefined) return known;
    names.set(bytes, name);
    files.set(`${folder}/${file}`, bytes);
    blobs.push(`        .balign 8\n${name}:\n        .incbin "${file}"\n${name}_end:`);
    return name;
  };

  const rows = vms.map((vm, index) => {
    const kernel = label(`kernel_${index}`, `kernel-${index}.elf`, vm.kernel);
    const bytes = deviceTree(vm.memoryBytes);
    const tree = label(`tree_${index}`, `tree-${index}.dtb`, bytes);
    const treeAddress = ramBase + treeOffset(vm.memoryBytes, bytes);
    const devices = deviceRows(vm, index).map((row) => `        .quad   ${row.join(', ')}`);
    blobs.push(
      [`        .balign 8\ndevices_${index}:`, ...devices, `devices_${index}_end:`].join('\n'),
    );
    return [
      `        .ascii  "${vm.name}"`,
      `        .zero   ${nameBytes - vm.name.length}`,
      `        .quad   ${kernel}, ${kernel}_end, ${tree}, ${tree}_end`,
      `        .quad   ${treeAddress}, ${vm.memoryBytes}, devices_${index}, devices_${index}_end`,
      `        .quad   ${techniques.indexOf(vm.technique ?? 'trap')}, ${vm.weight ?? 1}`,
    ].join('\n');
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
    '',
    ...blobs,
    '',
  ].join('\n');
  files.set(`${folder}/guests.s`, ascii(text));
  return files;
}

const ascii = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));
