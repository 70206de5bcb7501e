/**
 * A queue whose chains need no more than to be taken, dealt with and given back: entropy, what a
 * console prints, frames that a network card sends. The driver tells that there are some; a while
 * later they are served, all that have come by then, and the driver is interrupted once.
 *
 * Time must pass between the two, and so many chains at most are served at once: a ring may lie in
 * the very buffers that the device writes, and make work for it without end.
 */

import type { EventQueue, Timer } from '../board/events.ts';
import type { Clock } from './device.ts';
import type { VirtioTransport } from './virtio-mmio.ts';
import type { Chain } from './virtio-queue.ts';

const chainsAtOnce = 64;

export interface QueueServiceOptions {
  /** The name of its timer, as `virtio3.send`. */
  readonly name: string;
  /** Which of the device's queues. */
  readonly queue: number;
  readonly clock: Clock;
  readonly events: EventQueue;
  /** Virtual nanoseconds from being told to serving: at least 1. */
  readonly delayNs: number;
  /** Deal with a chain. @returns how many bytes it wrote, or that the driver has broken the rules. */
  readonly serve: (chain: Chain) => number | 'broken';
}

export class QueueService {
  readonly #options: QueueServiceOptions;
  readonly #timer: Timer;
  #transport: VirtioTransport | undefined;

  constructor(options: QueueServiceOptions) {
    this.#options = options;
    this.#timer = options.events.timer(options.name, () => this.#run());
  }

  attach(transport: VirtioTransport): void {
    this.#transport = transport;
  }

  /** The driver has put chains into the queue. */
  notify(): void {
    const { clock, delayNs } = this.#options;
    if (this.#timer.atNs === Infinity) this.#timer.set(clock.nowNs + delayNs);
  }

  reset(): void {
    this.#timer.cancel();
  }

  #run(): void {
    const transport = this.#transport;
    const queue = transport?.queue(this.#options.queue);
    if (!transport || !queue?.ready) return;
    let wantsInterrupt = false;
    for (let count = 0; ; count++) {
      if (count === chainsAtOnce) {
        this.notify();
        break;
      }
      const chain = queue.take();
      if (chain === 'empty') break;
      const written = chain === 'broken' ? chain : this.#options.serve(chain);
      const answer =
        chain === 'broken' || written === 'broken' ? 'broken' : queue.giveBack(chain, written);
      if (answer === 'broken') {
        transport.fail();
        return;
      }
      if (answer === 'interrupt') wantsInterrupt = true;
    }
    if (wantsInterrupt) transport.interrupt();
  }
}
