/**
 * The VMM with its guests as one bootable image: what to assemble and link, and the generated
 * files that are laid over the repository for it.
 */

import type { Image } from '@ireko/asm';
import { type GuestFiles, guestTable, type PlannedMachine } from './guest-table.ts';
import { type Sharing, sharingProblems } from './sharing.ts';
import { planOf, problemsOf, type VirtualMachine } from './virtual-machine.ts';

const folder = 'packages/vmm/vmm';

/** Where the generated files seem to be, relative to the repository; nothing is written there. */
const guestFolder = 'vmm-guests';

/** The VMM's sources in reading order; `start` is first in memory by the linker script. */
const sources: readonly string[] = [
  'start',
  'world',
  'quick',
  'privileged',
  'blocks',
  'vtrap',
  'csrs',
  'csr-status',
  'supervisor',
  'stages',
  'float',
  'translate',
  'vpmp',
  'shadow',
  'spaces',
  'fault',
  'window',
  'access',
  'across',
  'atomic',
  'devices',
  'vclint',
  'vplic',
  'vuart',
  'vhtif',
  'vvirtio',
  'vqueue',
  'vblk',
  'vnet',
  'plug',
  'schedule',
  'driver',
  'disk',
  'operator',
  'operate',
  'script',
  'channel',
  'console',
  'loader',
  'memory',
].map((name) => `${folder}/${name}.s`);

/** An image whose sources are partly generated. */
export interface VmmImage {
  readonly image: Image;
  /** Generated sources and kernels by path; look here first, then in the repository. */
  readonly files: GuestFiles;
}

/**
 * The image that runs these machines side by side.
 * @returns the recipe, or the problems: one line each. Test with `'problems' in result`.
 * @example
 * ```ts
 * const built = vmmImage([{ name: 'a', kernel, file: 'hello.elf', memoryBytes: 2 * 2 ** 20 }]);
 * if ('problems' in built) throw new Error(built.problems.join('\n'));
 * const { elf } = buildImage(built.image, (path) => built.files.get(path) ?? read(path));
 * ```
 */
export function vmmImage(
  vms: readonly VirtualMachine[],
  sharing: Sharing = {},
): VmmImage | { readonly problems: readonly string[] } {
  const problems = [...sharingProblems(sharing), ...problemsOf(vms)];
  if (problems.length > 0) return { problems };
  const machines: PlannedMachine[] = [];
  for (const vm of vms) {
    const plan = planOf(vm);
    if (typeof plan === 'string') problems.push(plan);
    else machines.push({ vm, plan });
  }
  if (problems.length > 0) return { problems };
  return {
    image: {
      name: 'vmm',
      sources: [...sources, ...['tables', 'guests'].map((name) => `${guestFolder}/${name}.s`)],
      script: `${folder}/vmm.ld`,
      includePaths: [folder, guestFolder],
      needs: [],
    },
    files: guestTable(machines, sharing, guestFolder),
  };
}
