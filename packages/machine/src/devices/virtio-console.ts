/**
 * The virtio console [virtio §5.3], with one port: queue 0 has buffers for what arrives, queue 1
 * what the guest sends. What arrives waits until the guest has made room.
 */

import type { EventQueue } from '../board/events.ts';
import type { PhysicalMemory } from '../board/physical-memory.ts';
import type { StateTransfer } from '../snapshot/state.ts';
import type { Clock } from './device.ts';
import { QueueService } from './queue-service.ts';
import { fillNextBuffer } from './receive-queue.ts';
import { gather, splitAfter } from './scatter.ts';
import { transportFeatures, type VirtioDevice, type VirtioTransport } from './virtio-mmio.ts';
import type { Chain } from './virtio-queue.ts';

export const consoleDeviceId = 3;

const RECEIVE = 0;
const TRANSMIT = 1;

const delayNs = 1_000;
/** Of a longer buffer the rest is not sent: no driver has one, and a hostile one may have any. */
const maxChainBytes = 0x1_0000;
/** What a snapshot may hold of input that no guest has read. */
const maxArrivedBytes = 2 ** 24;

export interface ConsoleDeviceOptions {
  /** The name of its slot. */
  readonly name: string;
  readonly memory: PhysicalMemory;
  readonly clock: Clock;
  readonly events: EventQueue;
  /** Takes each byte that the guest sends. */
  readonly send: (byte: number) => void;
}

export class ConsoleDevice implements VirtioDevice {
  readonly id: number = consoleDeviceId;
  readonly queueCount = 2;
  readonly features: bigint = transportFeatures;
  /** Columns and rows, which are told only with a feature of their own; and the number of ports. */
  readonly config: Uint8Array = Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0);
  readonly #memory: PhysicalMemory;
  readonly #send: (byte: number) => void;
  readonly #service: QueueService;
  #transport: VirtioTransport | undefined;
  /** Bytes that have arrived and have not been given to the guest. */
  #arrived: Uint8Array = new Uint8Array(0);

  constructor({ name, memory, clock, events, send }: ConsoleDeviceOptions) {
    this.#memory = memory;
    this.#send = send;
    const serve = (chain: Chain) => this.#transmit(chain);
    this.#service = new QueueService({
      ...{ name: `${name}.transmit`, queue: TRANSMIT, clock, events, delayNs, serve },
    });
  }

  attach(transport: VirtioTransport): void {
    this.#transport = transport;
    this.#service.attach(transport);
  }

  /** Bytes arrive from outside, in order; any number. */
  receive(bytes: Uint8Array): void {
    const all = new Uint8Array(this.#arrived.length + bytes.length);
    all.set(this.#arrived);
    all.set(bytes, this.#arrived.length);
    this.#arrived = all;
    this.#fill();
  }

  notify(queue: number): void {
    if (queue === RECEIVE) this.#fill();
    else this.#service.notify();
  }

  reset(): void {
    this.#service.reset();
  }

  transfer(state: StateTransfer): void {
    this.#arrived = state.bytes('arrived', this.#arrived, maxArrivedBytes);
  }

  #transmit({ readable }: Chain): number | 'broken' {
    const bytes = gather(this.#memory, splitAfter(readable, maxChainBytes)[0]);
    if (!bytes) return 'broken';
    for (const byte of bytes) this.#send(byte);
    return 0;
  }

  /** Puts what has arrived into the driver's buffers, as far as there are any. */
  #fill(): void {
    const transport = this.#transport;
    while (transport && this.#arrived.length > 0) {
      const count = fillNextBuffer(transport, RECEIVE, this.#memory, this.#arrived);
      if (count === 0) return;
      this.#arrived = this.#arrived.slice(count);
    }
  }
}
