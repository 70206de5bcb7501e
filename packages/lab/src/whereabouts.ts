/**
 * Where the processor is: whose software executes at a moment, through any number of VMMs on one another. The
 * real privilege mode does not tell, as by the technique `trap` all of a guest is in U-mode; each VMM knows of
 * its own guests, and is read from outside.
 */

import type { Machine } from '@ireko/machine';
import { VmmView, vmmSymbols } from './vmm-view.ts';

/** Who executes. */
export interface Whereabouts {
  /** The virtual machines that it is in, by their names, the outermost first; none: the real machine itself. */
  readonly vms: readonly string[];
  /** It is a VMM. */
  readonly isVmm: boolean;
  /** The virtual machine that this works for; undefined for none. */
  readonly worksFor: string | undefined;
  /** The privilege mode as the software has it: 0 U, 1 S, 3 M, 4 VU, 5 VS. */
  readonly mode: number;
}

const MACHINE = 3;

/** Tells of one machine where its processor is. */
export class Locator {
  readonly #machine: Machine;
  readonly #views: readonly VmmView[];

  /** @param images executables of VMMs, each in the first VM of the one before; none: whatever runs is no VMM. */
  constructor(images: readonly Uint8Array[], machine: Machine) {
    this.#machine = machine;
    let around: VmmView | undefined;
    this.#views = images.map((image) => {
      const symbols = vmmSymbols(image);
      if (!symbols) throw new Error('an image is no VMM');
      around = new VmmView(symbols, machine, around);
      return around;
    });
  }

  /** Who executes. @param mode the real privilege mode, of the hart unless told: just after a trap, before it. */
  at(mode: number = this.#machine.hart.mode): Whereabouts {
    const vms: string[] = [];
    let seen = mode;
    for (const view of this.#views) {
      const vm = view.current;
      const name = vm === undefined ? undefined : view.name(vm);
      if (seen === MACHINE || vm === undefined || name === undefined)
        return { vms, isVmm: true, worksFor: name, mode: MACHINE };
      vms.push(name);
      // A guest that the hart's own S-mode or VS-mode is lent to changes between S and U by itself.
      seen = view.isDirect(vm) ? seen % 4 : Number(view.field(vm, 'VM_MODE'));
    }
    return { vms, isVmm: false, worksFor: undefined, mode: seen };
  }
}

/** How far up modes are of one computer: what is lower serves what is higher. */
const heights: Readonly<Record<number, number>> = { 3: 0, 1: 1, 5: 2, 0: 3, 4: 4 };
const heightsOfComputer = 5;

/** How far up that is: a VMM is below its guests, an operating system below its programs. */
export function heightOf({ vms, mode }: Whereabouts): number {
  return vms.length * heightsOfComputer + (heights[mode] ?? 0);
}

const modeNames: Readonly<Record<number, string>> = {
  0: 'program',
  1: 'OS',
  3: 'M-mode',
  4: 'guest’s program',
  5: 'guest’s OS',
};

/** What people call the layer: `VMM`, or the virtual machine that a VMM is in; else by the mode. */
export function layerName({ vms, isVmm, mode }: Whereabouts): string {
  if (isVmm) return vms.length === 0 ? 'VMM' : `VMM in ${vms.at(-1)}`;
  return modeNames[mode] ?? `mode ${mode}`;
}
