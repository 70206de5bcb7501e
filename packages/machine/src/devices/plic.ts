/**
 * PLIC: gathers the devices' interrupt lines into one external interrupt for each context
 * [plic]. Context 2·h is hart h in M-mode (`mip.MEIP`), context 2·h + 1 in S-mode (`mip.SEIP`).
 *
 *   0x00_0000 + 4·source         priority, 0 (never) … 7
 *   0x00_1000                    pending, one bit a source
 *   0x00_2000 + 0x80·context     enable, one bit a source
 *   0x20_0000 + 0x1000·context   threshold; +4 claim (read) and complete (write)
 *
 * Each line passes a gateway: a device that drives it high asks for an interrupt, which becomes
 * pending, and no other until that one has been claimed and completed [plic, "Interrupt Gateways"].
 * What it asks for meanwhile becomes pending then, unless the line has fallen. That a line is still
 * high at a completion is not asking: as in QEMU, the device must have driven it again. Systems rely
 * on that, as xv6, which does not acknowledge that the serial port's transmitter is empty.
 */

import { plicSources } from '../board/memory-map.ts';
import type { Stateful, StateTransfer } from '../snapshot/state.ts';
import type { AccessWidth, Device, InterruptLine, Numbers } from './device.ts';

const PENDING = 0x00_1000;
const ENABLE = 0x00_2000;
const ENABLE_STRIDE = 0x80;
const CONTEXT = 0x20_0000;
const CONTEXT_STRIDE = 0x1000;
const THRESHOLD = 0;
const CLAIM_COMPLETE = 4;

/** Its registers, for programs in assembly: the last two are within a context. */
// biome-ignore format: one line.
export const plicRegisters: Numbers = { PENDING, ENABLE, ENABLE_STRIDE, CONTEXT, CONTEXT_STRIDE, THRESHOLD, CLAIM_COMPLETE };

const highestPriority = 7;
/** Source 0 means "none", so it counts in the bit vectors. */
const sourceCount = plicSources + 1;
const words = Math.ceil(sourceCount / 32);

/** The bits of a word of a bit vector that stand for sources. */
const sourceMask = (word: number): number =>
  (word === 0 ? ~1 : ~0) & (word === words - 1 ? 2 ** (sourceCount % 32) - 1 : ~0);

/** One destination of interrupts: a hart in a mode. */
class Context implements Stateful {
  readonly line: InterruptLine;
  readonly enable: Uint32Array = new Uint32Array(words);
  threshold = 0;

  constructor(line: InterruptLine) {
    this.line = line;
  }

  transfer(state: StateTransfer): void {
    state.words('enable', this.enable);
    this.threshold = state.number('threshold', this.threshold, 0, highestPriority);
  }
}

/** The PLIC of a board. */
export class Plic implements Device, Stateful {
  readonly #contexts: readonly Context[];
  readonly #priority = new Uint32Array(sourceCount);
  readonly #pending = new Uint32Array(words);
  /** Sources whose gateway waits for a completion. */
  readonly #claimed = new Uint32Array(words);
  /** Those of them that have asked again. */
  readonly #asked = new Uint32Array(words);

  /** @param lines the external interrupt of each context, in order. */
  constructor(lines: readonly InterruptLine[]) {
    this.#contexts = lines.map((line) => new Context(line));
  }

