/** How much RAM a computer must have for the VMM and its guests. */

import type { VirtualMachine } from './virtual-machine.ts';

const mebibyte = 2 ** 20;
/** What the VMM takes for itself, beside its image: at most, for each of its guests. */
const vmmBytesPerGuest = 4 * mebibyte;

/**
 * Bytes of RAM on which these run beside each other: enough, and not rounded.
 * @param image the VMM with them.
 */
export function memoryNeed(vms: readonly VirtualMachine[], image: Uint8Array): number {
  return vms.reduce((sum, { memoryBytes }) => sum + memoryBytes + vmmBytesPerGuest, image.length);
}
