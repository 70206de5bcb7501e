/**
 * Sequences: what engines are compared on by the hundred thousand.
 *
 * A sequence is a random state of the computer (mode, registers, CSRs, PMP, devices, timers soon to be due),
 * from which a random program is executed for some 20 to 150 instructions, with input from the console now and then;
 * each engine must end it in the same state: registers, CSRs, counts, time, devices, RAM, what was
 * printed, traps taken. `perProgram` sequences have one program, so that what one of them has had translated or cached is there
 * in the next, in another mode and with other mappings.
 *
 * To be quick, nothing is made anew: computers are given the state to begin with, and what was changed of RAM.
 */

import { fieldMask, mstatus } from '@ireko/isa';
import { generator } from '../../../isa/test/generator.ts';
import { COUNTS, countBytes, RAM, slot } from '../../src/hart/layout.ts';
import {
  type EngineName,
  engineNames,
  Machine,
  type MachineOptions,
  MemoryDisk,
  type Outcome,
  ramBase,
} from '../../src/index.ts';
import { unsound } from '../soundness.ts';
import {
  differencesOf,
  giveState,
  hasState,
  type PlainState,
  type PlainValue,
  takeState,
} from './plain-state.ts';
import {
  pick,
  type Random,
  randomProgramRamBytes as ramBytes,
  userOffset,
} from './random-layout.ts';
import { makeProgram, type RandomProgram } from './random-program.ts';
import { preambleInstructions, putStart, startOf } from './random-start.ts';

/** Sequences of one program. */
export const perProgram = 100;

const PAGE = 4096;
/** Sequences that begin with the same state but for registers and where they begin. */
const perStart = 10;
/** Now and then a sequence is long: so that loops run, and regions lead to regions. */
const LONG = 40;

/** What a sequence begins with, and how it goes. */
export interface Sequence {
  readonly number: number;
  readonly kind: Kind;
  readonly program: RandomProgram;
  readonly state: PlainState;
  /** When it is stopped, by instructions begun in all, and what then comes from the console; the last is the end. */
  readonly stops: readonly Stop[];
}

interface Stop {
  readonly at: number;
  readonly input: Uint8Array;
}

/** What the computers of a program are like. */
interface Kind {
  readonly harts: number;
  readonly turnInstructions: number;
  /** Whether an observer is told of traps, with which other code is generated. */
  readonly isObserved: boolean;
}

export interface Difference {
  readonly engine: EngineName;
  /** What differs from the reference: where, what is there, what should be. */
  readonly unequal: readonly (readonly [what: string, value: string, reference: string])[];
}

/** By the number of a program. */
const kinds: readonly Kind[] = [
  { harts: 1, turnInstructions: 1, isObserved: false },
  { harts: 1, turnInstructions: 1, isObserved: true },
  { harts: 1, turnInstructions: 1, isObserved: false },
  { harts: 2, turnInstructions: 19, isObserved: false },
  { harts: 1, turnInstructions: 1, isObserved: false },
  { harts: 3, turnInstructions: 7, isObserved: true },
];

/** A computer that runs one sequence after another. */
export class Runner {
  readonly machine: Machine;
  readonly #reset: PlainState;
  /** What was printed, and the traps of which an observer was told. */
  #seen: string[] = [];
  #outcome: Outcome['kind'] = 'limit';
  #program: Uint8Array | undefined;

  constructor(engine: EngineName, { harts, turnInstructions, isObserved }: Kind) {
    const options: MachineOptions = {
      ...{ ramBytes, engine, harts, turnInstructions, hotAfter: 3 },
      disks: [new MemoryDisk(new Uint8Array(8 * 512))],
      console: (byte) => this.#seen.push(`printed ${byte}`),
      ...(isObserved && {
        probe: {
          trapTaken: ({ begun, kind, code, from, to }) =>
            this.#seen.push(`${begun}: ${kind} ${code} ${from}→${to}`),
        },
      }),
    };
    this.machine = new Machine(options);
    this.#reset = takeState(this.machine);
  }

  get reset(): PlainState {
    return this.#reset;
  }

  /** Has the computer begin with a state. */
  begin(state: PlainState, program: Uint8Array): void {
    this.#putRam(program);
    giveState(this.machine, state);
    this.machine.fence();
    this.#seen = [];
  }

  /** Runs a sequence from its beginning. */
  run({ state, program, stops }: Sequence): void {
    this.begin(state, program.ram);
    for (const stop of stops) if (!this.goOn(stop)) break;
  }