  /** The line of a source, 1 … 96, for the device that owns it. */
  line(source: number): InterruptLine {
    if (!isSource(source)) throw new Error(`the PLIC has no source ${source}`);
    return (high) => {
      if (testBit(this.#claimed, source)) setBit(this.#asked, source, high);
      else if (high && !testBit(this.#pending, source)) {
        setBit(this.#pending, source, true);
        this.#drive();
      }
    };
  }

  read(offset: number, _width: AccessWidth): number | undefined {
    if (offset < PENDING) return this.#priority[offset / 4] ?? 0;
    if (offset < ENABLE) return this.#pending[(offset - PENDING) / 4] ?? 0;
    if (offset < CONTEXT) {
      const context = this.#contexts[Math.floor((offset - ENABLE) / ENABLE_STRIDE)];
      return context?.enable[((offset - ENABLE) % ENABLE_STRIDE) / 4] ?? 0;
    }
    const context = this.#contexts[Math.floor((offset - CONTEXT) / CONTEXT_STRIDE)];
    switch ((offset - CONTEXT) % CONTEXT_STRIDE) {
      case THRESHOLD:
        return context?.threshold ?? 0;
      case CLAIM_COMPLETE:
        return context ? this.#claim(context) : 0;
      default:
        return 0;
    }
  }

  write(offset: number, _width: AccessWidth, value: number): boolean {
    if (offset < PENDING) {
      const source = offset / 4;
      if (isSource(source)) this.#priority[source] = value & highestPriority;
    } else if (offset >= ENABLE && offset < CONTEXT) {
      const context = this.#contexts[Math.floor((offset - ENABLE) / ENABLE_STRIDE)];
      const word = ((offset - ENABLE) % ENABLE_STRIDE) / 4;
      if (context && word < words) context.enable[word] = value & sourceMask(word);
    } else if (offset >= CONTEXT) {
      const context = this.#contexts[Math.floor((offset - CONTEXT) / CONTEXT_STRIDE)];
      const register = (offset - CONTEXT) % CONTEXT_STRIDE;
      if (context && register === THRESHOLD) context.threshold = value & highestPriority;
      else if (context && register === CLAIM_COMPLETE) this.#complete(context, value);
    }
    this.#drive();
    return true;
  }

  transfer(state: StateTransfer): void {
    state.words('priority', this.#priority);
    state.words('pending', this.#pending);
    state.words('claimed', this.#claimed);
    state.words('asked', this.#asked);
    for (const [index, context] of this.#contexts.entries()) state.part(`context${index}`, context);
  }

  /** Take the best pending interrupt of a context, or 0; the threshold has no say [plic, "Interrupt Claim Process"]. */
  #claim(context: Context): number {
    const source = this.#best(context, 0);
    if (source === 0) return 0;
    setBit(this.#pending, source, false);
    setBit(this.#claimed, source, true);
    this.#drive();
    return source;
  }

  /** A completion of a source that the context does not have enabled is ignored [plic, "Interrupt Completion"]. */
  #complete(context: Context, source: number): void {
    if (!isSource(source) || !testBit(context.enable, source)) return;
    setBit(this.#claimed, source, false);
    if (testBit(this.#asked, source)) setBit(this.#pending, source, true);
    setBit(this.#asked, source, false);
  }

  /** The enabled pending source of the highest priority above `floor`; of equals the lowest. */
  #best(context: Context, floor: number): number {
    let best = 0;
    let bestPriority = floor;
    for (let word = 0; word < words; word++) {
      let ready = (this.#pending[word] as number) & (context.enable[word] as number);
      while (ready !== 0) {
        const source = word * 32 + 31 - Math.clz32(ready & -ready);
        ready &= ready - 1;
        const priority = this.#priority[source] as number;
        if (priority <= bestPriority) continue;
        best = source;
        bestPriority = priority;
      }
    }
    return best;
  }

  #drive(): void {
    for (const context of this.#contexts)
      context.line(this.#best(context, context.threshold) !== 0);
  }
}

const isSource = (source: number): boolean => source >= 1 && source <= plicSources;

const testBit = (bits: Uint32Array, n: number): boolean =>
  (((bits[n >>> 5] as number) >>> (n & 31)) & 1) === 1;

const setBit = (bits: Uint32Array, n: number, on: boolean): void => {
  const word = bits[n >>> 5] as number;
  bits[n >>> 5] = on ? word | (1 << (n & 31)) : word & ~(1 << (n & 31));
};
