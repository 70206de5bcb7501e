/**
 * The computer of a session: the machine with its instruments, what it printed, and its history. Instruments are told
 * of each instruction once, however often it is executed.
 */

import {
  Accounting,
  type Descent,
  type DescentOptions,
  Descents,
  heightOf,
  Locator,
  type Whereabouts,
} from '@ireko/lab';
import {
  type Change,
  Machine,
  MemoryDisk,
  type Outcome,
  type Probe,
  ReplayHistory,
  ReplayInput,
} from '@ireko/machine';
import { makeDisk } from '@ireko/monitor';
import { keyOf } from './code-map.ts';
import { CodeFinder } from './software.ts';
import type { Boot } from './workbench.ts';

/** Instructions from one checkpoint to the next: as many as are soon done again. */
const checkpointInterval = 5_000_000;

/** What is told of a run's instructions. */
interface Instruments {
  readonly accounting: Accounting;
  readonly descents: Descents;
}

export class Computer {
  readonly machine: Machine;
  readonly locator: Locator;
  readonly code: CodeFinder;
  /** The trap that was taken last, since this was cleared. */
  lastTrap: { readonly begun: number; readonly kind: 'exception' | 'interrupt' } | undefined;
  /** Traps and returns are looked at for the first by which another layer comes to execute. */
  #watchesLayers = false;
  #crossing: number | undefined;
  readonly #boot: Boot;
  readonly #input = new ReplayInput();
  readonly #history: ReplayHistory;
  #instruments: Instruments;
  /** Where the run has been: before that, instruments are deaf. */
  #furthest = 0;
  #isDeaf = false;
  #nextCheckpoint = checkpointInterval;
  /** All bytes up to now, and how many instructions had begun before the one that printed each. */
  #printed: number[] = [];
  #printedAt: number[] = [];
  #told = 0;
  readonly #places = new Map<string, string | undefined>();

  constructor(boot: Boot) {
    this.#boot = boot;
    this.#instruments = this.#newInstruments();
    this.machine = new Machine({
      ramBytes: boot.ramBytes,
      disks: Array.from({ length: boot.disks }, () => new MemoryDisk(makeDisk())),
      console: (byte) => this.#print(byte),
      probe: this.#probe,
    });
    const problem = this.machine.boot(boot.files);
    if (problem) throw new Error(`${problem.file}: ${problem.problem}`);
    this.locator = new Locator(boot.vmms, this.machine);
    this.code = new CodeFinder(boot.software(), this.machine);
    this.#attach();
    this.#history = new ReplayHistory(this.machine, this.#input, performance);
  }

  /** How many VMMs there are, one on the other. */
  get vmms(): number {
    return this.#boot.vmms.length;
  }

  /** How far the run has come, wherever it stands now. */
  get furthest(): number {
    return this.#furthest;
  }

  /** The books, if the run stands where they are closed: at the furthest moment. */
  get accounting(): Accounting | undefined {
    return this.machine.instructions === this.#furthest ? this.#instruments.accounting : undefined;
  }

  /** What instructions cost up to the furthest moment, their places being lines: `a.s:12`. */
  get descents(): readonly Descent[] {
    return this.#instruments.descents.descents;
  }

