/**
 * The debugger's end in the computer, a stub in gdb's words: it carries out the packets of one gdb between
 * two instructions, and tells it why the run stopped [gdb, "Remote Protocol"]. Harts are threads, numbered
 * from 1. In a replay a program also runs backwards; there nothing can be changed, for that would be another
 * run.
 */

import {
  type Change,
  isStopFor,
  type Machine,
  type Outcome,
  type WatchedBytes,
} from '@ireko/machine';
import { bytesOf, hexOf, maximumPacketBytes } from './packets.ts';
import {
  changeOf,
  hexOfRegister,
  plainRegisters,
  readRegister,
  registerOfHex,
  targetDescription,
} from './registers.ts';

/** Going back, where the run is a replay. */
export interface History {
  /** Goes to so many instructions. */
  goTo(instructions: number): void;
  /** Goes to the last stop before, and tells it; or to the beginning. */
  goToLastStop(): Outcome | undefined;
}

export interface StubOptions {
  readonly machine: Machine;
  readonly history?: History | undefined;
  /** Makes a change, if that can be; undefined: nothing can be changed. */
  readonly change: ((change: Change) => boolean) | undefined;
  /** Carries out a command of the machine's monitor, and gives what it says. */
  readonly monitor: (command: string) => string;
  /** Sends what was not asked for: why the run stopped. */
  readonly send: (body: string) => void;
}

const OK = 'OK';
const UNKNOWN = '';
const WRONG = 'E01';
const NO_MEMORY = 'E14';
/** Signals, in gdb's numbers. */
const SIGINT = '02';
const SIGTRAP = '05';
const SIGSEGV = '0b';
/** How many instructions other harts may begin before a step of one is given up: it waits. */
const MOST_OF_OTHERS = 1_000_000;

/** A packet's name, and what it does with the rest of the packet; no answer: there will be one. */
type Handler = (rest: string) => string | undefined;

export class GdbStub {
  /** No instruction is executed. */
  stopped = true;
  /** Stop when so many instructions have begun. */
  until: number | undefined;
  /** gdb has had the run ended. */
  killed = false;
  /** gdb has let go of the run. */
  detached = false;
  /** Acknowledgements are left out. */
  hasNoAcks = false;
  readonly #options: StubOptions;
  readonly #breakpoints = new Set<bigint>();
  readonly #watched = new Map<string, WatchedBytes & { readonly address: bigint }>();
  /** The hart that packets about registers and memory are about. */
  #hart: number;
  /** The hart of a step, and how many instructions it and all harts had begun. */
  #stepping: { readonly hart: number; readonly begun: number; readonly from: number } | undefined;
  #stopReply: string;
  #tellsKind = false;
  readonly #handlers: readonly (readonly [name: string, handler: Handler])[];

  constructor(options: StubOptions) {
    this.#options = options;
    this.#hart = options.machine.hart.id;
    this.#stopReply = `T${SIGTRAP}thread:${this.#thread};`;
    this.#handlers = this.#table();
  }

