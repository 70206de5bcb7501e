/**
 * What is left of a sequence on which the engines differ when all is left out that does not matter:
 * the shortest run, instructions that can be `nop`, registers and CSRs that can be as after reset, data that can be zero.
 */

import { instructionLength } from '@ireko/isa';
import type { PlainState } from '../test/engines/plain-state.ts';
import { codePlaces, dataPlaces } from '../test/engines/random-layout.ts';
import type { RandomProgram } from '../test/engines/random-program.ts';
import { type Difference, type Sequence, Sequences } from '../test/engines/sequences.ts';

/** A sequence is run so often that its code has become hot. */
const ROUNDS = 6;
/** Of a hart's state: what stays, so that it begins where it did. */
const where = ['pc', 'privilege', 'virtual'];
const NOP = 0x0000_0013;
const C_NOP = 0x0001;

/** A sequence on which the engines differ, and how. */
export interface Finding {
  readonly sequence: Sequence;
  readonly differences: readonly Difference[];
  /** Sequences that must come before it; none if it is enough alone. */
  readonly before: number;
}

/** Runs a sequence some times on computers that have run nothing, or what was before it. @returns how engines differ. */
export function repeated(sequences: Sequences, sequence: Sequence): readonly Difference[] {
  for (let round = 0; round < ROUNDS; round++) {
    const differences = sequences.differences(sequence);
    if (differences.length > 0) return differences;
  }
  return [];
}

/**
 * The least that differs, of a sequence that does.
 * @param first the first sequence that the computers had run before it.
 */
export function minimised(number: number, first: number): Finding {
  const alone = new Sequences();
  const whole = alone.make(number);
  const differences = repeated(alone, whole);
  return differences.length > 0
    ? { ...reduced(whole, differences), before: 0 }
    : { ...shortened(number, first), before: number - first };
}

/** One that differs only after others: how soon. */
function shortened(number: number, first: number): Omit<Finding, 'before'> {
  const attempt = (length?: number) => {
    const sequences = new Sequences();
    for (let before = first; before < number; before++)
      sequences.differences(sequences.make(before));
    const whole = sequences.make(number);
    const sequence = length === undefined ? whole : cutOff(whole, length);
    return { sequence, differences: sequences.differences(sequence) };
  };
  let found = attempt();
  let [shortest, longest] = [1, lengthOf(found.sequence)];
  while (shortest < longest && found.differences.length > 0) {
    const middle = (shortest + longest) >> 1;
    const next = attempt(middle);
    if (next.differences.length > 0) [found, longest] = [next, middle];
    else shortest = middle + 1;
  }
  return found;
}

/** One that differs by itself: less and less of it. */
function reduced(sequence: Sequence, differences: readonly Difference[]): Omit<Finding, 'before'> {
  let found = { sequence, differences };
  /** One computer for all attempts: their code is another each time, so no translation is left. */
  const sequences = new Sequences();
  const attempt = (changed: Sequence): boolean => {
    const program = { ...changed.program, ram: changed.program.ram.slice() };
    const next = { ...changed, program };
    const differences = repeated(sequences, next);
    if (differences.length === 0) return false;
    found = { sequence: next, differences };
    return true;
  };
  /** Has it end as soon as it can, by one that is the same or otherwise simpler. */
  const endSoon = (simpler: Sequence): boolean => {
    const most = lengthOf(found.sequence);
    for (let length = 1; length <= most; length++)
      if (attempt(cutOff(simpler, length))) return true;
    return false;
  };
  endSoon(sequence);
  if (sequence.kind.harts > 1)
    Object.keys(partsOf(sequence)).some((hart) => endSoon(withOneHart(sequence, hart)));

  const places = instructionsOf(sequence.program);
  for (const size of [64, 16, 4, 1]) {
    for (let at = 0; at < places.length; at += size)
      attempt(withNops(found.sequence, places.slice(at, at + size)));
  }
  for (const page of dataPlaces)
    attempt(withRam(found.sequence, (ram) => ram.fill(0, page.start, page.end)));
  for (const hart of Object.keys(partsOf(found.sequence))) {
    for (const [name, value] of Object.entries(partsOf(found.sequence)[hart] ?? {})) {
      const usual = sequences.afterReset(found.sequence.kind, hart, name);
      if (value !== usual && !where.includes(name))
        attempt(withState(found.sequence, hart, { [name]: usual }));
    }
  }
  return found;
}

/** Instructions from its beginning to its end. */
export function lengthOf({ state, stops }: Sequence): number {
  return (stops.at(-1)?.at ?? 0) - beginningOf(state);
}

/** How many instructions were begun before it. */
export const beginningOf = (state: PlainState): number =>
  (state['harts'] as PlainState)['begun'] as number;

function cutOff(sequence: Sequence, length: number): Sequence {
  const at = beginningOf(sequence.state) + length;
  const before = sequence.stops.filter((stop) => stop.at < at && stop.input.length > 0);
  return { ...sequence, stops: [...before, { at, input: new Uint8Array() }] };
}

/** The same with one of its harts alone. */
function withOneHart(sequence: Sequence, hart: string): Sequence {
  const { kind, state } = sequence;
  const harts = state['harts'] as PlainState;
  const alone = { ...harts, running: 0, hart0: harts[hart] as PlainState };
  return { ...sequence, kind: { ...kind, harts: 1 }, state: { ...state, harts: alone } };
}

/** Where its instructions are in RAM. */
function instructionsOf({ ram }: RandomProgram): readonly number[] {
  const view = new DataView(ram.buffer, ram.byteOffset);
  const places: number[] = [];
  for (let at = codePlaces.start; at < codePlaces.end; ) {
    const length = instructionLength(view.getUint16(at, true));
    if (at + length <= codePlaces.end) places.push(at);
    at += length;
  }
  return places.filter((at) => view.getUint16(at, true) !== 0);
}

function withNops(sequence: Sequence, places: readonly number[]): Sequence {
  return withRam(sequence, (ram) => {
    const view = new DataView(ram.buffer, ram.byteOffset);
    for (const at of places) {
      if (instructionLength(view.getUint16(at, true)) === 2) view.setUint16(at, C_NOP, true);
      else view.setUint32(at, NOP, true);
    }
  });
}

function withRam(sequence: Sequence, change: (ram: Uint8Array) => void): Sequence {
  const ram = sequence.program.ram.slice();
  change(ram);
  return { ...sequence, program: { ...sequence.program, ram } };
}

/** The harts' parts of its state. */
export function partsOf({ kind, state }: Sequence): Readonly<Record<string, PlainState>> {
  const harts = state['harts'] as PlainState;
  const names = Array.from({ length: kind.harts }, (_, id) => `hart${id}`);
  return Object.fromEntries(names.map((name) => [name, harts[name] as PlainState]));
}

function withState(sequence: Sequence, hart: string, changed: PlainState): Sequence {
  const harts = sequence.state['harts'] as PlainState;
  const part = { ...(harts[hart] as PlainState), ...changed };
  return { ...sequence, state: { ...sequence.state, harts: { ...harts, [hart]: part } } };
}
