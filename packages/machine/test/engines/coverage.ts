/** What sequences reach: which instructions, in which modes and with which page tables, and which traps are taken. */

import { decode, translationModes } from '@ireko/isa';
import { Runner, type Sequence, stepsOf } from './sequences.ts';

export const modeNames: Readonly<Record<number, string>> = {
  0: 'U',
  1: 'S',
  3: 'M',
  4: 'VU',
  5: 'VS',
};

const pagingNames = new Map<number, string>(
  Object.entries(translationModes).map(([name, number]) => [number, name]),
);

/** How often something was seen, by what it is. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }
  of(what: string): number {
    return this.#counts.get(what) ?? 0;
  }
  /** The most frequent first. */
  get all(): readonly (readonly [what: string, count: number])[] {
    return [...this.#counts].sort(([, a], [, b]) => b - a);
  }
}

export class Coverage {
  /** Instructions that were begun, and those that retired, by mnemonics. */
  readonly begun: Tally = new Tally();
  readonly retired: Tally = new Tally();
  /** Modes with how addresses are translated, for each instruction that retired. */
  readonly modes: Tally = new Tally();
  /** Traps by cause, and the same with the modes they left and entered. */
  readonly causes: Tally = new Tally();
  readonly traps: Tally = new Tally();
  /** How sequences ended. */
  readonly endings: Tally = new Tally();
  readonly #runners = new Map<Sequence['kind'], Runner>();

  /** Runs a sequence on the reference. */
  add(sequence: Sequence): void {
    const { kind } = sequence;
    let runner = this.#runners.get(kind);
    if (!runner) {
      runner = new Runner('reference', { ...kind, isObserved: true });
      this.#runners.set(kind, runner);
    }
    for (const { word, mode, paging, retires } of stepsOf(runner, sequence)) {
      const name = decode(word)?.instruction.mnemonic ?? 'no instruction';
      this.begun.add(name);
      if (!retires) continue;
      this.retired.add(name);
      this.modes.add(`${modeNames[mode]} ${paging.map((each) => pagingNames.get(each)).join('+')}`);
    }
    this.endings.add(runner.outcome);
    for (const trap of runner.traps) {
      const [, kind, code, from, to] = /: (\w+) (\d+) (\d)→(\d)$/.exec(trap) ?? [];
      this.causes.add(`${kind} ${code}`);
      this.traps.add(`${kind} ${code} ${modeNames[Number(from)]}→${modeNames[Number(to)]}`);
    }
  }
}
