/** Virtual machines as the `--vm` option describes them, and the image that runs them. */

import type { Disk } from '@ireko/machine';
import {
  policies,
  type Sharing,
  type Technique,
  techniques,
  type VirtualMachine,
  vmmImage,
} from '@ireko/vmm';
import { readInput } from './files.ts';
import { Mistake } from './mistake.ts';
import { parseProperties } from './properties.ts';
import { formatBytes, parseCount, parseRam } from './quantity.ts';
import { build } from './repository.ts';

const keys = ['name', 'kernel', 'mem', 'disk', 'technique', 'weight'] as const;
const example = 'write name=a,kernel=a.elf,mem=16M';

/**
 * A virtual machine from `name=a,kernel=a.elf[,mem=16M][,disk=START:SECTORS][,technique=tvm]`.
 * @throws {Mistake} when something is missing or wrong in it.
 */
export function parseVirtualMachine(text: string): VirtualMachine {
  const { name, kernel, mem, disk, technique, weight } = parseProperties(text, '--vm', keys);
  if (name === undefined) throw new Mistake(`--vm: '${text}' gives no name; ${example}`);
  if (kernel === undefined) throw new Mistake(`--vm: ${name} has no kernel; ${example}`);
  return {
    name,
    kernel: readInput(kernel),
    file: kernel,
    memoryBytes: parseRam(mem ?? '16M', `--vm: ${name}: mem`),
    ...(technique !== undefined && { technique: parseTechnique(technique, name) }),
    ...(weight !== undefined && { weight: parseCount(weight, `--vm: ${name}: weight`) }),
    ...(disk !== undefined && { disk: parseSlice(disk, `--vm: ${name}: disk`) }),
  };
}

/**
 * Assemble the VMM with its guests into one bootable image.
 * @param computer what it is to run on.
 * @throws {Mistake} when they cannot run together, or not on that computer.
 */
export function buildVmm(
  vms: readonly VirtualMachine[],
  computer: { readonly ramBytes: number; readonly disk: Disk | undefined },
  sharing: Sharing = {},
): Uint8Array {
  const { ramBytes, disk } = computer;
  for (const { name, disk: slice } of vms) {
    if (!slice) continue;
    if (!disk)
      throw new Mistake(`${name} has a part of a disk, but there is none; add -drive file=…`);
    if (slice.startSector + slice.sectors > disk.sectors)
      throw new Mistake(
        `${name}: its part of the disk ends after the disk's ${disk.sectors} sectors`,
      );
  }
  const guestBytes = vms.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  if (guestBytes >= ramBytes)
    throw new Mistake(
      `the guests have ${formatBytes(guestBytes)} of RAM in all, and the computer ${formatBytes(ramBytes)}; give it more with -m, or them less`,
    );
  const made = vmmImage(vms, sharing);
  if ('problems' in made) throw new Mistake(made.problems.join('\n'));
  return build(made.image, made.files);
}

function parseTechnique(text: string, name: string): Technique {
  return oneOf(techniques, text, `--vm: ${name}: technique`);
}

/** Settings of the VMM from `--policy` and `--slice`. @throws {Mistake} */
export function parseSharing(policy: string | undefined, slice: string | undefined): Sharing {
  const sliceMs = Number(slice);
  if (slice !== undefined && !(sliceMs > 0))
    throw new Mistake(`--slice: '${slice}' is not a time in milliseconds; write --slice 5`);
  return {
    ...(policy !== undefined && { policy: oneOf(policies, policy, '--policy') }),
    ...(slice !== undefined && { sliceMs }),
  };
}

function oneOf<Name extends string>(names: readonly Name[], text: string, what: string): Name {
  const name = names.find((each) => each === text);
  if (name === undefined)
    throw new Mistake(`${what}: there is no '${text}'; it is one of ${names.join(', ')}`);
  return name;
}

function parseSlice(text: string, what: string): { startSector: number; sectors: number } {
  const [start, count, ...rest] = text.split(':');
  if (start === undefined || count === undefined || rest.length > 0)
    throw new Mistake(`${what}: '${text}' is not START:SECTORS; write 0:512 for the first 512`);
  return { startSector: parseCount(start, what, 0), sectors: parseCount(count, what) };
}
