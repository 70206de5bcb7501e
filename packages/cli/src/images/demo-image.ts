/** The image of `ireko demo`: the VMM with three guests. */

import { type Disk, defaultRamBytes } from '@ireko/machine';
import { buildVmm } from '../guests/guests.ts';
import { build } from '../repository.ts';
import { demoGuests } from './demo-guests.ts';

/** @param disk the disk that the guest `io` has. */
export function demoImage(disk: Disk): Uint8Array {
  return buildVmm(demoGuests(build), { ramBytes: defaultRamBytes, disks: [disk] });
}