  /** Carries out a packet. @returns the answer; undefined if it comes when the run stops. */
  execute(body: string): string | undefined {
    for (const [name, handler] of this.#handlers)
      if (body.startsWith(name)) return handler(body.slice(name.length));
    return UNKNOWN;
  }

  /** The user wants the run stopped. */
  interrupt(): void {
    if (!this.stopped) this.#stop(SIGINT, '');
  }

  /** The run has come to a breakpoint, to an access to watched bytes, to a lockup, or to where it was to stop. */
  came(outcome: Outcome): void {
    if (this.stopped) return;
    if (outcome.kind === 'breakpoint' || outcome.kind === 'watchpoint') this.#stopFor(outcome);
    else if (outcome.kind === 'locked-up') this.#stop(SIGSEGV, '');
    else if (this.until !== undefined && this.#options.machine.instructions >= this.until)
      this.#stepped();
    else if (outcome.kind === 'waiting' && this.#stepping) this.#stop(SIGTRAP, '');
  }

  /** The run has ended. @returns whether it stays, to be looked at: the end of a replay. */
  ended(status: number): boolean {
    if (this.#options.history) this.#stop(SIGTRAP, 'replaylog:end;');
    else this.#options.send(`W${(status & 0xff).toString(16).padStart(2, '0')}`);
    return this.#options.history !== undefined;
  }

  /** Has no trace of gdb be left in the machine. */
  release(): void {
    this.#breakpoints.clear();
    this.#watched.clear();
    this.#install();
    this.stopped = false;
    this.until = undefined;
  }

  // biome-ignore format: columns are the point. The first whose name begins a packet carries it out.
  #table(): readonly (readonly [string, Handler])[] {
    return [
      ['?',                 () => this.#stopReply],
      ['qSupported',        (rest) => this.#supported(rest)],
      ['QStartNoAckMode',   () => { this.hasNoAcks = true; return OK; }],
      ['qXfer:features:read:target.xml:', (rest) => part(targetDescription(), rest)],
      ['qAttached',         () => '1'],
      ['qC',                () => `QC${this.#thread}`],
      ['qfThreadInfo',      () => `m${this.#threads.join(',')}`],
      ['qsThreadInfo',      () => 'l'],
      ['qThreadExtraInfo,', (rest) => this.#threadInfo(rest)],
      ['qRcmd,',            (rest) => this.#monitor(rest)],
      ['T',                 (rest) => (this.#hartOf(rest) === undefined ? WRONG : OK)],
      ['Hg',                (rest) => this.#select(rest)],
      ['Hc',                () => OK],
      ['g',                 () => this.#readAll()],
      ['G',                 (rest) => this.#writeAll(rest)],
      ['p',                 (rest) => this.#readOne(rest)],
      ['P',                 (rest) => this.#writeOne(rest)],
      ['m',                 (rest) => this.#readMemory(rest)],
      ['M',                 (rest) => this.#writeMemory(rest, bytesOf)],
      ['X',                 (rest) => this.#writeMemory(rest, (data) => Buffer.from(data, 'latin1'))],
      ['Z',                 (rest) => this.#point(rest, true)],
      ['z',                 (rest) => this.#point(rest, false)],
      ['vCont?',            () => 'vCont;c;C;s;S'],
      ['vCont;',            (rest) => this.#resume(rest)],
      ['c',                 () => this.#go(undefined)],
      ['s',                 () => this.#go(this.#hart)],
      ['bs',                () => this.#back()],
      ['bc',                () => this.#backToStop()],
      ['vKill',             () => { this.killed = true; return OK; }],
      ['k',                 () => { this.killed = true; return undefined; }],
      ['D',                 () => { this.detached = true; return OK; }],
    ];
  }

  #supported(theirs: string): string {
    this.#tellsKind = theirs.includes('swbreak+');
    const ours = [
      `PacketSize=${maximumPacketBytes.toString(16)}`,
      ...['qXfer:features:read+', 'swbreak+', 'hwbreak+', 'vContSupported+', 'QStartNoAckMode+'],
      ...(this.#options.history ? ['ReverseStep+', 'ReverseContinue+'] : []),
    ];
    return ours.join(';');
  }

  get #threads(): readonly string[] {
    const { harts } = this.#options.machine;
    return Array.from({ length: harts }, (_, hart) => (hart + 1).toString(16));
  }

  /** The thread of the hart that runs. */
  get #thread(): string {
    return (this.#options.machine.hart.id + 1).toString(16);
  }

  /** The hart of a thread; -1 and 0 are any. */
  #hartOf(thread: string): number | undefined {
    if (thread === '' || thread === '-1' || thread === '0') return this.#options.machine.hart.id;
    const hart = Number.parseInt(thread, 16) - 1;
    return hart >= 0 && hart < this.#options.machine.harts ? hart : undefined;
  }

  #threadInfo(thread: string): string {
    const hart = this.#hartOf(thread);
    if (hart === undefined) return WRONG;
    const { machine } = this.#options;
    const what = machine.hartOf(hart).isWaiting
      ? 'waits'
      : hart === machine.hart.id
        ? 'runs'
        : 'ready';
    return Buffer.from(`hart ${hart}, ${what}`).toString('hex');
  }

  #monitor(hex: string): string {
    const command = Buffer.from(hex, 'hex').toString();
    return Buffer.from(this.#options.monitor(command)).toString('hex') || OK;
  }

  #select(thread: string): string {
    const hart = this.#hartOf(thread);
    if (hart === undefined) return WRONG;
    this.#hart = hart;
    return OK;
  }

  #readAll(): string {
    const numbers = Array.from({ length: plainRegisters }, (_, number) => number);
    const { machine } = this.#options;
    return numbers
      .map((number) => hexOfRegister(readRegister(machine, this.#hart, number) ?? 0n))
      .join('');
  }

  #writeAll(hex: string): string {
    const digits = 16;
    for (let number = 0; number < plainRegisters; number++) {
      const answer = this.#write(number, hex.slice(number * digits, (number + 1) * digits));
      if (answer !== OK) return answer;
    }
    return OK;
  }

  #readOne(hex: string): string {
    const value = readRegister(this.#options.machine, this.#hart, Number.parseInt(hex, 16));
    return value === undefined ? WRONG : hexOfRegister(value);
  }

  #writeOne(rest: string): string {
    const [number = '', value = ''] = rest.split('=');
    return this.#write(Number.parseInt(number, 16), value);
  }

  #write(number: number, hex: string): string {
    const value = registerOfHex(hex);
    const { change } = this.#options;
    if (!change || value === undefined) return WRONG;
    return change(changeOf(this.#hart, number, value)) ? OK : WRONG;
  }

  /** As much as there is in RAM. */
  #readMemory(rest: string): string {
    const [start = '', length = ''] = rest.split(',');
    const wanted = Number.parseInt(length, 16);
    const bytes = this.#options.machine.debug.read(this.#hart, addressOf(start), wanted);
    return bytes.length === 0 && wanted > 0 ? NO_MEMORY : hexOf(bytes);
  }

  #writeMemory(rest: string, decode: (data: string) => Uint8Array | undefined): string {
    const [, start = '', length = '', data = ''] = /^([^,]*),([^:]*):(.*)$/s.exec(rest) ?? [];
    const bytes = decode(data);
    const { change } = this.#options;
    if (!change || !bytes || bytes.length !== Number.parseInt(length, 16)) return WRONG;
    const address = addressOf(start);
    return change({ kind: 'memory', hart: this.#hart, address, bytes }) ? OK : NO_MEMORY;
  }

  /** Sets or removes a breakpoint, of which both kinds are the same here, or watches bytes. */
  #point(rest: string, on: boolean): string {
    const [kind = '', place = '', length = ''] = rest.split(/[,;]/);
    const access = watchKinds[kind];
    if (kind === '0' || kind === '1') {
      if (on) this.#breakpoints.add(addressOf(place));
      else this.#breakpoints.delete(addressOf(place));
    } else if (access === undefined) return UNKNOWN;
    else if (!on) this.#watched.delete(rest);
    else {
      const { machine } = this.#options;
      const start = machine.physicalOf(addressOf(place), machine.hartOf(this.#hart)) ?? 0;
      const end = start + Number.parseInt(length, 16);
      if (!machine.bytes(start, end)) return NO_MEMORY;
      this.#watched.set(rest, { start, end, access, address: addressOf(place) });
    }
    this.#install();
    return OK;
  }

  #install(): void {
    const { debug } = this.#options.machine;
    debug.breakpoints = this.#breakpoints;
    debug.watchedBytes = [...this.#watched.values()];
  }

  /** Actions for threads: the first that steps one counts, else all go on. */
  #resume(actions: string): undefined {
    const step = actions.split(';').find((action) => /^s/i.test(action));
    if (step === undefined) return this.#go(undefined);
    return this.#go(this.#hartOf(step.split(':')[1] ?? '') ?? this.#hart);
  }

  /** Goes on, or, for a hart, until that has begun an instruction. */
  #go(stepping: number | undefined): undefined {
    const { machine } = this.#options;
    this.stopped = false;
    this.until = undefined;
    this.#stepping = undefined;
    if (stepping === undefined) return;
    const from = machine.instructions;
    this.#stepping = { hart: stepping, begun: machine.workOf(stepping).instructions, from };
    this.until = from + 1;
  }

  #stepped(): void {
    const { machine } = this.#options;
    const { hart, begun, from } = this.#stepping ?? { hart: machine.hart.id, begun: -1, from: 0 };
    const hasStepped = machine.workOf(hart).instructions > begun;
    if (hasStepped || machine.instructions - from > MOST_OF_OTHERS) this.#stop(SIGTRAP, '');
    else this.until = machine.instructions + 1;
  }

  #back(): string {
    const { history, machine } = this.#options;
    if (!history) return UNKNOWN;
    const before = machine.instructions;
    history.goTo(before - 1);
    const isBeginning = machine.instructions >= before;
    this.#stop(SIGTRAP, isBeginning ? 'replaylog:begin;' : '', false);
    return this.#stopReply;
  }

  #backToStop(): string {
    const { history } = this.#options;
    if (!history) return UNKNOWN;
    const outcome = history.goToLastStop();
    if (outcome) this.#stopFor(outcome, false);
    else this.#stop(SIGTRAP, 'replaylog:begin;', false);
    return this.#stopReply;
  }

  #stopFor(outcome: Outcome, isTold = true): void {
    if (outcome.kind === 'watchpoint') {
      const watched = [...this.#watched.values()];
      const found = watched.find((bytes) => isStopFor(bytes, outcome));
      const reason = stopReasons[found?.access ?? 'write'];
      this.#stop(SIGTRAP, `${reason}:${(found?.address ?? 0n).toString(16)};`, isTold);
    } else this.#stop(SIGTRAP, this.#tellsKind ? 'swbreak:;' : '', isTold);
  }

  #stop(signal: string, reason: string, isTold = true): void {
    this.stopped = true;
    this.until = undefined;
    this.#hart = this.#options.machine.hart.id;
    this.#stopReply = `T${signal}${reason}thread:${this.#thread};`;
    if (isTold) this.#options.send(this.#stopReply);
  }
}

/** The accesses that watchpoints are for, by their numbers in packets; and why the run stopped at them. */
const watchKinds: Readonly<Record<string, WatchedBytes['access']>> = {
  2: 'write',
  3: 'read',
  4: 'any',
};
const stopReasons = { write: 'watch', read: 'rwatch', any: 'awatch' } as const;

const addressOf = (hex: string): bigint =>
  /^[0-9a-f]{1,16}$/i.test(hex) ? BigInt(`0x${hex}`) : 0n;

/** A part of a text, as `qXfer` asks for it: `offset,length`; `l` begins the last. */
function part(text: string, rest: string): string {
  const [offset = 0, length = 0] = rest.split(',').map((hex) => Number.parseInt(hex, 16));
  const isLast = offset + length >= text.length;
  return `${isLast ? 'l' : 'm'}${text.slice(offset, offset + length)}`;
}
