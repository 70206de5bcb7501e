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

/** What a VMM has as CSRs of a virtual machine's hart. */
export interface VirtualCsrs {
  readonly vm: string;
  readonly csrs: readonly (readonly [name: string, value: bigint])[];
}

const plainCsrs = [
  ['mstatus', 'VM_MSTATUS'],
  ['mtvec', 'VM_MTVEC'],
  ['mepc', 'VM_MEPC'],
  ['mcause', 'VM_MCAUSE'],
  ['satp', 'VM_SATP'],
] as const;
const supervisorCsrs = ['stvec', 'sepc', 'scause'] as const;

const MACHINE = 3;

/** Tells of one machine where its processor is. */
export class Locator {
  readonly #machine: Machine;
  readonly #views: readonly VmmView[];
  /** Of each view, what VMs are called: names do not change. */
  readonly #names: readonly Map<bigint, string>[];

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
    this.#names = images.map(() => new Map());
  }

  /** Who executes. @param mode the real privilege mode, of the hart unless told: just after a trap, before it. */
  at(mode: number = this.#machine.hart.mode): Whereabouts {
    const vms: string[] = [];
    let seen = mode;
    for (const [depth, view] of this.#views.entries()) {
      const vm = view.current;
      const name = vm === undefined ? undefined : this.#nameOf(depth, view, vm);
      if (seen === MACHINE || vm === undefined || name === undefined)
        return { vms, isVmm: true, worksFor: name, mode: MACHINE };
      vms.push(name);
      // A guest that the hart's own S-mode or VS-mode is lent to changes between S and U by itself.
      seen = view.isDirect(vm) ? seen % 4 : Number(view.field(vm, 'VM_MODE'));
    }
    return { vms, isVmm: false, worksFor: undefined, mode: seen };
  }

  #nameOf(depth: number, view: VmmView, vm: bigint): string {
    const known = this.#names[depth]?.get(vm);
    if (known !== undefined) return known;
    const name = view.name(vm);
    this.#names[depth]?.set(vm, name);
    return name;
  }

  /** CSRs of the virtual harts that have the processor, or whose VMM has, the outermost first. */
  get virtualCsrs(): readonly VirtualCsrs[] {
    const all: VirtualCsrs[] = [];
    for (const [depth, view] of this.#views.entries()) {
      const vm = view.current;
      if (vm === undefined) break;
      // What a VMM in a VM has lent, it has lent of a hart that is no real one.
      const isKnown = depth === 0 || view.field(vm, 'VM_LENT') === 0n;
      const plain = plainCsrs.map(([name, field]) => [name, view.field(vm, field)] as const);
      const shown = isKnown ? supervisorCsrs : [];
      const supervisor = shown.map((name) => [name, view.supervisor(vm, name)] as const);
      all.push({ vm: view.name(vm), csrs: [...plain, ...supervisor] });
    }
    return all;
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
