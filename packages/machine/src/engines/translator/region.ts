/**
 * Regions: what is translated at once. From a hot entry, the basic blocks that direct branches and
 * jumps reach inside one page of code. One page, because a page is what address translation, and
 * so the validity of a translation, is about.
 */

import { type Decoded, decode, expand, instructionLength } from '@ireko/isa';
import { type Effects, effects } from '../effects.ts';

/** One guest instruction of a region. */
export interface GuestInstruction {
  readonly pc: bigint;
  readonly length: 2 | 4;
  /** Expanded: never a compressed row. */
  readonly decoded: Decoded;
  readonly effects: Effects;
}

/** How a block ends. A place that is no block of the region is an address to leave for. */
export type Terminator =
  | { readonly kind: 'goto'; readonly target: bigint }
  /** The last instruction is a branch. */
  | { readonly kind: 'branch'; readonly taken: bigint; readonly otherwise: bigint }
  /** The last instruction is a `jal` that keeps its return address, which is where control is expected again. */
  | { readonly kind: 'call'; readonly target: bigint; readonly returnTo: bigint }
  /** The last instruction is a `jalr`. */
  | { readonly kind: 'indirect' }
  /** The interpreter executes the instruction at this address. */
  | { readonly kind: 'interpret'; readonly pc: bigint };

export interface Block {
  readonly pc: bigint;
  readonly instructions: readonly GuestInstruction[];
  readonly terminator: Terminator;
}

export interface Region {
  readonly entry: bigint;
  readonly blocks: ReadonlyMap<bigint, Block>;
  /** The bytes that were translated, as offsets in the page, half-open. */
  readonly start: number;
  readonly end: number;
}

const PAGE = 4096;
const MAX_INSTRUCTIONS = 600;

/** A register that calls keep their return address in [psABI §2.1]. */
const LINK_REGISTERS = new Set([1, 5]);

/**
 * Finds a region.
 * @param page the code page's bytes.
 * @returns undefined if there is nothing to translate at the entry.
 */
export function findRegion(entry: bigint, page: DataView): Region | undefined {
  const pageStart = entry - (entry % BigInt(PAGE));
  const instructions = new Map<bigint, GuestInstruction>();
  const leaders = new Set<bigint>([entry]);
  const inside = (pc: bigint) => pc >= pageStart && pc < pageStart + BigInt(PAGE);

  // Follow control flow, noting every instruction and where blocks begin.
  const work = [entry];
  while (work.length > 0) {
    let pc = work.pop() ?? entry;
    while (!instructions.has(pc) && instructions.size < MAX_INSTRUCTIONS) {
      const found = instructionAt(pc, page, Number(pc - pageStart));
      if (!found) break;
      instructions.set(pc, found);
      const after = pc + BigInt(found.length);
      const control = controlOf(found, after);
      if (control) {
        for (const target of successors(control)) {
          if (!inside(target)) continue;
          leaders.add(target);
          work.push(target);
        }
        break;
      }
      if (!inside(after)) break;
      pc = after;
    }
  }
  if (!instructions.has(entry)) return undefined;

  const blocks = new Map<bigint, Block>();
  for (const leader of leaders) {
    if (instructions.has(leader)) blocks.set(leader, blockFrom(leader, instructions, leaders));
  }
  const offsets = [...instructions.values()].map(({ pc, length }) => ({
    start: Number(pc - pageStart),
    end: Number(pc - pageStart) + length,
  }));
  return {
    entry,
    blocks,
    start: Math.min(...offsets.map(({ start }) => start)),
    end: Math.max(...offsets.map(({ end }) => end)),
  };
}

/** The instruction, unless it crosses the page's end, is none, or is for the interpreter. */
function instructionAt(pc: bigint, page: DataView, offset: number): GuestInstruction | undefined {
  const halfword = page.getUint16(offset, true);
  const length = instructionLength(halfword);
  if (offset + length > PAGE) return undefined;
  const found = decode(length === 2 ? halfword : page.getUint32(offset, true));
  if (!found) return undefined;
  const decoded = expand(found);
  const seen = effects(decoded);
  if (seen.privileged || (seen.raises && !seen.access)) return undefined;
  return { pc, length, decoded, effects: seen };
}

/** How control leaves an instruction, if it does not just go on. */
function controlOf(found: GuestInstruction, after: bigint): Terminator | undefined {
  const { values } = found.decoded;
  const target = BigInt.asUintN(64, found.pc + BigInt(values['imm'] ?? 0));
  if (found.effects.control === 'none') return undefined;
  if (found.effects.control === 'branch')
    return { kind: 'branch', taken: target, otherwise: after };
  if ('rs1' in values) return { kind: 'indirect' };
  return LINK_REGISTERS.has(values['rd'] ?? 0)
    ? { kind: 'call', target, returnTo: after }
    : { kind: 'goto', target };
}

/** The places in the region that a terminator leads to, if they are in the page. */
export function successors(terminator: Terminator): readonly bigint[] {
  switch (terminator.kind) {
    case 'goto':
      return [terminator.target];
    case 'branch':
      return [terminator.taken, terminator.otherwise];
    case 'call':
      return [terminator.returnTo];
    default:
      return [];
  }
}

function blockFrom(
  leader: bigint,
  instructions: ReadonlyMap<bigint, GuestInstruction>,
  leaders: ReadonlySet<bigint>,
): Block {
  const list: GuestInstruction[] = [];
  let pc = leader;
  for (;;) {
    const found = instructions.get(pc);
    if (!found) return { pc: leader, instructions: list, terminator: { kind: 'interpret', pc } };
    list.push(found);
    const after = pc + BigInt(found.length);
    const terminator = controlOf(found, after);
    if (terminator) return { pc: leader, instructions: list, terminator };
    if (leaders.has(after)) {
      return { pc: leader, instructions: list, terminator: { kind: 'goto', target: after } };
    }
    pc = after;
  }
}
