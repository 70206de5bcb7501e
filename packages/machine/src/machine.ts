/**
 * The computer: harts, an engine that executes them, and the `virt` board around them.
 *
 * The run loop decides what comes next, before any instruction: timers that are due, an interrupt
 * to take, `wfi` to wait out, another hart's turn, or as many instructions as fit before the next
 * timer. Engines only execute. Virtual time is a function of instructions begun and of idle time, never of the host.
 */

import { isaString, type StateName } from '@ireko/isa';
import { Board } from './board/board.ts';
import { defaultRamBytes, ramBase, virtioSlots } from './board/memory-map.ts';
import { Ram } from './board/physical-memory.ts';
import { describeSlot, type SlotDevice } from './board/slots.ts';
import { type BootFiles, type BootProblem, planBoot } from './boot/plan.ts';
import type { Disk } from './devices/disk.ts';
import { type Outcome as Finish, transferFinish } from './devices/finisher.ts';
import { Htif, type Mailbox, transferMailbox } from './devices/htif.ts';
import type { DiskLatency } from './devices/virtio-blk.ts';
import type { Engine, EngineHost, TrapListener } from './engines/engine.ts';
import { InterpreterEngine } from './engines/interpreter.ts';
import { ReferenceEngine } from './engines/reference.ts';
import { Access } from './hart/access.ts';
import type { Hart } from './hart/hart.ts';
import { Harts, maximumHarts } from './hart/harts.ts';
import { RAM, slot } from './hart/layout.ts';
import { lookUp } from './hart/look-up.ts';
import { compareTimers } from './hart/supervisor-timers.ts';
import type { Probe } from './probe.ts';
import type { BoardDescription } from './snapshot/format.ts';
import { hashOf, takeSnapshot, useSnapshot, type Whole } from './snapshot/snapshot.ts';
import type { Stateful, StateTransfer } from './snapshot/state.ts';
import { defaultTurnInstructions, Turns } from './turns.ts';

/** The engines by the names that users give them. */
const engines = {
  translator: (host: EngineHost, hotAfter: number): Engine => new InterpreterEngine(host, hotAfter),
  interpreter: (host: EngineHost): Engine => new InterpreterEngine(host),
  reference: (host: EngineHost): Engine => new ReferenceEngine(host),
} as const;

export type EngineName = keyof typeof engines;

/** The engine that a machine has unless told otherwise. */
export const defaultEngine: EngineName = 'translator';

/** Every engine's name, the fastest first. */
export const engineNames: readonly EngineName[] = ['translator', 'interpreter', 'reference'];

export interface MachineOptions {
  /** A multiple of 4096; at most 2 GiB less what the machine needs for itself. */
  readonly ramBytes?: number;
  /** How many harts there are: 1 unless told otherwise, 32 at most. */
  readonly harts?: number;
  /** Instructions that a hart executes until it is another's turn: 10,000 unless told otherwise. */
  readonly turnInstructions?: number;
  readonly engine?: EngineName;
  /** How often code is jumped to before the translator translates it: at least 2; usually 4000. */
  readonly hotAfter?: number;
  /** The disks of virtio slots 0, 1, …; `undefined` leaves a slot empty. */
  readonly disks?: readonly (Disk | undefined)[];
  /** What is in virtio slots 0, 1, … that have no disk of `disks`. */
  readonly slots?: readonly (SlotDevice | undefined)[];
  readonly diskLatency?: DiskLatency;
  /** Takes each byte that the guest writes to its serial port, or by HTIF. */
  readonly console?: (byte: number) => void;
  /** The same, of consoles in virtio slots; `console` unless told otherwise. */
  readonly slotConsole?: (byte: number) => void;
  /** What the guest finds as `bootargs` in its device tree. */
  readonly bootArguments?: string;
  /** Virtual nanoseconds an instruction takes a hart; a whole number, 10 unless told otherwise. */
  readonly nsPerInstruction?: number;
  readonly probe?: Probe;
}

