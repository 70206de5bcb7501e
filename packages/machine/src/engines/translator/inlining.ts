/**
 * Calls of short functions that become part of the region: each has a copy of the callee, so that registers stay in locals.
 * A return in it is an indirect jump that most likely leads to where the call returns to; the host's compiler mostly
 * sees that it does, and nothing of it is left. What seldom runs in the callee is not copied, but called: it is expected
 * to return to where the callee would have.
 */

import { type Block, type Blocks, type FoundCode, successors, type Terminator } from './blocks.ts';
import type { GuestInstruction } from './guest-instructions.ts';

/** The most instructions of all copies in a region. */
const MAX_COPIED = 200;
/** How many copies may be in one another. */
const MAX_NESTED = 3;

/** A function that may be copied. */
export interface Callee extends Pick<FoundCode, 'instructions' | 'cuts'> {
  readonly blocks: Blocks;
}

export class Inlining {
  /** The instructions of all copies. */
  readonly instructions: GuestInstruction[] = [];
  readonly #find: (start: number) => Callee | undefined;
  readonly #callees = new Map<number, Callee | undefined>();

  /** @param find finds a function, if it may be copied. */
  constructor(find: (start: number) => Callee | undefined) {
    this.#find = find;
  }

  /**
   * These blocks, their calls of short functions being replaced by copies.
   * @param open the functions that they are in.
   */
  into(blocks: Blocks, open: readonly number[] = [0]): Blocks {
    return new Map(
      [...blocks].map(([pc, block]) => [
        pc,
        { ...block, terminator: this.#inlined(block, blocks, open) },
      ]),
    );
  }

  #inlined({ terminator }: Block, around: Blocks, open: readonly number[]): Terminator {
    if (terminator.kind !== 'call' || !around.has(terminator.returnTo)) return terminator;
    const { target, returnTo } = terminator;
    if (open.length > MAX_NESTED || open.includes(target)) return terminator;
    const callee = this.#calleeAt(target);
    if (!callee || this.instructions.length + callee.instructions.size > MAX_COPIED)
      return terminator;
    this.instructions.push(...callee.instructions.values());
    const inner = this.into(callee.blocks, [...open, target]);
    return { kind: 'goto', target, callee: { blocks: returning(inner, returnTo), returnTo } };
  }

  #calleeAt(start: number): Callee | undefined {
    if (!this.#callees.has(start)) {
      const callee = this.#find(start);
      this.#callees.set(start, callee && isWhole(callee) ? callee : undefined);
    }
    return this.#callees.get(start);
  }
}

/** Whether all that is likely to run of a function is there, and it does nothing that the interpreter must do. */
function isWhole({ blocks, cuts }: Callee): boolean {
  const kinds = [...blocks.values()].map(({ terminator }) => terminator.kind);
  return cuts.size === 0 && !kinds.includes('interpret') && !kinds.includes('trap return');
}

/** A callee's blocks that return to an address, with calls of what is not among them. */
function returning(blocks: Blocks, returnTo: number): Blocks {
  const all = new Map<number, Block>();
  for (const [pc, block] of blocks) {
    const { terminator } = block;
    const isReturn = terminator.kind === 'indirect' && terminator.isReturn;
    all.set(
      pc,
      isReturn ? { ...block, terminator: { ...terminator, targets: [returnTo] } } : block,
    );
    for (const target of leadsOn(terminator)) {
      const call: Terminator = { kind: 'call', target, returnTo };
      if (!blocks.has(target)) all.set(target, { pc: target, instructions: [], terminator: call });
    }
  }
  return all;
}

/** Where a terminator surely leads in the same function. */
function leadsOn(terminator: Terminator): readonly number[] {
  if (terminator.kind === 'indirect') return [];
  if (terminator.kind === 'goto' && terminator.callee) return [];
  return successors(terminator);
}
