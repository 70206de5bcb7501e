/**
 * Accesses whose address follows from something that was loaded: an element of a list, an entry of a table by a
 * value from memory. There the processor would wait for the TLB's entry after having waited for the
 * address, and the next element after both. So such an access takes the entry to be what entries are now, and only
 * compares. Where the address is known early, that would be an operation more for nothing.
 */

import { type FlowBlock, isCall } from './flow.ts';
import type { GuestInstruction } from './guest-instructions.ts';

/** The stack pointer: what is loaded by it was stored there shortly before, and its address is known early. */
const SP = 2;

/** The accesses in these blocks, which are in reverse postorder, whose address depends on what was loaded. */
export function dependentAddresses(blocks: readonly FlowBlock[]): ReadonlySet<GuestInstruction> {
  const found = new Set<GuestInstruction>();
  /** For each block, which registers depend on loads where it ends: bit n is `xn`. */
  const ends = new Map<FlowBlock, number>();
  for (let changed = true; changed; ) {
    changed = false;
    for (const block of blocks) {
      let loaded = 0;
      for (const before of block.predecessors) loaded |= ends.get(before) ?? 0;
      for (const instruction of block.instructions) {
        const { access, reads, writes } = instruction.effects;
        const depends = (reads & loaded) !== 0;
        if (access?.base !== undefined && loaded & (1 << access.base)) found.add(instruction);
        const loads = access ? access.kind !== 'write' && access.base !== SP : depends;
        loaded = loads ? loaded | writes : loaded & ~writes;
      }
      if (isCall(block.terminator)) loaded = 0;
      if (loaded === (ends.get(block) ?? 0)) continue;
      ends.set(block, loaded);
      changed = true;
    }
  }
  return found;
}
