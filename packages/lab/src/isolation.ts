/**
 * Isolation: watches every store of a run under the VMM, and says which of them was none of its
 * author's business.
 *
 *   a guest                only its own RAM
 *   the hart, for a guest  its own RAM, and its shadow tables (accessed and dirty bits)
 *   the VMM                its own memory; of guests' RAM, that of the guest for which it works,
 *                          in the routines that are there for it; of others' only what a disk or a
 *                          network card delivers
 *   a disk                 the VMM's queues, and RAM of guests for which a request is under way
 *
 * Until the first guest runs all is the VMM's: it loads them.
 */

import { readElf } from '@ireko/elf';
import type { IoRequest, Machine, Probe, StoreEvent } from '@ireko/machine';
import { type Vm, type VmmSymbols, VmmView, vmmSymbols } from './vmm-view.ts';

const MODE_M = 3;

/**
 * The VMM's routines that store into guests' RAM: `own` that of the guest which runs; `any`
 * also that of another, which waits for just that.
 */
// biome-ignore format: columns are the point.
const routines: Readonly<Record<string, 'own' | 'any'>> = {
  stores:       'own', // a store under MPRV,
  simulate_across:     'own', // over the end of a page,
  atomics:      'own', // or atomic
  translate:    'own', // accessed and dirty bits of its tables
  queue_give:   'any', // a request of a disk is done, a frame has come
  blk_complete: 'any', // its status
  copy:         'any', // frames; a reset loads the kernel again
  load_pieces:  'any',
};

/** A store that should not have been. */
export interface Trespass {
  /** Who stored: a guest's name, `vmm: ROUTINE` or `disk`. */
  readonly by: string;
  /** Instructions begun then, and where the hart was. */
  readonly begun: number;
  readonly pc: bigint;
  /** A real physical address, and whose it is: a guest's name, or `vmm`. */
  readonly address: number;
  readonly owner: string;
}

/** Part of real memory, half-open. */
interface Range {
  readonly start: number;
  readonly end: number;
}

interface Guest {
  readonly vm: Vm;
  readonly name: string;
  readonly ram: Range;
  readonly tables: Range;
}

const has = ({ start, end }: Range, { address, bytes }: StoreEvent): boolean =>
  address >= start && address + bytes <= end;
const meets = ({ start, end }: Range, { address, bytes }: StoreEvent): boolean =>
  address < end && address + bytes > start;

export class Isolation {
  /** Give this to one machine, before it runs. */
  readonly probe: Probe;
  readonly trespasses: Trespass[] = [];
  /** How many stores were looked at. */
  stores = 0;
  readonly #symbols: VmmSymbols;
  readonly #routineAt: (address: bigint) => string;
  #machine: Machine | undefined;
  #guests: readonly Guest[] = [];
  /** The guest that runs, or for which the VMM works. */
  #current: Guest | undefined;
  /** Requests to real disks that are under way, with whose they are. */
  readonly #requests: { readonly request: IoRequest; readonly owner: Vm | undefined }[] = [];

  /** @param image the VMM with its guests. @throws {Error} if it is something else. */
  constructor(image: Uint8Array) {
    const symbols = vmmSymbols(image);
    if (!symbols) throw new Error('isolation is of guests of the VMM');
    this.#symbols = symbols;
    this.#routineAt = routinesOf(image);
    this.probe = {
      attached: (machine) => {
        this.#machine = machine;
      },
      trapReturned: ({ from }) => {
        if (from === MODE_M) this.#returned();
      },
      ioStarted: (request) => {
        const parts = (vm: Vm) => this.#view.disks(vm);
        const owner = this.#guests.find(({ vm }) =>
          parts(vm).some(
            ({ slot, start, end }) =>
              request.device === `virtio${slot}` && request.sector >= start && request.sector < end,
          ),
        );
        this.#requests.push({ request, owner: owner?.vm });
      },
      ioFinished: (request) => {
        const at = this.#requests.findIndex((each) => each.request === request);
        if (at >= 0) this.#requests.splice(at, 1);
      },
      stored: (event) => this.#stored(event),
    };
  }

  /** The computer was put to a moment after the first guest's beginning: what was seen is forgotten. */
  restart(): void {
    this.trespasses.length = 0;
    this.stores = 0;
    this.#requests.length = 0;
    this.#returned();
  }

  get #view(): VmmView {
    if (!this.#machine) throw new Error('isolation without a machine');
    return new VmmView(this.#symbols, this.#machine);
  }

  #returned(): void {
    const view = this.#view;
    if (this.#guests.length === 0) this.#guests = view.all.map((vm) => guestOf(view, vm));
    const { current } = view;
    this.#current = this.#guests.find(({ vm }) => vm === current);
  }

  #stored(event: StoreEvent): void {
    this.stores++;
    const { hart, instructions } = this.#machine as Machine;
    if (this.#guests.length === 0) return;
    const inGuest = hart.mode !== MODE_M;
    const by = event.by === 'device' ? 'disk' : inGuest ? this.#current?.name : this.#vmm(hart.pc);
    if (this.#isAllowed(event, inGuest, hart.pc)) return;
    const owner = this.#guests.find(({ ram }) => meets(ram, event))?.name ?? 'vmm';
    const { address } = event;
    this.trespasses.push({ by: by ?? 'nobody', begun: instructions, pc: hart.pc, address, owner });
  }

  #vmm(pc: bigint): string {
    return `vmm: ${this.#routineAt(pc)}`;
  }

  #isAllowed(event: StoreEvent, inGuest: boolean, pc: bigint): boolean {
    const current = this.#current;
    const touched = this.#guests.filter(({ ram }) => meets(ram, event));
    if (event.by === 'device')
      return touched.every(({ vm }) => this.#requests.some(({ owner }) => owner === vm));
    if (inGuest)
      return (
        current !== undefined &&
        (has(current.ram, event) || (event.by === 'walk' && has(current.tables, event)))
      );
    const may = touched.length === 0 ? 'any' : routines[this.#routineAt(pc)];
    return may === 'any' || (may === 'own' && touched.every((guest) => guest === current));
  }
}

function guestOf(view: VmmView, vm: Vm): Guest {
  const start = Number(view.field(vm, 'VM_RAM'));
  return {
    vm,
    name: view.name(vm),
    ram: { start, end: start + Number(view.field(vm, 'VM_RAM_BYTES')) },
    tables: {
      start: Number(view.field(vm, 'VM_POOL_START')),
      end: Number(view.field(vm, 'VM_POOL_END')),
    },
  };
}

/** The name of the VMM's routine that an address is in. */
function routinesOf(image: Uint8Array): (address: bigint) => string {
  const elf = readElf(image);
  if ('problem' in elf) throw new Error(elf.problem);
  const labels = elf.symbols
    .filter(({ name, section }) => /^[a-z_]/.test(name) && typeof section === 'object')
    .sort((a, b) => (a.value < b.value ? -1 : 1));
  const missing = Object.keys(routines).find(
    (name) => !labels.some((label) => label.name === name),
  );
  if (missing !== undefined) throw new Error(`the VMM has no routine ${missing}`);
  const known = new Map<bigint, string>();
  return (address) => {
    const name =
      known.get(address) ?? labels.findLast(({ value }) => value <= address)?.name ?? 'nowhere';
    known.set(address, name);
    return name;
  };
}
