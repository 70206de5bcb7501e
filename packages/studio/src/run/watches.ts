/**
 * Watched memory: bytes of RAM, and what has a run stop that is about to be done to them. The machine stops before
 * each access; whether a write changes anything, only the instruction itself can tell.
 */

import { isStopFor, type Machine, type Outcome, type WatchedBytes } from '@ireko/machine';
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

/**
 * What the machine is to watch. Of an access to several it tells the first: those come last of which it does not know
 * whether the run is to stop.
 */
export function watchedBytes(watches: readonly Watch[]): readonly WatchedBytes[] {
  return [...watches]
    .sort((one, other) => Number(one.on === 'changed') - Number(other.on === 'changed'))
    .map(({ start, end, on }) => ({ start, end, access: accesses[on] }));
}

/** Watches a place as what executes now sees it; or why it cannot. */
export function watchAt(
  computer: Computer,
  { place, length, on }: { readonly place: string; readonly length: number; readonly on: Watched },
): Watch | string {
  const { machine, locator } = computer;
  const named = addressOf(computer, place);
  if (named === undefined) return `${place} is no number, register or symbol`;
  const address = BigInt.asUintN(64, named);
  const start = length > 0 ? placeOf((at) => machine.physicalOf(at), address, length) : undefined;
  if (start === undefined || !machine.bytes(start, start + length))
    return `there are no ${length} bytes of RAM at ${place}, one beside the other`;
  return { place, start, end: start + length, on, vms: locator.at().vms };
}

const PAGE = 4096n;

/**
 * Where so many bytes from an address on begin in RAM; undefined if they are not there, or pages of them not beside
 * each other.
 * @param physicalOf the physical address of a virtual one.
 */
export function placeOf(
  physicalOf: (address: bigint) => number | undefined,
  address: bigint,
  length: number,
): number | undefined {
  const wrapped = (at: bigint) => physicalOf(BigInt.asUintN(64, at));
  const start = wrapped(address);
  if (start === undefined) return undefined;
  const end = address + BigInt(length);
  for (let page = (address / PAGE + 1n) * PAGE; page < end; page += PAGE)
    if (wrapped(page) !== start + Number(page - address)) return undefined;
  return start;
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
  const told = watches.find(
    ({ start, end, on }) =>
      on !== 'changed' && isStopFor({ start, end, access: accesses[on] }, outcome),
  );
  if (told || outcome.access === 'read') return told;
  const changing = watches.filter(({ on }) => on === 'changed');
  const before = changing.map(({ start, end }) => machine.bytes(start, end)?.slice());
  step();
  return changing.find(({ start, end }, index) =>
    machine.bytes(start, end)?.some((byte, at) => byte !== before[index]?.[at]),
  );
}
