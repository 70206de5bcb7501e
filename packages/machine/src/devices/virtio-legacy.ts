/**
 * The first version of the transport, which came before the standard [virtio §4.2.4]: what drivers of
 * older systems speak, and what QEMU's board has unless `force-legacy=false`. Its registers are those
 * of version 2, but that a driver tells where a queue is by one page number: the three tables follow
 * one another there, the last at the next boundary of `alignBytes`.
 *
 *   number × pageBytes   descriptors, 16 bytes each
 *   behind these         available: flags, index, heads, used event, 2 bytes each
 *   the next boundary    used
 */

import type { Stateful, StateTransfer } from '../snapshot/state.ts';
import type { VirtQueue } from './virtio-queue.ts';

/** Its registers that version 2 does not have: the size of a page, where used rings begin, and a queue's page. */
export const GUEST_PAGE_SIZE = 0x028;
export const QUEUE_ALIGN = 0x03c;
export const QUEUE_PFN = 0x040;

const usualBytes = 4096;
const largest = 2 ** 31;

/** What a driver has said of the layout of its queues; for all of them, as all drivers do. */
export class LegacyLayout implements Stateful {
  #pageBytes = usualBytes;
  #alignBytes = usualBytes;

  transfer(state: StateTransfer): void {
    this.#pageBytes = state.number('pageBytes', this.#pageBytes, 1, largest);
    this.#alignBytes = state.number('alignBytes', this.#alignBytes, 1, largest);
  }

  reset(): void {
    this.#pageBytes = usualBytes;
    this.#alignBytes = usualBytes;
  }

  /** The page number of a queue; 0 if it is nowhere yet. */
  page(queue: VirtQueue): number {
    const [low = 0, high = 0] = queue.addresses;
    return Math.floor((low + high * 2 ** 32) / this.#pageBytes);
  }

  /** @param queue the one that the driver has selected, if it is there. */
  write(queue: VirtQueue | undefined, offset: number, value: number): void {
    const isPower = value > 0 && value <= largest && (value & (value - 1)) === 0;
    if (offset === GUEST_PAGE_SIZE && isPower) this.#pageBytes = value;
    if (offset === QUEUE_ALIGN && isPower) this.#alignBytes = value;
    if (offset === QUEUE_PFN && queue) this.#place(queue, value * this.#pageBytes);
  }

  #place(queue: VirtQueue, descriptors: number): void {
    const available = descriptors + 16 * queue.size;
    const end = available + 2 * (3 + queue.size);
    const used = Math.ceil(end / this.#alignBytes) * this.#alignBytes;
    for (const [table, address] of [descriptors, available, used].entries()) {
      queue.addresses[2 * table] = address % 2 ** 32;
      queue.addresses[2 * table + 1] = Math.floor(address / 2 ** 32);
    }
    queue.ready = true;
  }
}
