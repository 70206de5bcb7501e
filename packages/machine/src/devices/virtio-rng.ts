/**
 * The virtio entropy device [virtio §5.4]: one queue of buffers, which it fills. What it fills them
 * with follows from a seed, so that runs repeat; it is by no means secret.
 */

import type { EventQueue } from '../board/events.ts';
import type { PhysicalMemory } from '../board/physical-memory.ts';
import type { StateTransfer } from '../snapshot/state.ts';
import type { Clock } from './device.ts';
import { QueueService } from './queue-service.ts';
import { byteLength, scatter, splitAfter } from './scatter.ts';
import { transportFeatures, type VirtioDevice, type VirtioTransport } from './virtio-mmio.ts';
import type { Chain } from './virtio-queue.ts';

const delayNs = 1_000;
/** Of a larger buffer so much is filled, as the standard allows. */
const maxBytes = 0x1_0000;

export interface EntropyDeviceOptions {
  /** The name of its slot. */
  readonly name: string;
  /** Any number; the same one gives the same entropy. */
  readonly seed: number;
  readonly memory: PhysicalMemory;
  readonly clock: Clock;
  readonly events: EventQueue;
}

export class EntropyDevice implements VirtioDevice {
  readonly id = 4;
  readonly queueCount = 1;
  readonly features: bigint = transportFeatures;
  readonly config: Uint8Array = new Uint8Array(0);
  readonly #memory: PhysicalMemory;
  readonly #service: QueueService;
  /** The state of the generator, sfc32. */
  readonly #state: Uint32Array;

  constructor({ name, seed, memory, clock, events }: EntropyDeviceOptions) {
    this.#memory = memory;
    this.#state = Uint32Array.of(seed, seed / 2 ** 32, 0x6972_656b, 1);
    for (let round = 0; round < 16; round++) this.#next();
    const serve = (chain: Chain) => this.#fill(chain);
    this.#service = new QueueService({
      ...{ name: `${name}.fill`, queue: 0, clock, events, delayNs, serve },
    });
  }

  attach(transport: VirtioTransport): void {
    this.#service.attach(transport);
  }

  notify(): void {
    this.#service.notify();
  }

  reset(): void {
    this.#service.reset();
  }

  transfer(state: StateTransfer): void {
    state.words('generator', this.#state);
  }

  #fill({ writable }: Chain): number | 'broken' {
    const [place] = splitAfter(writable, maxBytes);
    const bytes = new Uint8Array(byteLength(place));
    for (let at = 0; at < bytes.length; at += 4) {
      const word = this.#next();
      for (let byte = 0; byte < 4; byte++) bytes[at + byte] = word >>> (8 * byte);
    }
    return scatter(this.#memory, place, bytes) ? bytes.length : 'broken';
  }

  /** 32 bits more. */
  #next(): number {
    const [a = 0, b = 0, c = 0, count = 0] = this.#state;
    const result = (a + b + count) >>> 0;
    this.#state[0] = b ^ (b >>> 9);
    this.#state[1] = c + (c << 3);
    this.#state[2] = ((c << 21) | (c >>> 11)) + result;
    this.#state[3] = count + 1;
    return result;
  }
}
