/**
 * Equivalence: a guest on the bare machine, and the same one in a virtual machine, go through the
 * same states, compared at each instruction: program counter and all registers, and now and then
 * all of its memory.
 *
 * Nothing is left out of it, time and counters neither: the VMM's computer is held at the time of
 * the bare one, so that what the VMM does takes none. Then a guest reads the same from clocks and
 * counters, and its interrupts come before the same instructions.
 *
 *   bare machine   ──i──────────────────────────j──────────k──  one instruction at a time
 *   VMM's machine  ──i (exit, the VMM …, mret)──j──(exit…)─j─k  one of the guest's at a time
 *
 * An instruction may be begun several times in the virtual machine: the VMM had first to fill a
 * shadow table. It is over when the state has changed.
 *
 * There may be VMMs in one another, and the guest in the innermost: then all of them together take its place, and
 * none of what they do takes time.
 */

import { cause as causes, disassemble } from '@ireko/isa';
import { type Machine, type Probe, virtioRegions } from '@ireko/machine';
import { type VmmSymbols, VmmView } from './vmm-view.ts';

const MODE_M = 3;
/** So often an instruction may be begun again with nothing changed, before it counts as over. */
const MOST_ATTEMPTS = 64;
/** So many instructions the VMMs may take until they are back in the guest. */
const LONGEST_EXIT = 50_000_000;
/** In how many instructions memory is compared once. */
const DEFAULT_MEMORY_PERIOD = 2 ** 20;
const MISA_H = 1n << 7n;
/** Registers in which a virtio device describes itself [virtio §4.2.2]: offsets. */
const DEVICE_FEATURES = 0x010;
const DEVICE_CONFIGURATION = 0x100;

export interface LockstepOptions {
  /** The guest on its bare machine, loaded, with one hart. */
  readonly bare: Machine;
  /**
   * Makes the same computer each time it is called, loaded with the VMM and this guest alone; or with a VMM whose
   * only guest is a VMM, and so on, and that of the last is this one.
   */
  readonly vmm: (probe: Probe) => Machine;
  /** Those of the VMMs' images, the outermost first. */
  readonly symbols: readonly VmmSymbols[];
  /** In how many instructions memory is compared once. */
  readonly memoryPeriod?: number;
}

/** A register, or another thing, that is not the same. */
export interface Unequal {
  /** An ABI name, `pc`, or a guest-physical address. */
  readonly name: string;
  readonly bare: bigint;
  readonly virtual: bigint;
}

/** The first difference. */
export interface Difference {
  /** The address of the instruction after which it was seen, and how it reads. */
  readonly pc: bigint;
  readonly instruction: string;
  /** Memory is compared only now and then: so its difference has come in the last so many instructions. */
  readonly within: number;
  /** Empty: one of them has ended, or waits for ever, and the other does not. */
  readonly unequal: readonly Unequal[];
}

/** How far the two went together. */
export interface Agreement {
  /** Instructions after which all was equal. */
  readonly instructions: number;
  /** What ended it: `limit` as many as were wanted, or the guest's end, or both wait for ever. */
  readonly end: 'limit' | 'finished' | 'waiting' | 'different';
  readonly difference?: Difference;
}

type End = 'finished' | 'waiting' | undefined;

/** A guest on the bare machine and in a virtual machine. */
export class Lockstep {
  /** The VMM's computer. */
  readonly virtual: Machine;
  readonly bare: Machine;
  /** Where the guest's RAM begins in the VMM's computer. */
  readonly #ramStart: number;
  /** Where each VMM that has a VMM in it keeps the virtual mode of that one. */
  readonly #vmmModes: readonly bigint[];
  readonly #memoryPeriod: number;
  #instructions = 0;
  #pc = 0n;
  /** The address, or whatever, that the last exit was about. */
  #exitValue = 0n;
  /** Whether the bare machine has executed the instruction that is being compared. */
  #isBareAhead = false;
  #bareEnd: End;
  #virtualEnd: End;

  constructor({ bare, vmm, symbols, memoryPeriod }: LockstepOptions) {
    const start = startOfGuest(vmm);
    this.bare = bare;
    this.virtual = vmm({});
    this.virtual.run({ maxInstructions: start });
    const modes: bigint[] = [];
    this.#vmmModes = modes;
    let around: VmmView | undefined;
    for (const level of symbols) {
      if (around) modes.push(around.whereIs(onlyVm(around), 'VM_MODE'));
      this.#begin();
      around = new VmmView(level, this.virtual, around);
    }
    if (!around) throw new Error('there is no VMM');
    this.#ramStart = Number(around.ramOf(onlyVm(around))) - RAM;
    this.#memoryPeriod = memoryPeriod ?? DEFAULT_MEMORY_PERIOD;
    // A virtual hart has no hypervisor extension, as a hart on which software has turned it off.
    bare.hart.setState('misa', bare.hart.state('misa') & ~MISA_H);
  }

