/**
 * Regions: what is translated at once. From a hot entry, the basic blocks that direct branches and
 * jumps reach in a few pages of code. A translation holds as long as those pages are where they
 * were, so there should be few.
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
  /** The last instruction is a `jalr` that keeps its return address. */
  | { readonly kind: 'indirect call'; readonly returnTo: bigint }
  /** The last instruction is another `jalr`: a return, or a jump by a table. */
  | { readonly kind: 'indirect'; readonly isReturn: boolean }
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
  /** The pages of code by their addresses; the bytes that were translated are half-open offsets in them. */
  readonly pages: ReadonlyMap<bigint, { readonly start: number; readonly end: number }>;
}

/** Code as a region is looked for: 16 bits at an address, or undefined where there is none to be had. */
export type ReadCode = (pc: bigint) => number | undefined;

const PAGE = 4096n;
const MAX_INSTRUCTIONS = 600;

/** A register that calls keep their return address in [psABI §2.1]. */
const LINK_REGISTERS = new Set([1, 5]);

/**
 * Finds a region.
 * @returns undefined if there is nothing to translate at the entry.
 */
export function findRegion(entry: bigint, read: ReadCode): Region | undefined {
  const instructions = new Map<bigint, GuestInstruction>();
  const leaders = new Set<bigint>([entry]);

  // Follow control flow, noting every instruction and where blocks begin.
  const work = [entry];
  while (work.length > 0) {
    let pc = work.pop() ?? entry;
    let before: GuestInstruction | undefined;
    while (!instructions.has(pc) && instructions.size < MAX_INSTRUCTIONS) {
      const found = instructionAt(pc, read);
      if (!found) break;
      instructions.set(pc, found);
      const after = pc + BigInt(found.length);
      const control = controlOf(found, after, before);
      before = found;
      if (control) {
        for (const target of successors(control)) {
          leaders.add(target);
          work.push(target);
        }
        break;
      }
      pc = after;
    }
  }
  if (!instructions.has(entry)) return undefined;

  const blocks = new Map<bigint, Block>();
  for (const leader of leaders) {
    if (instructions.has(leader)) blocks.set(leader, blockFrom(leader, instructions, leaders));
  }
  return { entry, blocks, pages: pagesOf(instructions.values()) };
}

/** The part of each page that instructions stand in. */
function pagesOf(instructions: Iterable<GuestInstruction>): Region['pages'] {
  const pages = new Map<bigint, { start: number; end: number }>();
  for (const { pc, length } of instructions) {
    // One that crosses into another page is in both.
    for (const at of [pc, pc + 2n].slice(0, length / 2)) {
      const offset = Number(at % PAGE);
      const known = pages.get(at - (at % PAGE)) ?? { start: offset, end: offset };
      known.start = Math.min(known.start, offset);
      known.end = Math.max(known.end, offset + 2);
      pages.set(at - (at % PAGE), known);
    }
  }
  return pages;
}

/** The instruction, unless it cannot be read, is none, or is for the interpreter. */
function instructionAt(pc: bigint, read: ReadCode): GuestInstruction | undefined {
  const low = read(pc);
  if (low === undefined) return undefined;
  const length = instructionLength(low);
  const high = length === 2 ? 0 : read(pc + 2n);
  if (high === undefined) return undefined;
  const found = decode((low | (high << 16)) >>> 0);
  if (!found) return undefined;
  const decoded = expand(found);
  const seen = effects(decoded);
  if (seen.privileged || (seen.raises && !seen.access && !seen.floats)) return undefined;
  return { pc, length, decoded, effects: seen };
}

/**
 * How control leaves an instruction, if it does not just go on.
 * @param before the instruction that is executed just before it, if that is known.
 */
function controlOf(
  found: GuestInstruction,
  after: bigint,
  before: GuestInstruction | undefined,
): Terminator | undefined {
  const { control } = found.effects;
  const { values } = found.decoded;
  if (control === 'none') return undefined;
  const target = knownTarget(found, before);
  if (control === 'branch') return { kind: 'branch', taken: target ?? after, otherwise: after };
  const keepsReturn = LINK_REGISTERS.has(values['rd'] ?? 0);
  if (target === undefined) {
    return keepsReturn
      ? { kind: 'indirect call', returnTo: after }
      : { kind: 'indirect', isReturn: LINK_REGISTERS.has(values['rs1'] ?? 0) };
  }
  return keepsReturn ? { kind: 'call', target, returnTo: after } : { kind: 'goto', target };
}

/** Where a jump or branch goes: by its offset, or by the `auipc` before it, as in `call` and `tail`. */
function knownTarget(
  { pc, decoded }: GuestInstruction,
  before: GuestInstruction | undefined,
): bigint | undefined {
  const offset = BigInt(decoded.values['imm'] ?? 0);
  if (decoded.instruction.mnemonic !== 'jalr') return BigInt.asUintN(64, pc + offset);
  if (before?.decoded.instruction.mnemonic !== 'auipc') return undefined;
  const { rd, imm = 0 } = before.decoded.values;
  if (rd !== decoded.values['rs1'] || rd === 0) return undefined;
  const upper = BigInt.asIntN(32, BigInt(imm) << 12n);
  return BigInt.asUintN(64, before.pc + upper + offset) & ~1n;
}

/** The places in the region that a terminator leads to, if they are in the page. */
export function successors(terminator: Terminator): readonly bigint[] {
  switch (terminator.kind) {
    case 'goto':
      return [terminator.target];
    case 'branch':
      return [terminator.taken, terminator.otherwise];
    case 'call':
    case 'indirect call':
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
    const terminator = controlOf(found, after, list.at(-2));
    if (terminator) return { pc: leader, instructions: list, terminator };
    if (leaders.has(after)) {
      return { pc: leader, instructions: list, terminator: { kind: 'goto', target: after } };
    }
    pc = after;
  }
}
