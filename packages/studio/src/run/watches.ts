/**
 * Watched memory: bytes of RAM, and what has a run stop that is about to be done to them. The machine stops before
 * each access; whether a write changes anything, only the instruction itself can tell.
 */

import type { Machine, Outcome, WatchedBytes } from '@ireko/machine';
import type { Computer } from './computer.ts';
import { addressOf } from './memory-view.ts';

/** What is about to be done to watched bytes. */
export type Watched = 'changed' | 'written' | 'read' | 'accessed';

/** Bytes that are watched. */
export interface Watch {
  /** As the user has named them: a number, a register or a symbol. */
  readonly place: string;
  /** Physical addresses, half-open. */
  readonly start: number;
  readonly end: number;
  readonly on: Watched;
  /** Whose the place is: it may be elsewhere when the program has been built anew. */
  readonly vms: readonly string[];
}

const accesses: Readonly<Record<Watched, WatchedBytes['access']>> = {
  changed: 'write',
  written: 'write',
  read: 'read',
  accessed: 'any',
};

/** What the machine is to watch. */
export const watchedBytes = (watches: readonly Watch[]): readonly WatchedBytes[] =>
  watches.map(({ start, end, on }) => ({ start, end, access: accesses[on] }));

/** Watches a place as what executes now sees it; or why it cannot. */
export function watchAt(
  computer: Computer,
  { place, length, on }: { readonly place: string; readonly length: number; readonly on: Watched },
): Watch | string {
  const { machine, locator } = computer;
  const address = addressOf(computer, place);
  if (address === undefined) return `${place} is no number, register or symbol`;
  const start = machine.physicalOf(BigInt.asUintN(64, address));
  if (!(length > 0) || start === undefined || !machine.bytes(start, start + length))
    return `there are no ${length} bytes of RAM at ${place}`;
  return { place, start, end: start + length, on, vms: locator.at().vms };
}

/** The same in a program that has been built anew, and stands at its beginning: its symbols may be elsewhere. */
export function watchAgain({ code, locator, machine }: Computer, watch: Watch): Watch {
  if (watch.vms.length > 0) return watch;
  const value = code.at(locator.at(), machine.hart.pc)?.valueOf(watch.place);
  const start = value === undefined ? watch.start : (machine.physicalOf(value) ?? watch.start);
  return { ...watch, start, end: start + watch.end - watch.start };
}

/**
 * The watch for which the run is to stop where the machine has stopped. To find out whether something changes, the
 * instruction is executed: then the machine is behind it.
 * @param step executes it
 */
export function watchMet(
  watches: readonly Watch[],
  machine: Machine,
  outcome: Outcome,
  step: () => void,
): Watch | undefined {
  if (outcome.kind !== 'watchpoint') return undefined;
  const { address } = outcome;
  const met = watches.filter(({ start, end }) => start <= address && address < end);
  const any = met.find(({ on }) => on !== 'changed');
  if (any) return any;
  const before = met.map(({ start, end }) => machine.bytes(start, end)?.slice());
  step();
  return met.find(({ start, end }, index) =>
    machine.bytes(start, end)?.some((byte, at) => byte !== before[index]?.[at]),
  );
}