/** Where a run stops, whatever the guest does. */
export interface RunLimits {
  /** By `Machine.instructions`. */
  readonly maxInstructions?: number;
  /** By `Machine.nowNs`; it may be passed by one instruction. */
  readonly untilNs?: number;
}

/** How a run ended. */
export type Outcome =
  /** The guest wrote to the test finisher; 0 is success. */
  | { readonly kind: 'finished'; readonly status: number }
  /** As many instructions were begun, or as much time has passed, as was allowed. */
  | { readonly kind: 'limit' }
  /** All harts wait, and nothing but input from outside can ever wake it. */
  | { readonly kind: 'waiting' };

/** The largest RAM: places in the shared memory are 32-bit numbers. */
export const maximumRamBytes: number = 2 ** 31;

const PAGE = 4096;
const DEFAULT_NS = 10;
const HOT_AFTER = 4000;

/**
 * Instructions an engine executes at most before it comes back: generated code that runs long
 * is replaced by the host's optimizing compiler only between calls.
 */
const STRETCH = 1_000_000;

export class Machine implements Stateful {
  readonly ramBytes: number;
  readonly #harts: Harts;
  /** The hart that runs. */
  readonly #hart: Hart;
  readonly #turns: Turns;
  readonly #nsPerInstruction: number;
  readonly #memory: Ram;
  readonly #console: (byte: number) => void;
  readonly #board: Board;
  readonly #access: Access;
  readonly #engine: Engine;
  readonly #probe: Probe | undefined;
  readonly #bootArguments: string | undefined;
  readonly #slots: readonly (SlotDevice | undefined)[];
  #mailbox: Mailbox | undefined;
  #htif: Htif | undefined;
  #finish: Finish | undefined;

