/**
 * Semihosting: calls of the host by a program that has nothing else [semihosting]. A call is an `ebreak`
 * between two instructions that do nothing, with its number in `a0`, an argument in `a1`, mostly the
 * address of a block of arguments, and the result in `a0`:
 *
 *   slli  x0, x0, 0x1f
 *   ebreak
 *   srai  x0, x0, 7
 *
 * The host here is a console and a clock: files `:tt` are the terminal, all others do not exist, and time
 * is virtual. A read with nothing to be read waits for input, as `wfi` does for an interrupt.
 */

import { utf8 } from '../board/device-tree.ts';
import type { Hart } from '../hart/hart.ts';
import { slot } from '../hart/layout.ts';
import type { VirtualMemory } from '../hart/virtual-memory.ts';
import { requireState, type Stateful, type StateTransfer } from '../snapshot/state.ts';
import type { Outcome } from './finisher.ts';
import { rtcEpochNs } from './rtc.ts';

/** What programs may ask. */
export interface SemihostingSettings {
  /** U-mode may call as well. */
  readonly userspace?: boolean;
  /** What a program is told to be its command line. */
  readonly commandLine?: string;
}

export interface SemihostingOptions extends SemihostingSettings {
  readonly memory: VirtualMemory;
  /** Takes each byte that programs write. */
  readonly console: (byte: number) => void;
  /** Is told how the guest ended its run. */
  readonly finish: (outcome: Outcome) => void;
  /** Where RAM ends, as a physical address. */
  readonly ramEnd: number;
}

const callMarks: readonly (readonly [offset: bigint, word: number])[] = [
  [-4n, 0x01f0_1013], // slli x0, x0, 0x1f
  [0n, 0x0010_0073], // ebreak
  [4n, 0x4070_5013], // srai x0, x0, 7
];
const CALL_BYTES = 4n;
const A0 = 10;
const A1 = 11;
const USER = 0;

// biome-ignore format: columns are the point.
const call = {
  OPEN:   0x01, CLOSE:  0x02, WRITEC: 0x03, WRITE0:  0x04, WRITE:   0x05, READ: 0x06, READC: 0x07,
  ISERROR: 0x08, ISTTY: 0x09, SEEK:   0x0a, FLEN:    0x0c, CLOCK:   0x10, TIME: 0x11, ERRNO: 0x13,
  GET_CMDLINE: 0x15, HEAPINFO: 0x16, EXIT: 0x18, EXIT_EXTENDED: 0x20, ELAPSED: 0x30, TICKFREQ: 0x31,
} as const;

const FAILED = -1n;
const DONE = 0n;
const error = { ENOENT: 2, EBADF: 9, EFAULT: 14, EINVAL: 22, ENOSYS: 38 } as const;
/** "The application has ended", as an exit's reason; any other is a failure. */
const APPLICATION_EXIT = 0x2_0026n;
const TERMINAL = ':tt';
const FEATURES = ':semihosting-features';
/** Says that there are `SYS_EXIT_EXTENDED`, and standard error apart from standard output. */
const features = Uint8Array.of(0x53, 0x48, 0x46, 0x42, 0b11);

/** What the host moves or looks through in one call at most; a program calls again for the rest. */
const mostBytes = 2 ** 20;
/** How much of a text it looks at at once. */
const textBytes = 256;
const mostFiles = 64;
const nsPerSecond = 1_000_000_000;
const nsPerCentisecond = nsPerSecond / 100;

/** An open file; how far it has been read. */
interface File {
  readonly handle: number;
  readonly kind: 'terminal' | 'features';
  readonly at: number;
}

export class Semihosting implements Stateful {
  /** Where programs may have their heap: behind what was loaded. */
  heapStart = 0;
  readonly #options: SemihostingOptions;
  #files: File[] = [];
  #input: Uint8Array = new Uint8Array(0);
  #errno = 0;
  /** A hart waits for input. */
  #waits = false;

  constructor(options: SemihostingOptions) {
    this.#options = options;
  }

  /** A hart waits for input. */
  get waits(): boolean {
    return this.#waits;
  }