  /** Lets a VMM that is the innermost so far make its VM, until that begins. */
  #begin(): void {
    for (let count = 0; !this.#isInGuest; count++) {
      if (count === LONGEST_EXIT) throw new Error('the VMM does not begin with its guest');
      this.virtual.takeTimeOf(this.bare);
      this.virtual.step();
    }
  }

  /** Whether the VMM's computer is in the guest, not in a VMM: those run in M-mode, the inner ones in a virtual one. */
  get #isInGuest(): boolean {
    const { virtual } = this;
    const isInVmm = (mode: bigint) => Number(virtual.peek(mode)) === MODE_M;
    return virtual.hart.mode !== MODE_M && !this.#vmmModes.some(isInVmm);
  }

  /** Goes on until so many instructions have been compared in all, or the guest ends or waits for ever. */
  run(maxInstructions: number): Agreement {
    while (this.#instructions < maxInstructions) {
      this.#step();
      const end = this.#bareEnd;
      if (end !== this.#virtualEnd) return this.#different([], 1);
      // While both wait, and when both have ended, the VMM is not in its guest.
      if (end === undefined && !this.bare.hart.isWhere(this.virtual.hart)) {
        const unequal = this.#unequalRegisters();
        if (!this.#describesBoard(unequal)) return this.#different(unequal, 1);
      }
      this.#instructions++;
      if (end === undefined && this.#instructions % this.#memoryPeriod !== 0) continue;
      const unequal = this.#unequalMemory();
      if (unequal) return this.#different([unequal], this.#memoryPeriod);
      if (end !== undefined) return { instructions: this.#instructions, end };
    }
    const unequal = this.#unequalMemory();
    if (unequal) return this.#different([unequal], this.#memoryPeriod);
    return { instructions: this.#instructions, end: 'limit' };
  }

  /** A way back to now, before they have begun, so that they may begin again with other bytes. */
  moment(): () => void {
    const [bare, virtual] = [this.bare.save(), this.virtual.save()];
    return () => {
      this.bare.restore(bare);
      this.virtual.restore(virtual);
      this.#instructions = 0;
      this.#bareEnd = undefined;
      this.#virtualEnd = undefined;
    };
  }

  /** Gives both the same bytes at the start of their RAM, before they have begun. */
  load(bytes: Uint8Array): void {
    this.bare.hart.ram.set(bytes);
    this.#virtualRam.set(bytes);
  }

  /** Gives both the same bytes to their consoles, now. */
  receive(bytes: Uint8Array): void {
    this.bare.receive(bytes);
    this.virtual.receive(bytes);
  }

  /** One instruction of the guest, on both. */
  #step(): void {
    if (this.#bareEnd === 'waiting') {
      this.#wakeUp();
      return;
    }
    const { bare, virtual } = this;
    const { hart } = virtual;
    this.#pc = bare.hart.pc;
    this.#isBareAhead = false;
    for (let attempts = 1; ; attempts++) {
      virtual.takeTimeOf(bare);
      virtual.step();
      if (this.#isInGuest) break;
      this.#exitValue = hart.state('mtval');
      // What returns from a trap may return to itself.
      const isOver = isIllegal(hart.state('mcause')) && returns.includes(this.#exitValue);
      this.#returnToGuest();
      if (this.#isBareAhead || this.#virtualEnd !== undefined) break;
      if (isOver || !hart.isWhere(bare.hart) || attempts === MOST_ATTEMPTS) break;
    }
    this.#stepBare();
    this.#settle();
  }

  /** After a wait that only input can end. */
  #wakeUp(): void {
    this.#bareEnd = stopped(this.bare);
    this.#virtualEnd = stopped(this.virtual);
    this.#settle();
  }

  /** Interrupts that are due now on the VMM's computer: there may be one for it alone, and behind it one for its guest. */
  #settle(): void {
    const { bare, virtual } = this;
    while (this.#virtualEnd === undefined) {
      if (!this.#isInGuest) this.#returnToGuest();
      if (this.#virtualEnd !== undefined) return;
      virtual.takeTimeOf(bare);
      this.#virtualEnd = stopped(virtual);
      if (this.#isInGuest) return;
    }
  }

  #stepBare(): void {
    if (this.#isBareAhead) return;
    this.#isBareAhead = true;
    this.bare.step();
    this.#bareEnd = stopped(this.bare);
  }

  /** The VMM works, at the bare machine's time, until its guest goes on. */
  #returnToGuest(): void {
    const { bare, virtual } = this;
    const { hart } = virtual;
    for (let count = 0; !this.#isInGuest; count++) {
      if (count === LONGEST_EXIT) throw new Error('the VMM does not return to its guest');
      virtual.takeTimeOf(bare);
      if (virtual.step() && !hart.isWaiting) continue;
      // If the guest waits, so does the bare machine: it knows for how long.
      this.#stepBare();
      virtual.takeTimeOf(bare);
      this.#virtualEnd = stopped(virtual);
      if (this.#virtualEnd !== undefined) return;
    }
  }

  /**
   * Whether the one difference is that a virtio device has said of itself what it can do, which the virtual one does
   * in its own way: then the guest on the bare machine is told the same.
   */
  #describesBoard([unequal, ...others]: readonly Unequal[]): boolean {
    if (!unequal?.name.startsWith('x') || others.length > 0) return false;
    const address = this.bare.physicalOf(this.#exitValue) ?? 0;
    const device = virtioRegions.find(({ base, size }) => address >= base && address < base + size);
    if (!device) return false;
    const offset = address - device.base;
    if (offset !== DEVICE_FEATURES && offset < DEVICE_CONFIGURATION) return false;
    this.bare.hart.setRegister(Number(unequal.name.slice(1)), unequal.virtual);
    return true;
  }

  #different(unequal: readonly Unequal[], within: number): Agreement {
    const pc = this.#pc;
    const difference = { pc, instruction: this.#textAt(pc), within, unequal };
    return { instructions: this.#instructions, end: 'different', difference };
  }

  /** How the instruction reads that was begun last; translated as the guest is now. */
  #textAt(pc: bigint): string {
    const at = (address: bigint) => {
      const place = this.bare.physicalOf(address);
      const bytes = place === undefined ? undefined : this.bare.bytes(place, place + 2);
      return bytes && (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8);
    };
    const [low, high = 0] = [at(pc), at(pc + 2n)];
    if (low === undefined) return '(not in memory)';
    const found = disassemble((low & 3) === 3 ? (low | (high << 16)) >>> 0 : low, pc);
    return found ? `${found.mnemonic} ${found.operands}` : `no instruction: ${low.toString(16)}`;
  }

  #unequalRegisters(): readonly Unequal[] {
    const [bare, virtual] = [this.bare.hart, this.virtual.hart];
    const numbers = Array.from({ length: 32 }, (_, number) => number);
    return [
      { name: 'pc', bare: bare.pc, virtual: virtual.pc },
      ...numbers.map((n) => ({
        name: `x${n}`,
        bare: bare.register(n),
        virtual: virtual.register(n),
      })),
      ...numbers.map((n) => ({
        name: `f${n}`,
        bare: bare.floatRegister(n),
        virtual: virtual.floatRegister(n),
      })),
    ].filter(({ bare, virtual }) => bare !== virtual);
  }

  get #virtualRam(): Uint8Array {
    const start = this.#ramStart;
    return this.virtual.hart.ram.subarray(start, start + this.bare.ramBytes);
  }

  /** The first eight bytes of memory that are not equal. */
  #unequalMemory(): Unequal | undefined {
    const own = this.bare.hart.ram;
    const [here, there] = [own, this.#virtualRam].map(
      (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    ) as [DataView, DataView];
    for (let at = 0; at < own.length; at += 8) {
      if (here.getFloat64(at) === there.getFloat64(at)) continue;
      const [bare, virtual] = [here.getBigUint64(at, true), there.getBigUint64(at, true)];
      if (bare !== virtual) return { name: `0x${(RAM + at).toString(16)}`, bare, virtual };
    }
    return undefined;
  }
}

const RAM = 0x8000_0000;
/** `mret` and `sret`. */
const returns = [0x3020_0073n, 0x1020_0073n];
const isIllegal = (cause: bigint): boolean =>
  cause === BigInt(causes.ILLEGAL_INSTRUCTION) || cause === BigInt(causes.VIRTUAL_INSTRUCTION);

/** The VM of a VMM that has begun, and has one. */
function onlyVm(view: VmmView): bigint {
  const [vm] = view.all;
  if (vm === undefined) throw new Error('the VMM has no VM');
  return vm;
}

/** Lets what is due happen: interrupts, waits. Whether the computer has come to an end by that. */
function stopped(machine: Machine): End {
  const { kind } = machine.run({ maxInstructions: machine.instructions });
  return kind === 'finished' || kind === 'waiting' ? kind : undefined;
}

/** How many instructions a VMM has begun when its guest begins. */
export function startOfGuest(vmm: (probe: Probe) => Machine): number {
  let first: number | undefined;
  const machine = vmm({
    trapReturned: ({ begun }) => {
      first ??= begun;
    },
  });
  for (let limit = 100_000; ; limit *= 2) {
    const { kind } = machine.run({ maxInstructions: limit });
    if (first !== undefined) return first;
    if (kind !== 'limit') throw new Error('the VMM ended before its guest began');
  }
}
