/**
 * The computer: harts, an engine that executes them, and the `virt` board around them, put together;
 * what goes on between them is the run loop's matter [run-loop.ts].
 */

import { isaString } from '@ireko/isa';
import { Board } from './board/board.ts';
import { ramBase, virtioSlots } from './board/memory-map.ts';
import { Ram } from './board/physical-memory.ts';
import { describeSlot } from './board/slots.ts';
import { type BootFiles, type BootProblem, planBoot } from './boot/plan.ts';
import { DebugPort } from './debug-port.ts';
import type { Disk } from './devices/disk.ts';
import { type Outcome as Finish, transferFinish } from './devices/finisher.ts';
import { Htif, type Mailbox, transferMailbox } from './devices/htif.ts';
import { Semihosting } from './devices/semihosting.ts';
import { makeEngine } from './engines/engines.ts';
import { Access } from './hart/access.ts';
import type { Hart } from './hart/hart.ts';
import { Harts } from './hart/harts.ts';
import { RAM, slot } from './hart/layout.ts';
import { WATCHPOINT } from './hart/stops.ts';
import { VirtualMemory } from './hart/virtual-memory.ts';
import { type MachineOptions, type MachineSettings, settingsOf } from './machine-options.ts';
import { type Outcome, type RunLimits, RunLoop } from './run-loop.ts';
import type { BoardDescription } from './snapshot/format.ts';
import { hashOf, takeSnapshot, useSnapshot, type Whole } from './snapshot/snapshot.ts';
import type { Stateful, StateTransfer } from './snapshot/state.ts';
import { trapListener } from './trap-probe.ts';
import { Turns } from './turns.ts';

export class Machine implements Stateful {
  readonly ramBytes: number;
  /** For debuggers. */
  readonly debug: DebugPort;
  readonly #harts: Harts;
  /** The hart that runs. */
  readonly #hart: Hart;
  readonly #turns: Turns;
  readonly #memory: Ram;
  readonly #virtual: VirtualMemory;
  readonly #semihosting: Semihosting | undefined;
  readonly #console: (byte: number) => void;
  readonly #board: Board;
  readonly #access: Access;
  readonly #loop: RunLoop;
  readonly #settings: MachineSettings;
  readonly #bootArguments: string | undefined;
  #mailbox: Mailbox | undefined;
  #htif: Htif | undefined;
  #finish: Finish | undefined;

