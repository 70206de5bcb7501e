/**
 * A session: a run that can be stopped at any instruction, gone on with and gone back in. It goes forwards in
 * slices, between which the worker hears what the page has to say. What was run once and is run again, after
 * going back, is the same to the bit: the instruments saw it, so they are deaf until it comes to what is new.
 */

import type { Change, Lockup, Outcome } from '@ireko/machine';
import { type CodeLine, keyOf } from './code-map.ts';
import { Computer } from './computer.ts';
import { causeText, type Moment, momentOf } from './moment.ts';
import { stepOver } from './step-over.ts';
import { type Watch, watchedBytes, watchMet } from './watches.ts';
import type { Boot } from './workbench.ts';

/** Instructions from one look at what the page says to the next: some milliseconds. */
const sliceInstructions = 1_000_000;
/** Of the first slice on the way to another layer, which is often near. */
const firstSlice = 1_000;

/** How a run goes on from where it stands. */
export type Move =
  /** To a breakpoint, or to the end. */
  | { readonly kind: 'go' }
  /** One instruction, or the exception that it raises. */
  | { readonly kind: 'step' }
  /** One instruction with all that it calls or causes in other layers. */
  | { readonly kind: 'over' }
  /** Until another layer executes. */
  | { readonly kind: 'layer' }
  /** To a line. */
  | { readonly kind: 'line'; readonly line: CodeLine }
  /** One instruction back. */
  | { readonly kind: 'back' }
  /** Back to the breakpoint or the watched access that was met last, or to the beginning. */
  | { readonly kind: 'back-to-breakpoint' }
  /** To a number of instructions, forwards or backwards. */
  | { readonly kind: 'instructions'; readonly instructions: number };

/** Why a run stands still. */
export type Reason =
  | { readonly kind: 'moved' | 'paused' | 'breakpoint' | 'beginning' | 'changed' }
  /** The next instruction does what is watched for. */
  | { readonly kind: 'watchpoint'; readonly watch: Watch }
  | { readonly kind: 'ended'; readonly how: string };

/** What a session tells while it runs. */
export interface SessionEvents {
  printed(bytes: Uint8Array): void;
  /** The console shows this and nothing more: the run is at an earlier moment. */
  rewound(bytes: Uint8Array): void;
  running(instructions: number): void;
  /** The guest waits, and nothing but the user can wake it. */
  waiting(): void;
}

/** One run, from power-on on. */
export class Session {
  readonly computer: Computer;
  readonly #events: SessionEvents;
  #breakpoints: readonly CodeLine[] = [];
  /** Bytes before whose use the run stops. */
  watches: readonly Watch[] = [];
  #typed: Uint8Array[] = [];
  #isPaused = false;
  /** The guest has ended the run, and this is where. */
  #isOver = false;
  /** Resolves what waits for the user. */
  #wake: () => void = () => {};

  constructor(boot: Boot, events: SessionEvents) {
    this.computer = new Computer(boot);
    this.#events = events;
  }

  /** Lines before which the run stops. */
  set breakpoints(lines: readonly CodeLine[]) {
    this.#breakpoints = lines;
  }

  /** Gives what was typed to the guest. */
  type(bytes: Uint8Array): void {
    this.#typed.push(bytes);
    this.#wake();
  }

  /** Has the run stand still before its next slice. */
  pause(): void {
    this.#isPaused = true;
    this.#wake();
  }

