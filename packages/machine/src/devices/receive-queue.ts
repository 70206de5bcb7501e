/** A queue whose buffers wait for what arrives: at a console, at a network card. */

import type { PhysicalMemory } from '../board/physical-memory.ts';
import { byteLength, scatter, splitAfter } from './scatter.ts';
import type { VirtioTransport } from './virtio-mmio.ts';

/**
 * Puts bytes, at least one, into the driver's next buffer, gives that back, and interrupts the driver.
 * @param index the queue of the transport.
 * @returns how many there was room for; 0 if there is no buffer, or the driver has broken the rules,
 * which it is told.
 */
export function fillNextBuffer(
  transport: VirtioTransport,
  index: number,
  memory: PhysicalMemory,
  bytes: Uint8Array,
): number {
  const queue = transport.queue(index);
  if (!transport.isLive || !queue.ready) return 0;
  const chain = queue.take();
  if (chain === 'empty') return 0;
  const [place] = chain === 'broken' ? [[]] : splitAfter(chain.writable, bytes.length);
  const count = byteLength(place);
  const isStored = count > 0 && scatter(memory, place, bytes.subarray(0, count));
  const answer = chain !== 'broken' && isStored ? queue.giveBack(chain, count) : 'broken';
  if (answer === 'broken') {
    transport.fail();
    return 0;
  }
  if (answer === 'interrupt') transport.interrupt();
  return count;
}
