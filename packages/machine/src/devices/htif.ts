/**
 * HTIF, the way in which test programs talk to their host [spike fesvr/htif.cc]: two words
 * in the program's own memory, which its ELF file names. A word in `tohost` that is not 0 is a
 * request, and is taken when `tohost` is 0 again; what is to be answered stands in `fromhost`.
 *
 *   63 … 56   55 … 48   47 … 0
 *   device    command   payload
 *      0         0      odd: the run ends, and the rest of it is the exit status
 *                       even: the address of a system call: eight words, number and arguments
 *      1         1      a character for the console
 *
 * Of the system calls there is `write` to standard output and standard error, and `exit`; another
 * returns −38, "function not implemented". Other devices and commands do nothing.
 */

import { ramBase } from '../board/memory-map.ts';
import type { PhysicalMemory } from '../board/physical-memory.ts';
import { requireState, type StateTransfer } from '../snapshot/state.ts';
import type { Outcome } from './finisher.ts';

/** Where the two words are: physical addresses, multiples of 8. */
export interface Mailbox {
  readonly tohost: number;
  readonly fromhost: number;
}

/** Where the mailbox is goes into snapshots; `undefined`: there is none. */
export function transferMailbox(
  state: StateTransfer,
  mailbox: Mailbox | undefined,
  ramBytes: number,
): Mailbox | undefined {
  const word = (name: keyof Mailbox) => {
    const address = state.number(name, mailbox?.[name] ?? 0);
    const isInRam = address >= ramBase && address + 8 <= ramBase + ramBytes && address % 8 === 0;
    requireState(address === 0 || isInRam, `${name} is outside RAM`);
    return address;
  };
  const found = { tohost: word('tohost'), fromhost: word('fromhost') };
  if (found.tohost === 0 || found.fromhost === 0) return undefined;
  const isSame = found.tohost === mailbox?.tohost && found.fromhost === mailbox.fromhost;
  return isSame ? mailbox : found;
}

export interface HtifOptions extends Mailbox {
  readonly memory: PhysicalMemory;
  /** Takes each byte that the guest writes to its console. */
  readonly console: (byte: number) => void;
  /** Is told how the guest ended its run. */
  readonly finish: (outcome: Outcome) => void;
}

const SYSTEM_CALL = 0x0000n;
const PUT_CHARACTER = 0x0101n;
const COMMAND_SHIFT = 48n;
const PAYLOAD = 2n ** COMMAND_SHIFT - 1n;
const ANSWERED = 1n;

const CALL_BYTES = 64;
const WRITE = 64n;
const EXIT = 93n;
const standardOutput = 1n;
const standardError = 2n;
const EBADF = -9n;
const EFAULT = -14n;
const ENOSYS = -38n;

/** The host's end of the two words. */
export class Htif {
  readonly #options: HtifOptions;

  constructor(options: HtifOptions) {
    this.#options = options;
  }

  /** Take a request, if there is one. */
  poll(): void {
    const { tohost, console } = this.#options;
    const request = this.#read(tohost);
    if (request === 0n) return;
    this.#write(tohost, 0n);
    const payload = request & PAYLOAD;
    const command = request >> COMMAND_SHIFT;
    if (command === PUT_CHARACTER) console(Number(payload & 0xffn));
    if (command !== SYSTEM_CALL) return;
    if ((payload & 1n) === 1n) this.#exit(payload >> 1n);
    else this.#call(Number(payload));
  }

  /** Performs the system call that eight words in memory describe, and puts its result in the first. */
  #call(address: number): void {
    const place = address % 8 === 0 ? this.#view(address, CALL_BYTES) : undefined;
    if (!place) return;
    const word = (index: number) => place.getBigUint64(8 * index, true);
    if (word(0) === EXIT) {
      this.#exit(word(1) & 0xffff_ffffn);
      return;
    }
    const result = word(0) === WRITE ? this.#writeText(word(1), word(2), word(3)) : ENOSYS;
    place.setBigInt64(0, result, true);
    this.#options.memory.written(address, 8);
    this.#write(this.#options.fromhost, ANSWERED);
  }

  #writeText(file: bigint, address: bigint, length: bigint): bigint {
    if (file !== standardOutput && file !== standardError) return EBADF;
    const text = this.#options.memory.slice(Number(address), Number(length));
    if (!text) return EFAULT;
    for (const byte of text) this.#options.console(byte);
    return length;
  }

  #exit(status: bigint): void {
    const code = Number(status & 0xffffn);
    // A failure stays one, though there are fewer bits for it than in the word.
    if (status === 0n) this.#options.finish({ kind: 'pass' });
    else this.#options.finish({ kind: 'fail', code: code === 0 ? 1 : code });
  }

  #view(address: number, length: number): DataView | undefined {
    const bytes = this.#options.memory.slice(address, length);
    return bytes && new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  #read(address: number): bigint {
    return this.#view(address, 8)?.getBigUint64(0, true) ?? 0n;
  }

  #write(address: number, value: bigint): void {
    this.#view(address, 8)?.setBigUint64(0, value, true);
    this.#options.memory.written(address, 8);
  }
}