  constructor(options: MachineOptions = {}) {
    const settings = settingsOf(options);
    const { ramBytes, harts: count, nsPerInstruction, turnInstructions, slots } = settings;
    const { probe } = options;
    this.ramBytes = ramBytes;
    this.#settings = settings;
    this.#bootArguments = options.bootArguments;
    const harts = new Harts(count, ramBytes, BigInt(ramBase));
    const { running: hart, mmu } = harts;
    this.#harts = harts;
    this.#hart = hart;
    this.#turns = new Turns(harts, {
      nsPerInstruction,
      turnInstructions,
      mtimeOffset: () => this.#board.clint.mtimeOffset,
      began: probe?.turnBegan?.bind(probe),
    });
    this.#memory = new Ram(ramBase, hart.ram, (address, length) => {
      this.#access.codeWatcher?.written(RAM + address - ramBase, length);
      probe?.stored?.({ by: 'device', address, bytes: length });
    });
    this.#virtual = new VirtualMemory(this.#memory);
    this.#console = options.console ?? (() => {});
    this.#semihosting =
      options.semihosting &&
      new Semihosting({
        ...options.semihosting,
        memory: this.#virtual,
        console: this.#console,
        finish: this.#end,
        ramEnd: ramBase + ramBytes,
      });
    this.#board = new Board({
      clock: hart,
      memory: this.#memory,
      harts: count,
      setPending: (pin, high, id) => harts.hart(id).setPending(pin, high),
      console: this.#console,
      ...(options.slotConsole && { slotConsole: options.slotConsole }),
      finish: this.#end,
      slots,
      hasLegacyVirtio: settings.hasLegacyVirtio,
      ...(options.diskLatency && { diskLatency: options.diskLatency }),
      ...(probe && { probe }),
    });
    if (probe?.tlbFilled) mmu.onFill = probe.tlbFilled.bind(probe);
    this.#access = new Access(hart, mmu, this.#board.bus, harts.stops);
    if (probe?.stored)
      this.#access.watchStores((place, bytes, by) =>
        probe.stored?.({ by, address: place - RAM + ramBase, bytes }),
      );
    const host = {
      hart,
      mmu,
      access: this.#access,
      intercept: () => this.#intercept(),
      traps: trapListener(hart, probe),
    };
    this.debug = new DebugPort(harts, this.#access, this.#memory, this.#virtual);
    this.#loop = new RunLoop({
      hart,
      turns: this.#turns,
      board: this.#board,
      stops: harts.stops,
      engine: makeEngine(settings.engine, host, settings.hotAfter),
      probe,
      poll: () => this.#htif?.poll(),
      finish: () => this.#finish,
    });
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
    if (this.#semihosting) this.#semihosting.heapStart = plan.end;
    return undefined;
  }

  /** @see EngineHost.intercept */
  #intercept(): boolean {
    const { stops } = this.#harts;
    if (this.#hart.low(slot.trapCause) === WATCHPOINT) stops.stopBeforeAccess(this.#hart);
    if (!this.#semihosting?.isCall(this.#hart)) return false;
    this.#semihosting.perform(this.#hart);
    return true;
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
  run(limits: RunLimits = {}): Outcome {
    return this.#loop.run(limits);
  }

  /**
   * Executes one instruction, or the exception that it raises, and nothing else: what time brings,
   * interrupts among it, waits for `run`. For instruments, of a computer with one hart.
   * @returns false when it has ended the run.
   */
  step(): boolean {
    return this.#loop.step();
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
    this.#semihosting?.receive(bytes, this.#harts.all());
  }

  /** A program waits for input from its host, which no interrupt tells of. */
  get awaitsInput(): boolean {
    return this.#semihosting?.waits ?? false;
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
    return this.harts * this.#turns.workedUntilNs - this.instructions * this.nsPerInstruction;
  }

  /** Virtual nanoseconds that an instruction takes a hart. */
  get nsPerInstruction(): number {
    return this.#settings.nsPerInstruction;
  }

  /** How many harts there are. */
  get harts(): number {
    return this.#harts.count;
  }

  /** Instructions that a hart has begun, and virtual nanoseconds that it stood idle. */
  workOf(hart: number): { readonly instructions: number; readonly idleNs: number } {
    const instructions = this.#harts.begunBy(hart);
    const busyNs = instructions * this.nsPerInstruction;
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

  /** The physical address that a virtual one means to a hart, the one that runs unless told; undefined: none. */
  physicalOf(address: bigint, hart: Hart = this.#hart): number | undefined {
    return this.#virtual.physicalOf(hart, address);
  }

  /** The 64 bits at a physical address, a multiple of 8 inside RAM, else undefined. */
  peek(address: bigint): bigint | undefined {
    const offset = Number(address) - ramBase;
    if (offset < 0 || offset + 8 > this.ramBytes || offset % 8 !== 0) return undefined;
    return this.#hart.view.getBigUint64(this.#hart.ram.byteOffset + offset, true);
  }

  /** Its disks with their slots. */
  get #disks(): readonly (readonly [slot: number, disk: Disk])[] {
    return [...this.#settings.slots.entries()].flatMap(([slot, device]) =>
      device?.kind === 'block' ? [[slot, device.disk] as const] : [],
    );
  }

  /** What this computer is, for snapshots of it. */
  get description(): BoardDescription {
    const { slots: there, hasLegacyVirtio } = this.#settings;
    const slots = Array.from({ length: virtioSlots }, (_, index) =>
      describeSlot(there[index], hasLegacyVirtio),
    );
    return {
      ramBytes: this.ramBytes,
      nsPerInstruction: this.nsPerInstruction,
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
    if (this.#semihosting) state.part('semihosting', this.#semihosting);
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
    this.#harts.stops.forgetPlace();
    this.#hart.setNumber(slot.strayBegun, 0);
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