  constructor(options: MachineOptions = {}) {
    const { ramBytes = defaultRamBytes, harts: count = 1, probe } = options;
    const { nsPerInstruction = DEFAULT_NS } = options;
    if (ramBytes <= 0 || ramBytes % PAGE !== 0 || ramBytes > maximumRamBytes) {
      throw new RangeError(`RAM of ${ramBytes} bytes: want a multiple of 4096 up to 2 GiB`);
    }
    if (!(Number.isInteger(count) && count >= 1 && count <= maximumHarts))
      throw new RangeError(`${count} harts: want 1 … ${maximumHarts}`);
    this.ramBytes = ramBytes;
    this.#probe = probe;
    this.#bootArguments = options.bootArguments;
    const harts = new Harts(count, ramBytes, BigInt(ramBase));
    const { running: hart, mmu } = harts;
    this.#harts = harts;
    this.#hart = hart;
    this.#nsPerInstruction = nsPerInstruction;
    this.#turns = new Turns(harts, {
      nsPerInstruction,
      turnInstructions: options.turnInstructions ?? defaultTurnInstructions,
      mtimeOffset: () => this.#board.clint.mtimeOffset,
      began: probe?.turnBegan?.bind(probe),
    });
    this.#memory = new Ram(ramBase, hart.ram, (address, length) =>
      this.#access.codeWatcher?.written(RAM + address - ramBase, length),
    );
    this.#console = options.console ?? (() => {});
    this.#slots = slotsOf(options);
    this.#board = new Board({
      clock: hart,
      memory: this.#memory,
      harts: count,
      setPending: (pin, high, id) => harts.hart(id).setPending(pin, high),
      console: this.#console,
      ...(options.slotConsole && { slotConsole: options.slotConsole }),
      finish: this.#end,
      slots: this.#slots,
      ...(options.diskLatency && { diskLatency: options.diskLatency }),
      ...(probe && { probe }),
    });
    if (probe?.tlbFilled) mmu.onFill = probe.tlbFilled.bind(probe);
    this.#access = new Access(hart, mmu, this.#board.bus);
    const host = {
      hart,
      mmu,
      access: this.#access,
      traps: probe && (probe.trapTaken || probe.trapReturned) && trapListener(hart, probe),
    };
    this.#engine = engines[options.engine ?? defaultEngine](host, options.hotAfter ?? HOT_AFTER);
    probe?.attached?.(this);
  }

  /**
   * Puts an executable into RAM, and a device tree that describes the board near its end; the
   * harts will begin at the executable's entry, with `a0` a hart's number and `a1` the tree's address.
   * @param image an ELF64 RISC-V executable.
   * @returns what is wrong with it and what to do, to follow the file's name; or undefined.
   */
  load(image: Uint8Array): string | undefined {
    return this.boot({ image })?.problem;
  }

  /**
   * Makes ready for a boot with these files, as QEMU's `virt` board does with its options; call it
   * once, before `run`.
   * @returns which file is wrong, and how; or undefined.
   */
  boot(files: BootFiles): BootProblem | undefined {
    const plan = planBoot(files, {
      ramBytes: this.ramBytes,
      harts: this.#harts.count,
      isa: isaString,
      bootArguments: this.#bootArguments,
    });
    if ('problem' in plan) return plan;
    const { ram } = this.#hart;
    for (const { address, bytes } of plan.pieces) ram.set(bytes, address - ramBase);
    this.#board.rom.bytes = plan.rom;
    const { pc, a1, a2 } = plan.registers;
    for (const hart of this.#harts.all()) {
      hart.set(slot.pc, pc);
      for (const [index, value] of [BigInt(hart.id), a1, a2].entries())
        hart.setRegister(10 + index, value);
    }
    this.#answer(plan.mailbox);
    return undefined;
  }

  /** Has requests in `tohost` answered between two instructions. */
  #answer(mailbox: Mailbox | undefined): void {
    this.#mailbox = mailbox;
    this.#access.watchMailbox(mailbox?.tohost);
    this.#htif =
      mailbox &&
      new Htif({
        ...mailbox,
        memory: this.#memory,
        console: this.#console,
        finish: this.#end,
      });
  }

  readonly #end = (outcome: Finish): void => {
    this.#finish = outcome;
  };

  /**
   * Runs until the guest ends it, waits forever, has begun `maxInstructions` in all, or virtual time
   * has reached `untilNs`.
   */
  run({ maxInstructions = Infinity, untilNs = Infinity }: RunLimits = {}): Outcome {
    const hart = this.#hart;
    const turns = this.#turns;
    const { events, clint } = this.#board;
    while (this.#finish === undefined) {
      events.runDue(hart.nowNs);
      const { mtimeOffset } = clint;
      hart.set(slot.mtimeOffset, mtimeOffset);
      const nextNs = Math.min(events.nextNs, compareTimers(hart, hart.nowNs, mtimeOffset));
      if (hart.low(slot.waiting) !== 0) {
        if (hart.awaited === 0) {
          if (turns.pass()) continue;
          const wakesNs = Math.min(nextNs, turns.nextWakeNs());
          if (wakesNs === Infinity) return { kind: 'waiting' };
          if (hart.nowNs >= untilNs) return { kind: 'limit' };
          this.#idleUntil(Math.min(wakesNs, untilNs));
          continue;
        }
        hart.setNumber(slot.waiting, 0);
      }
      const begun = hart.number(slot.begun);
      if (begun >= turns.end) {
        turns.pass();
        continue;
      }
      const interrupt = hart.dueInterrupt();
      if (interrupt !== undefined) {
        this.#engine.interrupt(interrupt);
        continue;
      }
      if (begun >= maxInstructions || hart.nowNs >= untilNs) return { kind: 'limit' };
      const limit = Math.min(
        begun + STRETCH,
        maxInstructions,
        turns.end,
        this.#instructionsAt(Math.min(nextNs, untilNs)),
      );
      hart.setNumber(slot.limit, limit);
      this.#engine.run();
      this.#htif?.poll();
    }
    return { kind: 'finished', status: statusOf(this.#finish) };
  }

  /** How many instructions will have begun when virtual time reaches `ns`. */
  #instructionsAt(ns: number): number {
    const hart = this.#hart;
    const ahead = ns - hart.number(slot.idleNs);
    return Math.ceil(ahead / hart.number(slot.nsPerInstruction));
  }

  /** Nothing runs until `ns`, or until now, where the end of a round has gone further. */
  #idleUntil(ns: number): void {
    const hart = this.#hart;
    const passed = ns - hart.nowNs;
    if (passed > 0) {
      this.#probe?.idle?.(hart.number(slot.begun), passed);
      hart.setNumber(slot.idleNs, hart.number(slot.idleNs) + passed);
    }
    this.#turns.rested();
  }

  /**
   * Executes one instruction, or the exception that it raises, and nothing else: what time brings,
   * interrupts among it, waits for `run`. For instruments, of a computer with one hart.
   * @returns false when it has ended the run.
   */
  step(): boolean {
    const hart = this.#hart;
    hart.setNumber(slot.limit, hart.number(slot.begun) + 1);
    this.#engine.run();
    this.#htif?.poll();
    return this.#finish === undefined;
  }

  /**
   * Has it be the same moment here as on another computer, in virtual time and by all counts of
   * instructions: what has been executed here meanwhile has then taken no time. For instruments.
   */
  takeTimeOf(other: Machine): void {
    for (const count of [slot.begun, slot.exceptions, slot.idleNs])
      this.#hart.setHalves(count, other.#hart.low(count), other.#hart.high(count));
  }

  /** Gives bytes to the guest's console. */
  receive(bytes: Uint8Array): void {
    this.#board.receive(bytes);
  }

  /** Instructions begun by all harts, those that trapped included. */
  get instructions(): number {
    return this.#hart.number(slot.begun);
  }

  /** When a device does something next, in virtual nanoseconds; `Infinity`: none will by itself. */
  get nextEventNs(): number {
    return this.#board.events.nextNs;
  }

  /** Virtual nanoseconds since power-on. */
  get nowNs(): number {
    return this.#hart.nowNs;
  }

  /** Virtual nanoseconds that the harts stood idle, all their idle times together. */
  get idleNs(): number {
    return this.harts * this.#turns.workedUntilNs - this.instructions * this.#nsPerInstruction;
  }

  /** Virtual nanoseconds that an instruction takes a hart. */
  get nsPerInstruction(): number {
    return this.#nsPerInstruction;
  }

  /** How many harts there are. */
  get harts(): number {
    return this.#harts.count;
  }

  /** Instructions that a hart has begun, and virtual nanoseconds that it stood idle. */
  workOf(hart: number): { readonly instructions: number; readonly idleNs: number } {
    const instructions = this.#harts.begunBy(hart);
    const busyNs = instructions * this.#nsPerInstruction;
    return { instructions, idleNs: this.#turns.workedUntilNs - busyNs };
  }

  /** The state that instruments look at, of the hart that runs; none of it may be changed through here. */
  get hart(): Hart {
    return this.#hart;
  }

  /** As `hart`, but of a hart by its number, whether it runs or not; of use until the machine runs on. */
  hartOf(id: number): Hart {
    return this.#harts.hart(id);
  }

  /** A copy of the bytes at physical addresses, half-open, if all of them are RAM, else undefined. */
  bytes(start: number, end: number): Uint8Array | undefined {
    return end < start ? undefined : this.#memory.slice(start, end - start)?.slice();
  }

  /** The physical address that a virtual one means to the hart that runs; undefined: none. */
  physicalOf(address: bigint): number | undefined {
    return lookUp(this.#hart, address, (place) => this.peek(BigInt(place)));
  }

  /** The 64 bits at a physical address, a multiple of 8 inside RAM, else undefined. */
  peek(address: bigint): bigint | undefined {
    const offset = Number(address) - ramBase;
    if (offset < 0 || offset + 8 > this.ramBytes || offset % 8 !== 0) return undefined;
    return this.#hart.view.getBigUint64(this.#hart.ram.byteOffset + offset, true);
  }

  /** Its disks with their slots. */
  get #disks(): readonly (readonly [slot: number, disk: Disk])[] {
    return [...this.#slots.entries()].flatMap(([slot, device]) =>
      device?.kind === 'block' ? [[slot, device.disk] as const] : [],
    );
  }

  /** What this computer is, for snapshots of it. */
  get description(): BoardDescription {
    const slots = Array.from({ length: virtioSlots }, (_, index) =>
      describeSlot(this.#slots[index]),
    );
    return {
      ramBytes: this.ramBytes,
      nsPerInstruction: this.#nsPerInstruction,
      isa: isaString,
      harts: this.harts,
      turnInstructions: this.#turns.instructions,
      slots,
    };
  }

  /** Everything but RAM, disks and caches. */
  transfer(state: StateTransfer): void {
    state.part('harts', this.#harts);
    state.part('board', this.#board);
    this.#finish = transferFinish(state, this.#finish);
    const mailbox = transferMailbox(state, this.#mailbox, this.ramBytes);
    if (mailbox !== this.#mailbox) this.#answer(mailbox);
  }

  /**
   * A snapshot: this moment of the computer and its disks, for `restore`. Saving is a `fence`: this
   * computer, too, forgets what its TLBs hold, so that it goes on as a restored one does.
   * @see snapshot/format.ts
   */
  save(): Uint8Array<ArrayBuffer> {
    this.fence();
    return takeSnapshot(this.#whole);
  }

  /**
   * Goes to the moment at which a snapshot was made, of this computer or of one that is made alike.
   * @returns why that cannot be, to follow the snapshot's name, and nothing has changed; or undefined.
   */
  restore(bytes: Uint8Array): string | undefined {
    const problem = useSnapshot(this.#whole, bytes);
    if (problem !== undefined) return problem;
    this.#memory.written(ramBase, this.ramBytes);
    this.fence();
    return undefined;
  }

  get #whole(): Whole {
    const { description } = this;
    return { description, state: this, ram: this.#hart.ram, disks: this.#disks };
  }

  /** Forgets what TLBs hold, as a fence in the program would. */
  fence(): void {
    this.#harts.forgetCaches();
  }

  /**
   * A number that two machines share if they are in the same state: registers, privileged state,
   * counts, devices and RAM; not caches, and not disks. 16 hexadecimal digits.
   */
  stateHash(): string {
    return hashOf(this.#whole);
  }
}

/** @throws {RangeError} where two devices want one slot. */
function slotsOf({ disks = [], slots = [] }: MachineOptions): readonly (SlotDevice | undefined)[] {
  return Array.from({ length: Math.max(disks.length, slots.length) }, (_, slot) => {
    const disk = disks[slot];
    if (disk && slots[slot]) throw new RangeError(`virtio slot ${slot} is taken by a disk`);
    return disk ? { kind: 'block', disk } : slots[slot];
  });
}

/** The exit status: the guest's failure code, or 1 where it asked for a reset, which ends a run. */
function statusOf(finish: Finish): number {
  if (finish.kind === 'pass') return 0;
  return finish.kind === 'fail' ? finish.code : 1;
}

const INTERRUPT = 1n << 63n;

/** Where each mode that traps enter finds their cause. */
const causeRegister: Readonly<Record<number, StateName>> = {
  1: 'scause',
  3: 'mcause',
  5: 'vscause',
};

function trapListener(hart: Hart, probe: Probe): TrapListener {
  return {
    taken: (from) => {
      const to = hart.mode;
      const value = hart.state(causeRegister[to] ?? 'mcause');
      const kind = value & INTERRUPT ? 'interrupt' : 'exception';
      const code = Number(value & 0xffn);
      const own = kind === 'exception' ? 1 : 0;
      const begun = hart.number(slot.begun) + own;
      probe.trapTaken?.({ hart: hart.id, begun, kind, code, from, to });
    },
    returned: (from) => {
      const begun = hart.number(slot.begun) + 1;
      probe.trapReturned?.({ hart: hart.id, begun, from, to: hart.mode });
    },
  };
}
