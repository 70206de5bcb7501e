/**
 * The books of a machine under the VMM.
 *
 *   exit      a trap out of a guest: from here on the VMM works for that guest,
 *   return    until it returns to a guest, the same or another, which then runs by itself,
 *   wait      or until the processor waits: from here on the VMM works for no guest.
 *
 * Whether a guest runs its program, its operating system or its M-mode is a number in the VMM's
 * memory at the return, as in reality all of them may run in U-mode. By the technique `tvm` the
 * guest then goes from its program to its system and back without the VMM: those traps and
 * returns are no exits.
 */

import type { Hart, IoRequest, Machine, ReturnEvent, TrapEvent } from '@ireko/machine';
import { type Books, DiskCount } from './books.ts';
import { type Reason, reasonOf, reflected, type TrapValues } from './exits.ts';
import { GuestBooks } from './guest-books.ts';
import { emptyAccount, Ledger } from './ledger.ts';
import type { MachineReport, VmmReport } from './report.ts';
import { type VmmSymbols, VmmView } from './vmm-view.ts';

const MODE_M = 3;

/** A guest's mode as the real hart has it: VU and VS, 4 and 5, are its U and S. */
const virtualMode = (mode: number): number => mode % 4;

const trapValues = (hart: Hart): TrapValues => ({
  value: hart.state('mtval'),
  guestPhysical: hart.state('mtval2') << 2n,
});

/** An exit that the VMM is working on. */
interface Exit {
  readonly guest: GuestBooks;
  readonly begun: number;
  readonly reason: Reason;
  /** The guest's instruction that trapped; undefined for an interrupt. */
  readonly pc: bigint | undefined;
}

export class VmmBooks implements Books {
  readonly #view: VmmView;
  readonly #machine: Machine;
  readonly #alone = emptyAccount();
  readonly #ledger = new Ledger(this.#alone);
  readonly #guests = new Map<bigint, GuestBooks>();
  readonly #otherDisk = new DiskCount();
  /** The guest that had the processor last, whether or not it has it now. */
  #last: GuestBooks | undefined;
  #exit: Exit | undefined;

  constructor(symbols: VmmSymbols, machine: Machine) {
    this.#view = new VmmView(symbols, machine);
    this.#machine = machine;
  }

  trapTaken(event: TrapEvent): void {
    const guest = this.#last;
    // A trap of the VMM itself is a defect of it, and no exit.
    if (event.from === MODE_M || guest === undefined) return;
    // By `tvm` and `h` a guest's system takes some traps itself, in the real S-mode or VS-mode.
    if (event.to !== MODE_M) {
      this.#ledger.turnTo(guest.accounts.of(virtualMode(event.to)), event.begun);
      return;
    }
    const { hart } = this.#machine;
    this.#exit = {
      guest,
      begun: event.begun,
      reason: reasonOf(event, trapValues(hart), this.#view, guest.vm),
      pc: event.kind === 'exception' ? hart.state('mepc') : undefined,
    };
    this.#ledger.turnTo(guest.vmm, event.begun);
  }

  /** The VMM has one hart. */
  turnBegan(): void {}

  trapReturned({ begun, from, to }: ReturnEvent): void {
    if (from !== MODE_M && this.#last !== undefined) {
      this.#ledger.turnTo(this.#last.accounts.of(virtualMode(to)), begun);
      return;
    }
    this.#endExit(begun);
    const vm = this.#view.current;
    const guest = vm === undefined ? undefined : this.#guest(vm);
    if (guest === undefined) throw new Error('the VMM returned to a guest that is none');
    if (guest !== this.#last) guest.switches++;
    this.#last = guest;
    this.#ledger.turnTo(guest.accounts.of(Number(this.#view.field(guest.vm, 'VM_MODE'))), begun);
  }

  waited(begun: number): void {
    this.#endExit(begun);
    this.#ledger.turnTo(this.#alone, begun);
  }

  ioStarted(request: IoRequest): void {
    const owner = [...this.#guests.values()].find(({ vm }) => this.#owns(vm, request));
    (owner?.disk ?? this.#otherDisk).add(request);
  }

  report(machine: MachineReport): VmmReport {
    this.#ledger.settle(machine.instructions);
    this.#findGuests();
    const exit = this.#exit;
    const guests = [...this.#guests.values()].map((guest) =>
      guest.report(
        exit?.guest === guest
          ? { reason: exit.reason, instructions: machine.instructions - exit.begun }
          : undefined,
      ),
    );
    return {
      kind: 'vmm',
      ...machine,
      guests,
      vmmAlone: this.#alone.instructions,
      otherDisk: this.#otherDisk.use,
    };
  }

  #endExit(begun: number): void {
    const exit = this.#exit;
    if (exit === undefined) return;
    this.#exit = undefined;
    const { guest, pc, reason } = exit;
    const taken = pc === undefined ? undefined : reflected(this.#view, guest.vm, pc);
    guest.exited(taken ?? reason, begun - exit.begun);
  }

  #guest(vm: bigint): GuestBooks | undefined {
    if (!this.#guests.has(vm)) this.#findGuests();
    return this.#guests.get(vm);
  }

  /** Opens books for each VM that the VMM has made, in its order. */
  #findGuests(): void {
    for (const vm of this.#view.all) {
      if (!this.#guests.has(vm)) this.#guests.set(vm, new GuestBooks(vm, this.#view.name(vm)));
    }
  }

  /** Whether a request is for sectors of the VM's part of that disk. */
  #owns(vm: bigint, { device, sector, sectors }: IoRequest): boolean {
    return this.#view
      .disks(vm)
      .some(
        ({ slot, start, end }) =>
          device === `virtio${slot}` && sectors > 0 && sector >= start && sector < end,
      );
  }
}
