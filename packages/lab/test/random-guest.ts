/**
 * Random guests: a row of slots of random instructions that runs in all modes, with page tables, PMP,
 * delegation, interrupts, and CSRs written at random. Made from a seed, so that a failure can be
 * repeated. What surrounds them, and goes on after each trap, is guests/random.s.
 *
 *   0x8000_0000  handlers            always executable in S-mode, and by PMP
 *   0x8000_1000  the slots           by table A of S-mode, by table B of U-mode
 *   0x8001_0000  page tables         always within reach of walks, by PMP
 *   0x8002_0000  data                by both tables of U- or S-mode, by chance
 *   0x4000_0000  a window            whose entries the slots change at random
 */

import { generator } from '../../isa/test/generator.ts';
import { draws } from './random-guest/draws.ts';
import { itemsOf, queueItemsOf } from './random-guest/items.ts';
import { PROGRAM, RAM, SLOT_BYTES, SLOTS, satps, TABLES } from './random-guest/layout.ts';
import { fillMemory, fillQueues } from './random-guest/memory.ts';
import { csrWrite, li, op, S11, T1 } from './random-guest/words.ts';

export { randomGuestBytes } from './random-guest/layout.ts';

export interface RandomGuestOptions {
  /** It also sets up queues of the first virtio device, and what they lead to, by chance. */
  readonly queues?: boolean;
}

/** The bytes of RAM from its start on that a guest begins with, over those of guests/random.s. */
export function randomGuest(
  seed: number,
  around: Uint8Array,
  { queues = false }: RandomGuestOptions = {},
): Uint8Array {
  const all = draws(generator(seed));
  const { random, pick, chance } = all;
  const ram = new Uint8Array(0x6_0000);
  ram.set(around);
  const view = new DataView(ram.buffer);
  fillMemory(view, all);
  const items = [...itemsOf(all), ...(queues ? queueItemsOf(all) : [])];
  const total = items.reduce((sum, [weight]) => sum + weight, 0);
  const item = () => {
    let at = random(total);
    for (const [weight, make] of items) {
      if (at < weight) return make();
      at -= weight;
    }
    return [];
  };
  if (queues) fillQueues(view, all);

  // The first slots: PMP as below M-mode needs it, and paging.
  const prologue = [
    [
      ...li(T1, BigInt(RAM / 4 + 0x1ff)),
      csrWrite('pmpaddr0', T1),
      ...li(T1, BigInt(TABLES / 4 + 0x1fff)),
      csrWrite('pmpaddr1', T1),
    ],
    [
      ...li(T1, -1n),
      csrWrite('pmpaddr15', T1),
      ...li(T1, 0x1f00_0000_0000_0000n),
      csrWrite('pmpcfg2', T1),
      ...li(T1, 0x1b1dn),
      csrWrite('pmpcfg0', T1),
    ],
    [...li(T1, pick(satps)), csrWrite('satp', T1)],
  ];
  for (let slot = 0; slot < SLOTS; slot++) {
    const at = PROGRAM - RAM + slot * SLOT_BYTES;
    const words = [
      op('auipc', { rd: S11, imm: 0 }),
      ...(prologue[slot] ?? [...item(), ...(chance(2) ? item() : [])]),
    ];
    const fitting = words.length * 4 <= SLOT_BYTES ? words : words.slice(0, 1);
    for (let index = 0; index < SLOT_BYTES / 4; index++)
      view.setUint32(
        at + 4 * index,
        (slot === SLOTS - 1 && index > 0 ? op('ecall') : fitting[index]) ??
          op('addi', { rd: 0, rs1: 0, imm: 0 }),
        true,
      );
  }
  return ram;
}
