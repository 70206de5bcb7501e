/** Guests in step with themselves on the bare machine. */

import { Machine, MemoryDisk, type Probe } from '@ireko/machine';
import {
  bootFilesOf,
  type ShadowPolicy,
  type Technique,
  type VirtualMachine,
  vmmImage,
} from '@ireko/vmm';
import { Lockstep } from '../src/lockstep.ts';
import { vmmSymbols } from '../src/vmm-view.ts';
import { build } from './build.ts';

const mebibyte = 2 ** 20;
const guestFolder = 'packages/vmm/test/guests';

/** A guest of the VMM's own tests, by its file's name. */
export const guestOf = (name: string): Uint8Array =>
  build({
    name,
    sources: [name, 'guest', 'block', 'net'].map((file) => `${guestFolder}/${file}.s`),
    script: `${guestFolder}/guest.ld`,
    includePaths: [guestFolder],
    needs: [],
  });

export interface BesideOptions {
  readonly memoryBytes?: number;
  /** The disk of both. */
  readonly disk?: Uint8Array;
  /** The disk of the bare machine, if it is another. */
  readonly bareDisk?: Uint8Array;
  readonly memoryPeriod?: number;
  readonly shadows?: ShadowPolicy;
  /** The techniques by which the VMM itself is in another, and so on; the outermost first. */
  readonly around?: readonly Technique[];
}

/** RAM that a VMM takes, besides its guest's. */
const vmmBytes = 16 * mebibyte;

/** The VMM's images, by what their one guest is. */
const images: { readonly vm: VirtualMachine; readonly image: Uint8Array }[] = [];

/** A kernel on the bare machine beside the same by a technique of the VMM. */
export function beside(
  kernel: Uint8Array,
  technique: Technique,
  {
    memoryBytes = 4 * mebibyte,
    disk,
    bareDisk = disk,
    memoryPeriod,
    shadows = 'page',
    around = [],
  }: BesideOptions = {},
): Lockstep {
  const disks = (bytes = disk) => (bytes ? [new MemoryDisk(bytes.slice())] : []);
  const vm: VirtualMachine = {
    ...{ name: 'guest', kernel, file: 'guest.elf', memoryBytes, technique, shadows },
    disks: disks().map(() => ({})),
  };
  const vmms = [imageOf(vm)];
  for (const outer of around.toReversed()) {
    const kernel = vmms[0] as Uint8Array;
    const bytes = memoryBytes + vmms.length * vmmBytes;
    const inner = { name: 'vmm', kernel, file: 'vmm.elf', memoryBytes: bytes, technique: outer };
    vmms.unshift(imageOf({ ...inner, disks: vm.disks ?? [] }));
  }
  const image = vmms[0] as Uint8Array;
  const bare = new Machine({
    ...{ engine: 'interpreter', ramBytes: memoryBytes, disks: disks(bareDisk) },
  });
  const problem = bare.boot(bootFilesOf(vm));
  if (problem) throw new Error(problem.problem);
  const virtual = (probe: Probe) => {
    const machine = new Machine({
      ...{
        engine: 'interpreter',
        ramBytes: memoryBytes + vmms.length * vmmBytes,
        disks: disks(),
        probe,
      },
    });
    machine.load(image);
    return machine;
  };
  const symbols = vmms.map((elf) => vmmSymbols(elf)).filter((found) => found !== undefined);
  return new Lockstep({ bare, vmm: virtual, symbols, ...(memoryPeriod && { memoryPeriod }) });
}

/** The VMM with a guest, assembled only once. */
function imageOf(vm: VirtualMachine): Uint8Array {
  const { kernel, memoryBytes, technique, shadows, disks = [] } = vm;
  const known = images.find(
    ({ vm }) =>
      vm.kernel === kernel &&
      vm.memoryBytes === memoryBytes &&
      vm.technique === technique &&
      vm.shadows === shadows &&
      vm.disks?.length === disks.length,
  );
  if (known) return known.image;
  const made = vmmImage([vm]);
  if ('problems' in made) throw new Error(made.problems.join('\n'));
  const image = build(made.image, made.files);
  images.push({ vm, image });
  return image;
}