  /** Bytes arrive, in order. @param harts all of them: who waits goes on. */
  receive(bytes: Uint8Array, harts: readonly Hart[]): void {
    const kept = new Uint8Array(Math.min(this.#input.length + bytes.length, mostBytes));
    kept.set(this.#input);
    kept.set(bytes.subarray(0, kept.length - this.#input.length), this.#input.length);
    this.#input = kept;
    if (!this.#waits || kept.length === 0) return;
    this.#waits = false;
    for (const hart of harts) if (this.isCall(hart)) hart.setNumber(slot.waiting, 0);
  }

  /** Whether the instruction at a hart's `pc` is a call that it may make. */
  isCall(hart: Hart): boolean {
    if (hart.privilege === USER && !this.#options.userspace) return false;
    return callMarks.every(([offset, word]) => this.#word32(hart, hart.pc + offset) === word);
  }

  /** Carries out the call at a hart's `pc`, which then is behind it, or still there if the hart waits. */
  perform(hart: Hart): void {
    const result = this.#call(hart, Number(hart.register(A0) & 0xffff_ffffn), hart.register(A1));
    if (result === 'wait') {
      this.#waits = true;
      hart.setNumber(slot.waiting, 1);
      hart.stop();
      return;
    }
    hart.setRegister(A0, BigInt.asUintN(64, result));
    hart.set(slot.pc, BigInt.asUintN(64, hart.pc + CALL_BYTES));
    hart.stop();
  }

  transfer(state: StateTransfer): void {
    this.heapStart = state.number('heapStart', this.heapStart);
    this.#errno = state.number('errno', this.#errno, 0, 255);
    this.#waits = state.flag('waits', this.#waits);
    this.#input = state.bytes('input', this.#input, mostBytes);
    this.#files = state.list('files', this.#files, mostFiles, (item, file) => ({
      handle: item.number('handle', file?.handle ?? 1, 1, mostFiles),
      kind: item.flag('features', file?.kind === 'features') ? 'features' : 'terminal',
      at: item.number('at', file?.at ?? 0, 0, features.length),
    }));
    const handles = new Set(this.#files.map(({ handle }) => handle));
    requireState(handles.size === this.#files.length, 'two open files have the same handle');
  }

  #call(hart: Hart, number: number, argument: bigint): bigint | 'wait' {
    const { console, memory } = this.#options;
    const word = (index: number) => this.#word64(hart, argument + BigInt(8 * index));
    switch (number) {
      case call.OPEN:
        return this.#open(memory.read(hart, word(0), clamped(word(2))));
      case call.CLOSE:
        return this.#withFile(word(0), ({ handle }) => {
          this.#files = this.#files.filter((each) => each.handle !== handle);
          return DONE;
        });
      case call.WRITEC:
        for (const byte of memory.read(hart, argument, 1)) console(byte);
        return DONE;
      case call.WRITE0:
        return this.#writeText(hart, argument);
      case call.WRITE:
        return this.#withFile(word(0), (file) => {
          const bytes = memory.read(hart, word(1), clamped(word(2)));
          if (file.kind === 'features') return this.#fail(error.EBADF);
          for (const byte of bytes) console(byte);
          return word(2) - BigInt(bytes.length);
        });
      case call.READ:
        return this.#withFile(word(0), (file) => this.#read(hart, file, word(1), word(2)));
      case call.READC:
        if (this.#input.length === 0) return 'wait';
        return BigInt(this.#take(1)[0] ?? 0);
      case call.ISERROR:
        return BigInt.asIntN(64, word(0)) < 0n ? 1n : 0n;
      case call.ISTTY:
        return this.#withFile(word(0), ({ kind }) => (kind === 'terminal' ? 1n : 0n));
      case call.SEEK:
        return this.#withFile(word(0), (file) => this.#seek(file, word(1)));
      case call.FLEN:
        return this.#withFile(word(0), ({ kind }) =>
          kind === 'features' ? BigInt(features.length) : 0n,
        );
      case call.CLOCK:
        return BigInt(Math.floor(hart.nowNs / nsPerCentisecond));
      case call.TIME:
        return (rtcEpochNs + BigInt(Math.floor(hart.nowNs))) / BigInt(nsPerSecond);
      case call.ERRNO:
        return BigInt(this.#errno);
      case call.GET_CMDLINE:
        return this.#commandLine(hart, argument, word(0), word(1));
      case call.HEAPINFO: {
        const { ramEnd } = this.#options;
        // Heap from behind the program up; a stack from the end of RAM down.
        const block = [this.heapStart, ramEnd, ramEnd, this.heapStart];
        return this.#store(hart, word(0), ...block.map(BigInt));
      }
      case call.EXIT:
      case call.EXIT_EXTENDED: {
        const code = word(0) === APPLICATION_EXIT ? Number(word(1) & 0xffffn) : 1;
        this.#options.finish(code === 0 ? { kind: 'pass' } : { kind: 'fail', code });
        return DONE;
      }
      case call.ELAPSED:
        return this.#store(hart, argument, BigInt(Math.floor(hart.nowNs)));
      case call.TICKFREQ:
        return BigInt(nsPerSecond);
      default:
        return this.#fail(error.ENOSYS);
    }
  }

  #open(name: Uint8Array): bigint {
    const text = String.fromCharCode(...name.subarray(0, FEATURES.length + 1));
    const kind = text === TERMINAL ? 'terminal' : text === FEATURES ? 'features' : undefined;
    const used = new Set(this.#files.map((file) => file.handle));
    let handle = 1;
    while (used.has(handle)) handle++;
    if (kind === undefined || handle > mostFiles) return this.#fail(error.ENOENT);
    this.#files.push({ handle, kind, at: 0 });
    return BigInt(handle);
  }

  /** Text up to a zero. */
  #writeText(hart: Hart, address: bigint): bigint {
    for (let at = 0; at < mostBytes; at += textBytes) {
      const bytes = this.#options.memory.read(hart, address + BigInt(at), textBytes);
      const end = bytes.indexOf(0);
      for (const byte of end < 0 ? bytes : bytes.subarray(0, end)) this.#options.console(byte);
      if (end >= 0 || bytes.length < textBytes) break;
    }
    return DONE;
  }

  /** @returns how many of the bytes were not read. */
  #read(hart: Hart, file: File, address: bigint, length: bigint): bigint | 'wait' {
    if (file.kind === 'terminal' && this.#input.length === 0 && length > 0n) return 'wait';
    const bytes =
      file.kind === 'terminal'
        ? this.#input.subarray(0, clamped(length))
        : features.subarray(file.at, file.at + clamped(length));
    if (!this.#options.memory.write(hart, address, bytes)) return this.#fail(error.EFAULT);
    if (file.kind === 'terminal') this.#take(bytes.length);
    else this.#move(file, file.at + bytes.length);
    return length - BigInt(bytes.length);
  }

  #seek(file: File, place: bigint): bigint {
    if (file.kind === 'terminal' || place > BigInt(features.length))
      return this.#fail(error.EINVAL);
    this.#move(file, Number(place));
    return DONE;
  }

  #move(file: File, at: number): void {
    this.#files = this.#files.map((each) => (each === file ? { ...file, at } : each));
  }

  #take(count: number): Uint8Array {
    const taken = this.#input.slice(0, count);
    this.#input = this.#input.slice(count);
    return taken;
  }

  #commandLine(hart: Hart, block: bigint, address: bigint, room: bigint): bigint {
    const bytes = utf8(`${this.#options.commandLine ?? ''}\0`);
    if (BigInt(bytes.length) > room || !this.#options.memory.write(hart, address, bytes))
      return this.#fail(error.EFAULT);
    return this.#store(hart, block + 8n, BigInt(bytes.length - 1));
  }

  #withFile<T>(handle: bigint, use: (file: File) => T): T | bigint {
    const file = this.#files.find((each) => BigInt(each.handle) === handle);
    return file ? use(file) : this.#fail(error.EBADF);
  }

  #fail(errno: number): bigint {
    this.#errno = errno;
    return FAILED;
  }

  #store(hart: Hart, address: bigint, ...words: readonly bigint[]): bigint {
    const bytes = new Uint8Array(BigUint64Array.from(words).buffer);
    return this.#options.memory.write(hart, address, bytes) ? DONE : this.#fail(error.EFAULT);
  }

  #word32(hart: Hart, address: bigint): number | undefined {
    const bytes = this.#options.memory.read(hart, address, 4);
    return bytes.length < 4 ? undefined : new DataView(bytes.buffer).getUint32(0, true);
  }

  /** 64 bits of an argument; 0 where there are none. */
  #word64(hart: Hart, address: bigint): bigint {
    const bytes = this.#options.memory.read(hart, address, 8);
    return bytes.length < 8 ? 0n : new DataView(bytes.buffer).getBigUint64(0, true);
  }
}

/** A length that a program gives, as far as the host goes in one call. */
const clamped = (length: bigint): number =>
  length > BigInt(mostBytes) ? mostBytes : Number(length);
