/**
 * The virtio network card [virtio §5.1]: queue 0 has buffers for frames that arrive, queue 1 frames
 * to send. In front of each stands a header, which here says nothing, since no features are offered
 * that would give it a meaning.
 */

import type { EventQueue, Timer } from '../board/events.ts';
import type { PhysicalMemory } from '../board/physical-memory.ts';
import { type Deliver, maxFrameBytes, type Network } from '../network/network.ts';
import type { StateTransfer } from '../snapshot/state.ts';
import type { Clock, Numbers } from './device.ts';
import { QueueService } from './queue-service.ts';
import { fillNextBuffer } from './receive-queue.ts';
import { byteLength, gather, splitAfter } from './scatter.ts';
import { transportFeatures, type VirtioDevice, type VirtioTransport } from './virtio-mmio.ts';
import type { Chain } from './virtio-queue.ts';

export const networkDeviceId = 1;

const FEATURE_MAC = 1n << 5n;
const FEATURE_STATUS = 1n << 16n;
const STATUS_LINK_UP = 1;

const RECEIVE = 0;
const TRANSMIT = 1;

const headerBytes = 12;
/** Where the header says in how many buffers the frame is; version 1 of the transport ends it here. */
const NUM_BUFFERS = 10;

/** What drivers in assembly know of it by number. */
export const networkNumbers: Numbers = {
  HEADER_BYTES: headerBytes,
  NUM_BUFFERS,
  F_MAC: FEATURE_MAC,
};

const delayNs = 5_000;
/** Frames on their way or waiting for a buffer; any more are lost, as on a real wire. */
const maxFrames = 256;

export interface NetworkDeviceOptions {
  /** The name of its slot. */
  readonly name: string;
  /** Its own address: 6 bytes. */
  readonly mac: Uint8Array;
  readonly network: Network;
  readonly memory: PhysicalMemory;
  readonly clock: Clock;
  readonly events: EventQueue;
}

interface Arrival {
  readonly frame: Uint8Array;
  readonly atNs: number;
}

export class NetworkDevice implements VirtioDevice {
  readonly id: number = networkDeviceId;
  readonly queueCount = 2;
  readonly features: bigint = FEATURE_MAC | FEATURE_STATUS | transportFeatures;
  readonly config: Uint8Array;
  readonly #memory: PhysicalMemory;
  readonly #clock: Clock;
  readonly #send: Deliver;
  readonly #service: QueueService;
  readonly #timer: Timer;
  #transport: VirtioTransport | undefined;
  /** In the order in which they arrive. */
  #arrivals: Arrival[] = [];

  constructor({ name, mac, network, memory, clock, events }: NetworkDeviceOptions) {
    this.config = Uint8Array.of(...mac, STATUS_LINK_UP, 0);
    this.#memory = memory;
    this.#clock = clock;
    this.#send = network.plug((frame, atNs) => this.#expect(frame, atNs));
    const serve = (chain: Chain) => this.#transmit(chain);
    this.#service = new QueueService({
      ...{ name: `${name}.transmit`, queue: TRANSMIT, clock, events, delayNs, serve },
    });
    this.#timer = events.timer(`${name}.arrival`, () => this.#fill());
  }

  attach(transport: VirtioTransport): void {
    this.#transport = transport;
    this.#service.attach(transport);
  }

  notify(queue: number): void {
    if (queue === RECEIVE) this.#fill();
    else this.#service.notify();
  }

  /** What is on its way arrives all the same, at a card that nobody listens to. */
  reset(): void {
    this.#service.reset();
  }

  transfer(state: StateTransfer): void {
    this.#arrivals = state.list('arrivals', this.#arrivals, maxFrames, (item, arrival) => ({
      frame: item.bytes('frame', arrival?.frame ?? new Uint8Array(0), maxFrameBytes),
      atNs: item.number('atNs', arrival?.atNs ?? 0),
    }));
  }

  get #headerBytes(): number {
    return this.#transport?.isLegacy ? NUM_BUFFERS : headerBytes;
  }

  #transmit({ readable }: Chain): number | 'broken' {
    const [, place] = splitAfter(readable, this.#headerBytes);
    const length = byteLength(place);
    if (length === 0 || length > maxFrameBytes) return 0;
    const frame = gather(this.#memory, place);
    if (!frame) return 'broken';
    this.#send(frame, this.#clock.nowNs);
    return 0;
  }

  /** A frame is on its way here. */
  #expect(frame: Uint8Array, atNs: number): void {
    if (this.#arrivals.length === maxFrames || frame.length > maxFrameBytes) return;
    // Where our clock is past that already, it arrives as soon as it can.
    const arrivesNs = Math.max(atNs, this.#clock.nowNs + 1);
    const later = this.#arrivals.findIndex((other) => other.atNs > arrivesNs);
    this.#arrivals.splice(later < 0 ? this.#arrivals.length : later, 0, { frame, atNs: arrivesNs });
    this.#setTimer();
  }

  /** Have the next frame that is still on its way looked at when it arrives. */
  #setTimer(): void {
    const next = this.#arrivals.find(({ atNs }) => atNs > this.#clock.nowNs);
    if (next) this.#timer.set(next.atNs);
    else this.#timer.cancel();
  }

  /** Puts the frames that have arrived into the driver's buffers, as far as there are any. */
  #fill(): void {
    const transport = this.#transport;
    const { nowNs } = this.#clock;
    if (!transport?.isLive) this.#arrivals = this.#arrivals.filter(({ atNs }) => atNs > nowNs);
    while (transport?.isLive) {
      const [arrival] = this.#arrivals;
      if (!arrival || arrival.atNs > nowNs) break;
      const bytes = new Uint8Array(this.#headerBytes + arrival.frame.length);
      bytes[NUM_BUFFERS] = 1;
      bytes.set(arrival.frame, this.#headerBytes);
      const count = fillNextBuffer(transport, RECEIVE, this.#memory, bytes);
      if (count === 0) break;
      if (count < bytes.length) transport.fail(); // it must have room for any frame
      this.#arrivals.shift();
    }
    this.#setTimer();
  }
}
