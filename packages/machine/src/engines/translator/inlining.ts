/**
 * Calls of short functions that become part of the region: each has a copy of the callee, so that registers stay in locals.
 * A return in it is an indirect jump that most likely leads to where the call returns to; the host's compiler mostly
 * sees that it does, and nothing of it is left. What seldom runs in the callee is not copied, but called: it is expected
 * to return to where the callee would have.
 */

import {
  type Block,
  type Blocks,
  type FoundCode,
  type InlinedCallee,
  successors,
  type Terminator,
} from './blocks.ts';
import type { GuestInstruction } from './guest-instructions.ts';

/** The most instructions of all copies in a region. */
const MAX_COPIED = 200;
/** How many copies may be in one another. */
const MAX_NESTED = 3;

/** A function that may be copied. */
export interface Callee extends Pick<FoundCode, 'instructions' | 'cuts'> {
  readonly blocks: Blocks;
}

/** Where functions are looked for. */
export interface Functions {
  /** The function at an offset, if it may be copied. */
  readonly find: (start: number) => Callee | undefined;
  /** Where a call through a pointer in this register most likely leads. */
  readonly likelyTarget: (call: number, register: number) => number | undefined;
}

export class Inlining {
  /** The instructions of all copies. */
  readonly instructions: GuestInstruction[] = [];
  readonly #functions: Functions;
  readonly #callees = new Map<number, Callee | undefined>();

  constructor(functions: Functions) {
    this.#functions = functions;
  }

  /**
   * These blocks, their calls of short functions being replaced by copies.
   * @param open the functions that they are in.
   */
  into(blocks: Blocks, open: readonly number[] = [0]): Blocks {
    const all = new Map<number, Block>();
    for (const block of blocks.values())
      for (const each of this.#inlined(block, blocks, open)) all.set(each.pc, each);
    return all;
  }

  /** A block with a copy of what it calls, and one for what it may call instead. */
  #inlined(block: Block, around: Blocks, open: readonly number[]): readonly Block[] {
    const { terminator } = block;
    if (terminator.kind !== 'call' && terminator.kind !== 'indirect call') return [block];
    const { returnTo } = terminator;
    const target = terminator.kind === 'call' ? terminator.target : this.#likelyTarget(block);
    if (target === undefined || !around.has(returnTo)) return [block];
    const callee = this.#copy(target, returnTo, open);
    if (!callee) return [block];
    if (terminator.kind === 'call')
      return [{ ...block, terminator: { kind: 'goto', target, callee } }];
    // No instruction has an odd address.
    const otherwise = returnTo - 1;
    return [
      { ...block, terminator: { kind: 'likely call', target, callee, otherwise } },
      { pc: otherwise, instructions: [], terminator },
    ];
  }

  /** Where a call through a pointer most likely leads, if that points to a function. */
  #likelyTarget({ instructions }: Block): number | undefined {
    const call = instructions.at(-1);
    const { rs1 = 0, imm = 0 } = call?.decoded.values ?? {};
    return call && imm === 0 ? this.#functions.likelyTarget(call.pc, rs1) : undefined;
  }

  #copy(target: number, returnTo: number, open: readonly number[]): InlinedCallee | undefined {
    if (open.length > MAX_NESTED || open.includes(target)) return undefined;
    const callee = this.#calleeAt(target);
    if (!callee || this.instructions.length + callee.instructions.size > MAX_COPIED)
      return undefined;
    this.instructions.push(...callee.instructions.values());
    const inner = this.into(callee.blocks, [...open, target]);
    return { blocks: returning(inner, returnTo), returnTo };
  }

  #calleeAt(start: number): Callee | undefined {
    if (!this.#callees.has(start)) {
      const callee = this.#functions.find(start);
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
  if (terminator.kind === 'indirect' || ('callee' in terminator && terminator.callee)) return [];
  return successors(terminator);
}