  /** Runs to a number of instructions at most, and not past the furthest moment: then it may be called again. */
  run(maxInstructions: number): Outcome {
    const { machine } = this;
    const isRepeat = machine.instructions < this.#furthest;
    if (!isRepeat && machine.instructions >= this.#nextCheckpoint) {
      this.#input.add({ at: machine.instructions, saved: true });
      this.#nextCheckpoint = machine.instructions + checkpointInterval;
    }
    this.#input.deliver(machine);
    this.#isDeaf = isRepeat;
    const border = isRepeat ? this.#furthest : Infinity;
    const limit = Math.min(maxInstructions, this.#input.nextAt, border);
    const outcome = machine.run({ maxInstructions: limit });
    this.#furthest = Math.max(this.#furthest, machine.instructions);
    this.#input.deliver(machine); // what came in at this moment has come in when it is looked at
    return outcome.kind === 'waiting' && isRepeat ? { kind: 'limit' } : outcome;
  }

  /** Gives bytes to the guest's console, now: what happened later in the run is another run. */
  receive(bytes: Uint8Array): void {
    const { machine } = this;
    if (machine.instructions < this.#furthest) this.#forgetLater();
    this.#input.add({ at: machine.instructions, input: bytes });
    this.#input.deliver(machine);
  }

  /**
   * Makes a change, now: what happened later in the run is another run.
   * @returns false where it cannot be, and nothing has changed.
   */
  change(change: Change): boolean {
    const { machine } = this;
    if (!machine.debug.make(change)) return false;
    if (machine.instructions < this.#furthest) {
      this.#forgetLater();
      machine.debug.make(change);
    }
    this.#input.note({ at: machine.instructions, change });
    return true;
  }

  /** Goes back to a number of instructions. */
  goTo(instructions: number): void {
    this.#again(() => this.#history.goTo(Math.max(0, instructions)));
  }

  /** Goes back to the last stop that counts, or to the beginning. */
  goToLastStop(counts: (outcome: Outcome) => boolean): Outcome | undefined {
    return this.#again(() => this.#history.goToLastStop(counts));
  }

  /** What was printed, up to now or since it was asked for last. */
  takePrinted(which: 'all' | 'new'): Uint8Array {
    const from = which === 'all' ? 0 : this.#told;
    this.#told = this.#printed.length;
    return Uint8Array.from(this.#printed.slice(from));
  }

  #print(byte: number): void {
    this.#printed.push(byte);
    this.#printedAt.push(this.machine.instructions);
  }

  /** Has the next change of layers noted. */
  watchLayers(): void {
    this.#watchesLayers = true;
    this.#crossing = undefined;
  }

  /** How many instructions had begun where another layer came to execute, if one did since `watchLayers`. */
  get crossing(): number | undefined {
    return this.#crossing;
  }

  /** Does what is done again, with instruments deaf. */
  #again<T>(go: () => T): T {
    const [printed, printedAt] = [this.#printed, this.#printedAt];
    this.#isDeaf = true;
    this.#watchesLayers = false;
    this.#printed = [];
    const result = go();
    const { instructions } = this.machine;
    const later = printedAt.findIndex((at) => at >= instructions);
    const end = later < 0 ? printed.length : later;
    this.#printed = printed.slice(0, end);
    this.#printedAt = printedAt.slice(0, end);
    this.#told = Math.min(this.#told, this.#printed.length);
    return result;
  }

  /** From here on it is another run: instruments begin anew, and are told of all up to here. */
  #forgetLater(): void {
    const { machine } = this;
    const { instructions } = machine;
    this.#history.forgetLater();
    this.#furthest = instructions;
    this.#nextCheckpoint = instructions + checkpointInterval;
    this.#instruments = this.#newInstruments();
    this.#again(() => {
      this.#history.goTo(0);
      this.#isDeaf = false;
      this.#attach();
      this.#input.runTo(machine, instructions);
    });
  }

  #newInstruments(): Instruments {
    const place: DescentOptions['place'] = (...at) => this.#placeOf(...at);
    return {
      accounting: new Accounting(this.#boot.image),
      descents: new Descents({ locator: () => this.locator, place }),
    };
  }

  get #heard(): readonly Probe[] {
    if (this.#isDeaf) return [];
    const { accounting, descents } = this.#instruments;
    return [accounting.probe, descents.probe];
  }

  #attach(): void {
    for (const probe of this.#heard) probe.attached?.(this.machine);
  }

  /** What tells the instruments, if they are to hear it. */
  get #probe(): Probe {
    return {
      trapTaken: (event) => {
        this.lastTrap = event;
        this.#cross(event);
        for (const probe of this.#heard) probe.trapTaken?.(event);
      },
      trapReturned: (event) => {
        this.#cross(event);
        for (const probe of this.#heard) probe.trapReturned?.(event);
      },
      turnBegan: (hart, begun) => {
        for (const probe of this.#heard) probe.turnBegan?.(hart, begun);
      },
      idle: (begun, ns) => {
        for (const probe of this.#heard) probe.idle?.(begun, ns);
      },
      ioStarted: (request, finishesNs) => {
        for (const probe of this.#heard) probe.ioStarted?.(request, finishesNs);
      },
    };
  }

  #cross({ begun, from, to }: { begun: number; from: number; to: number }): void {
    if (!this.#watchesLayers) return;
    const [before, after] = [this.locator.at(from), this.locator.at(to)];
    const isSame = heightOf(before) === heightOf(after) && `${before.vms}` === `${after.vms}`;
    if (isSame) return;
    this.#crossing = begun;
    this.#watchesLayers = false;
  }

  /** The line of an instruction; in one address space it is looked for once. */
  #placeOf(where: Whereabouts, pc: bigint, mode: number): string | undefined {
    const { hart } = this.machine;
    const key = `${where.vms} ${hart.state('satp')} ${hart.state('vsatp')} ${pc}`;
    if (!this.#places.has(key)) {
      const line = this.code.at(where, pc, mode)?.lineAt(pc);
      this.#places.set(key, line && keyOf(line));
    }
    return this.#places.get(key);
  }
}