  /** Goes on until so many instructions have begun, and takes input. @returns whether there is more to run. */
  goOn({ at, input }: Stop): boolean {
    this.#outcome = this.machine.run({ maxInstructions: at }).kind;
    if (this.#outcome !== 'limit') return false;
    if (input.length > 0) this.machine.receive(input);
    return true;
  }

  get outcome(): Outcome['kind'] {
    return this.#outcome;
  }

  /** Traps that were taken, where they are observed. */
  get traps(): readonly string[] {
    return this.#seen.filter((seen) => seen.includes('→'));
  }

  /** How a sequence has ended, but for RAM and the state of the machine. */
  get ending(): string {
    return [`${this.#outcome}`, ...this.#seen].join(', ');
  }

  #putRam(program: Uint8Array): void {
    const { debug, hart } = this.machine;
    const { ram } = hart;
    for (let start = 0; start < ramBytes; start += PAGE) {
      const page = program.subarray(start, start + PAGE);
      if (!isSameBytes(ram.subarray(start, start + PAGE), page))
        debug.writePhysical(ramBase + start, page);
    }
    if (program === this.#program) return;
    this.#program = program;
    // No code of this program has run yet.
    const counts = COUNTS + (RAM & (countBytes - 2));
    hart.bytes.fill(0, counts, counts + ramBytes);
  }

  hasRamOf(other: Runner): boolean {
    return isSameBytes(this.machine.hart.ram, other.machine.hart.ram);
  }

  /** All that is not as on another computer. */
  differencesFrom(other: Runner): Difference['unequal'] {
    const [ram, others] = [this.machine.hart.ram, other.machine.hart.ram];
    const changed = [...ram.keys()].filter((at) => ram[at] !== others[at]);
    const hex = (byte = 0) => `0x${byte.toString(16)}`;
    return [
      ...(this.ending === other.ending ? [] : [['ending', this.ending, other.ending] as const]),
      ...differencesOf(takeState(this.machine), takeState(other.machine)),
      ...changed.map(
        (at) => [`byte at ${hex(ramBase + at)}`, hex(ram[at]), hex(others[at])] as const,
      ),
    ];
  }
}

const isSameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  Buffer.compare(one, other) === 0;

/** The last sequences of the first programs: on each program's last one, TLBs are looked at as well. */
export const someSequences = (programs: number, each: number): readonly number[] =>
  Array.from({ length: programs }, (_, program) =>
    Array.from({ length: each }, (_, index) => (program + 1) * perProgram - each + index),
  ).flat();

/** Makes sequences, and runs them on all engines. */
export class Sequences {
  readonly #runners = new Map<Kind, ReadonlyMap<EngineName, Runner>>();
  readonly #makers = new Map<number, Runner>();
  #program: { readonly index: number; readonly program: RandomProgram } | undefined;
  #start: { readonly index: number; readonly state: PlainState } | undefined;

  /** The sequence of a number. */
  make(number: number): Sequence {
    const index = Math.floor(number / perProgram);
    if (this.#program?.index !== index) this.#program = { index, program: makeProgram(index + 1) };
    const { program } = this.#program;
    const kind = kinds[index % kinds.length] as Kind;
    const state = this.#startOf(Math.floor(number / perStart), kind, program);
    const random = seeded(number);
    const harts = state['harts'] as PlainState;
    const begun = harts['begun'] as number;
    const length = random(LONG) === 0 ? 1000 : 20 + random(130);
    const middle = random(length);
    const input = random(4) ? new Uint8Array() : Uint8Array.of(random(256));
    const stops = [
      { at: begun + middle, input },
      { at: begun + length, input: new Uint8Array() },
    ];
    const parts = Array.from({ length: kind.harts }, (_, hart): [string, PlainState] => {
      const name = `hart${hart}`;
      return [name, withRegisters(harts[name] as PlainState, program, random)];
    });
    return {
      ...{ number, kind, program, stops },
      state: { ...state, harts: { ...harts, ...Object.fromEntries(parts) } },
    };
  }

  /** A state to begin with: each hart has executed the program's preamble on its own, with other values. */
  #startOf(index: number, kind: Kind, program: RandomProgram): PlainState {
    if (this.#start?.index === index) return this.#start.state;
    const { harts, turnInstructions } = kind;
    const random = seeded(-index - 1);
    let maker = this.#makers.get(harts);
    if (!maker) {
      maker = new Runner('interpreter', { harts, turnInstructions: 10_000, isObserved: false });
      this.#makers.set(harts, maker);
    }
    const parts: Record<string, PlainState> = {};
    let whole: PlainState = maker.reset;
    for (let hart = harts - 1; hart >= 0; hart--) {
      putStart(program.ram, program.entries, random);
      maker.begin(maker.reset, program.ram);
      maker.machine.run({ maxInstructions: preambleInstructions });
      whole = takeState(maker.machine);
      parts[`hart${hart}`] = (whole['harts'] as PlainState)['hart0'] as PlainState;
    }
    const shared = whole['harts'] as PlainState;
    const begun = shared['begun'] as number;
    const turn = { turnStart: begun, turnEnd: begun + turnInstructions };
    const state = { ...whole, harts: { ...shared, ...turn, ...parts } };
    this.#start = { index, state };
    return state;
  }

  /** What a hart's value is when its computer has been reset. */
  afterReset(kind: Kind, hart: string, name: string): PlainValue {
    const reset = this.#runnersOf(kind).get('reference')?.reset['harts'] as PlainState;
    return (reset[hart] as PlainState)[name] as PlainValue;
  }

  #runnersOf(kind: Kind): ReadonlyMap<EngineName, Runner> {
    let runners = this.#runners.get(kind);
    if (!runners) {
      runners = new Map(engineNames.map((engine) => [engine, new Runner(engine, kind)]));
      this.#runners.set(kind, runners);
    }
    return runners;
  }

  /** Runs a sequence on all engines. @returns what differs from the reference. */
  differences(sequence: Sequence): readonly Difference[] {
    const runners = this.#runnersOf(sequence.kind);
    for (const runner of runners.values()) runner.run(sequence);
    const reference = runners.get('reference') as Runner;
    const state = takeState(reference.machine);
    const isLast = sequence.number % perProgram === perProgram - 1;
    return [...runners].flatMap(([engine, runner]): readonly Difference[] => {
      const problem = isLast ? unsound(runner.machine) : undefined;
      const isAsReference =
        runner === reference ||
        (runner.ending === reference.ending &&
          runner.hasRamOf(reference) &&
          hasState(runner.machine, state));
      if (!problem && isAsReference) return [];
      const soundness = problem ? [['soundness', problem, 'sound'] as const] : [];
      return [{ engine, unequal: [...soundness, ...runner.differencesFrom(reference)] }];
    });
  }
}

/** An instruction that a sequence executes. */
export interface Step {
  readonly hart: number;
  readonly mode: number;
  /** Numbers of the ways in which its addresses are translated: `satp`; of a guest `vsatp` and `hgatp`. */
  readonly paging: readonly number[];
  readonly pc: bigint;
  /** 32 bits from there on, as far as they can be read. */
  readonly word: number;
  /** Whether it raises no exception. */
  readonly retires: boolean;
}

/** Runs a sequence instruction by instruction. */
export function* stepsOf(runner: Runner, { state, program, stops }: Sequence): Generator<Step> {
  const { machine } = runner;
  runner.begin(state, program.ram);
  const end = stops.at(-1)?.at ?? 0;
  const noInput = new Uint8Array();
  while (machine.instructions < end) {
    // What is due before an instruction comes first.
    const at = machine.instructions;
    const { input } = stops.find((stop) => stop.at === at) ?? { input: noInput };
    if (!runner.goOn({ at, input }) || !runner.goOn({ at, input: noInput })) return;
    const { hart } = machine;
    const { pc, id, mode } = hart;
    const bytes = machine.debug.read(id, pc, 4);
    const word = bytes.reduceRight((bits, byte) => bits * 256 + byte, 0);
    const registers = hart.isVirtual ? (['vsatp', 'hgatp'] as const) : (['satp'] as const);
    const paging = registers.map((name) => Number(hart.state(name) >> 60n));
    const exceptions = hart.get(slot.exceptions);
    const goesOn = runner.goOn({ at: at + 1, input: noInput });
    const retires = machine.hartOf(id).get(slot.exceptions) === exceptions;
    yield { hart: id, mode, paging, pc, word, retires };
    if (!goesOn) return;
  }
}

const seeded = (number: number) => generator(Math.imul(number + 1, 0x9e37_79b1));

/** Another piece of the program to begin with, and other registers. */
function withRegisters(hart: PlainState, { entries }: RandomProgram, random: Random): PlainState {
  const pc = hart['pc'] as bigint;
  const offset = pc < BigInt(ramBase + userOffset) ? 0 : userOffset;
  const changed: Record<string, bigint> = {};
  for (let register = 1; register < 32; register++)
    if (random(2)) {
      const value = startOf(register, entries, BigInt(offset), random);
      changed[`x${register}`] = BigInt.asUintN(64, value);
    }
  // It may stand in a handler, for an interrupt came at once.
  if (entries.includes(Number(pc) - offset))
    changed['pc'] = BigInt((entries[random(entries.length)] ?? 0) + offset);
  // The return into the mode it begins in has left of these nothing but zeros.
  if (random(2)) {
    const { mpp, mpv } = mstatus;
    const previous = BigInt(pick(random, [0, 1, 3])) << BigInt(mpp.at);
    const others = (hart['mstatus'] as bigint) & ~fieldMask(mpp) & ~fieldMask(mpv);
    changed['mstatus'] = others | previous | (random(2) ? fieldMask(mpv) : 0n);
  }
  return { ...hart, ...changed };
}