  /** Changes something while the run stands still. @returns why that cannot be. */
  change(change: Change): string | undefined {
    if (this.#isOver) return 'the run has ended: go back first';
    return this.computer.change(change) ? undefined : 'there is no RAM for all of it';
  }

  /** The moment at which the run stands. */
  get moment(): Moment {
    const { machine, locator, code, vmms } = this.computer;
    return momentOf(machine, locator, code, vmms);
  }

  /** Goes on, and tells why it stands still again. */
  async move(move: Move): Promise<Reason> {
    const { computer } = this;
    const { machine } = computer;
    this.#isPaused = false;
    switch (move.kind) {
      case 'go':
        return this.run({});
      case 'step':
        return this.run({ until: machine.instructions + 1 });
      case 'over':
        return stepOver(this);
      case 'layer':
        return this.#toLayer();
      case 'line':
        return this.run({ line: move.line });
      case 'instructions':
        if (move.instructions >= machine.instructions)
          return this.run({ until: move.instructions });
        return this.#back(() => computer.goTo(Math.max(0, move.instructions)));
      case 'back':
        return this.#back(() => computer.goTo(machine.instructions - 1));
      case 'back-to-breakpoint':
        return this.#backToStop();
    }
  }

  /** Before the instruction: from behind it, where that is a watched access. */
  #backToStop(): Reason {
    const { computer } = this;
    const { machine } = computer;
    let met: Watch | undefined;
    this.#install([]);
    const back = this.#back(() => {
      const outcome = computer.goToLastStop((stop) => {
        if (stop.kind === 'breakpoint') return this.#isAt(this.#breakpoints);
        const step = () => machine.run({ maxInstructions: machine.instructions + 1 });
        const found = watchMet(this.watches, machine, stop, step);
        met = found ?? met;
        return found !== undefined;
      });
      if (outcome?.kind === 'watchpoint') computer.goTo(machine.instructions - 1);
      else met = undefined;
    });
    return met ? { kind: 'watchpoint', watch: met } : back;
  }

  /**
   * Runs until there is a reason not to.
   * @param stopsAt whether the run stops at one of these addresses, when it comes to it.
   * @param since where the move began: the breakpoint that it may have begun at is no reason.
   */
  async run({
    until = Infinity,
    slice = sliceInstructions,
    line,
    addresses = [],
    stopsAt = () => false,
    since = this.computer.machine.instructions,
  }: {
    readonly until?: number;
    readonly slice?: number;
    readonly line?: CodeLine;
    readonly addresses?: readonly bigint[];
    readonly stopsAt?: () => boolean;
    readonly since?: number;
  }): Promise<Reason> {
    const { computer } = this;
    const { machine } = computer;
    const lines = line ? [line] : [];
    this.#install([...addresses, ...lines.flatMap((each) => computer.code.startsOf(each))]);
    for (;;) {
      for (const bytes of this.#typed.splice(0)) computer.receive(bytes);
      const outcome = computer.run(Math.min(until, machine.instructions + slice));
      this.#tell();
      const ended = ending(outcome);
      this.#isOver = outcome.kind === 'finished';
      if (ended) return ended;
      if (outcome.kind === 'breakpoint' && machine.instructions > since) {
        const isThere = addresses.includes(machine.hart.pc) && stopsAt();
        if (isThere || this.#isAt(lines)) return { kind: 'moved' };
        if (this.#isAt(this.#breakpoints)) return { kind: 'breakpoint' };
      }
      if (outcome.kind === 'watchpoint' && machine.instructions > since) {
        const watch = this.#met(outcome);
        if (watch) return { kind: 'watchpoint', watch };
      }
      if (machine.instructions >= until) return { kind: 'moved' };
      if (outcome.kind === 'waiting') await this.#untilTyped();
      else if (outcome.kind === 'limit') await nextTask();
      if (this.#isPaused) return { kind: 'paused' };
    }
  }

  /** The watch for which the run stops here, before the instruction. */
  #met(outcome: Outcome): Watch | undefined {
    const { computer } = this;
    const at = computer.machine.instructions;
    const step = () => computer.run(at + 1);
    const watch = watchMet(this.watches, computer.machine, outcome, step);
    if (watch && computer.machine.instructions > at) computer.goTo(at);
    return watch;
  }

  /** To the first instruction that another layer executes: what went too far goes back. */
  async #toLayer(): Promise<Reason> {
    const { computer } = this;
    const { machine } = computer;
    computer.watchLayers();
    const since = machine.instructions;
    for (let slice = firstSlice; ; slice = Math.min(slice * 8, sliceInstructions)) {
      const reason = await this.run({ until: machine.instructions + slice, since });
      const { crossing } = computer;
      if (crossing === undefined && reason.kind === 'moved') continue;
      if (crossing === undefined || crossing >= machine.instructions) return reason;
      return this.#back(() => computer.goTo(crossing));
    }
  }

  #back(go: () => void): Reason {
    this.#isOver = false;
    go();
    this.#events.rewound(this.computer.takePrinted('all'));
    return { kind: this.computer.machine.instructions === 0 ? 'beginning' : 'moved' };
  }

  #install(addresses: readonly bigint[]): void {
    const { code, machine } = this.computer;
    const own = this.#breakpoints.flatMap((line) => code.startsOf(line));
    machine.debug.breakpoints = [...own, ...addresses];
    machine.debug.watchedBytes = watchedBytes(this.watches);
  }

  /** Whether the next instruction is the first of one of these lines: the address alone may be another's as well. */
  #isAt(lines: readonly CodeLine[]): boolean {
    if (lines.length === 0) return false;
    const { machine, locator, code } = this.computer;
    const { pc } = machine.hart;
    const line = code.at(locator.at(), pc)?.lineAt(pc);
    return line !== undefined && lines.some((each) => keyOf(each) === keyOf(line));
  }

  #tell(): void {
    const bytes = this.computer.takePrinted('new');
    if (bytes.length > 0) this.#events.printed(bytes);
    this.#events.running(this.computer.machine.instructions);
  }

  /** The guest waits, and only the user can wake it. */
  async #untilTyped(): Promise<void> {
    if (this.#typed.length > 0 || this.#isPaused) return;
    this.#events.waiting();
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** How a run ended; undefined: it has not. */
function ending(outcome: Outcome): Reason | undefined {
  switch (outcome.kind) {
    case 'finished':
      return { kind: 'ended', how: `ended with status ${outcome.status}` };
    case 'locked-up':
      return { kind: 'ended', how: `locked up: ${lockupText(outcome.lockup)}` };
    default:
      return undefined;
  }
}

function lockupText({ origin, registers, handler }: Lockup): string {
  const after = `the handler (${registers.tvec} ${handler.toString(16)}) traps at once`;
  if (!origin) return after;
  const { code, pc, begun } = origin;
  return `${causeText(BigInt(code))} at ${pc.toString(16)}, after ${begun}, and ${after}`;
}

/** Lets the messages in that have come meanwhile. A timer would wait longer each time. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
