/**
 * How long a guest waits for a disk's interrupt under the VMM: from the moment at which the real
 * disk raises it to the first instruction of the guest with the interrupt among its own. Nobody
 * else's slice may hide it for longer than slices last, and none may be lost.
 */

import type { IoRequest, Machine, Probe } from '@ireko/machine';
import { type Costs, Tally } from './costs.ts';
import { type Vm, type VmmSymbols, VmmView, vmmSymbols } from './vmm-view.ts';

const MODE_M = 3;

/** Observes one machine that runs the VMM. */
export class DeliveryProbe {
  /** Give this to one machine, before it runs. */
  readonly probe: Probe;
  readonly #symbols: VmmSymbols;
  readonly #delays = new Tally();
  /** The moments at which a VM's disks have finished requests that it does not know of. */
  readonly #raised = new Map<Vm, number[]>();
  #view: VmmView | undefined;
  #machine: Machine | undefined;

  /** @param image the VMM with its guests, an ELF executable. */
  constructor(image: Uint8Array) {
    const symbols = vmmSymbols(image);
    if (symbols === undefined) throw new Error('not the VMM');
    this.#symbols = symbols;
    this.probe = {
      attached: (machine) => {
        this.#machine = machine;
        this.#view = new VmmView(this.#symbols, machine);
      },
      ioFinished: (request) => this.#finished(request),
      trapReturned: ({ from, to }) => {
        if (from === MODE_M && to !== MODE_M) this.#returned();
      },
    };
  }

  /** Delays in virtual nanoseconds, and how often each occurred. */
  get delays(): Costs {
    return this.#delays.costs;
  }

  /** Interrupts that have been raised, and not come to a guest that still runs. */
  get outstanding(): number {
    return [...this.#raised.values()].reduce((sum, { length }) => sum + length, 0);
  }

  #finished({ device, sector, sectors }: IoRequest): void {
    const view = this.#view;
    const owner = view?.all.find((vm) =>
      view
        .disks(vm)
        .some(
          ({ slot, start, end }) =>
            device === `virtio${slot}` && sectors > 0 && sector >= start && sector < end,
        ),
    );
    if (owner === undefined || this.#machine === undefined) return;
    const raised = this.#raised.get(owner);
    if (raised) raised.push(this.#machine.nowNs);
    else this.#raised.set(owner, [this.#machine.nowNs]);
  }

  /** The VMM returns to a guest. It has served all interrupts before, so they are the guest's now. */
  #returned(): void {
    const vm = this.#view?.current;
    const raised = vm === undefined ? undefined : this.#raised.get(vm);
    if (raised === undefined || this.#machine === undefined) return;
    for (const atNs of raised) this.#delays.add(Math.round(this.#machine.nowNs - atNs));
    raised.length = 0;
  }
}
