/**
 * Bases that loops walk with: registers that a loop only steps by constants, or leaves alone. Where the place of
 * such a base in RAM is known, it is known after a step as well, as long as that does not leave the page: so an
 * access needs no look into the TLB. When a page may have been left is known beforehand: a lap of the loop takes so many
 * instructions at least, and steps so far at most. So the loop's test of the instruction limit tells that as well.
 *
 *   where laps begin   place = look into the TLB        for the range that a lap accesses
 *                      stop = the instruction count up to which the places of all bases are in their pages
 *   the loop's header  back to where laps begin         if the count is beyond stop, or near the limit
 *   an access          at place + offset, if the place is known; else by itself
 *   a step             place += step
 *
 * A table is such a base as well: one that is left alone, and accesses are made at a bounded index from it [indexed.ts].
 *
 *   an access          at place + index + offset
 */

import { type Flow, type FlowBlock, isCall } from './flow.ts';
import type { GuestInstruction } from './guest-instructions.ts';
import { type IndexedBase, indexedBases } from './indexed.ts';
import { Laps } from './laps.ts';
import { isLoopHeader, naturalLoop } from './loops.ts';
import { tablesOf } from './tables.ts';

export interface Cursor {
  readonly kind: 'read' | 'write';
  readonly base: number;
  /** The range of bytes that a lap accesses, as offsets from the base where it begins, half-open; the start is a multiple of `alignment`. */
  readonly start: number;
  readonly end: number;
  readonly alignment: number;
  /** How far a lap steps it at most, downwards if that is negative; 0 if it is left alone. */
  readonly stride: number;
  /** Whether accesses are made at an index from it [tables.ts]. */
  readonly isTable: boolean;
  /** Whether every lap begins with an access, so that the region may be left at once where the place is not known. */
  readonly isCertain: boolean;
}

/** The cursors of a loop. */
export interface Walk {
  readonly cursors: readonly Cursor[];
  /** The fewest instructions of a lap. */
  readonly shortest: number;
}

export interface Cursors {
  /** By the headers of loops. */
  readonly walks: ReadonlyMap<FlowBlock, Walk>;
  /** That of an access or a step, by its block. */
  of(block: FlowBlock, instruction: GuestInstruction): Cursor | undefined;
  /** The indexed bases of a block from which accesses of tables are made, by these. */
  indexed(block: FlowBlock): ReadonlyMap<GuestInstruction, IndexedBase>;
}

/** Instructions of a loop, with their blocks. */
export type Members = readonly (readonly [FlowBlock, GuestInstruction])[];

/** Longer ranges, and strides, are seldom in one page. */
const MAX_SPAN = 512;
const MAX_STRIDE = 512;
/** Each takes a register of the host. */
const MAX_CURSORS = 6;

type InBlocks = Map<FlowBlock, Map<GuestInstruction, Cursor>>;

/** The cursors of a region: of nested loops, the innermost has that of a base that it steps, the outermost that of one that it leaves alone. */
export function cursorsOf({ blocks }: Flow): Cursors {
  const walks = new Map<FlowBlock, Walk>();
  const found: InBlocks = new Map();
  const indexed = new Map(blocks.map((block) => [block, indexedBases(block)]));
  const indexedIn = (block: FlowBlock) => indexed.get(block) ?? new Map();
  for (const header of blocks) {
    if (!isLoopHeader(header)) continue;
    const loop = naturalLoop(header);
    if (![...loop.body].every(keepsPlaces)) continue;
    const laps = new Laps(header, loop);
    const cursors = cursorsOfLoop(laps, found, indexedIn);
    if (cursors.length > 0) walks.set(header, { cursors, shortest: laps.shortest });
  }
  return {
    walks,
    of: (block, instruction) => found.get(block)?.get(instruction),
    indexed: indexedIn,
  };
}

/** Whether what the TLB has been found to have holds behind a block. */
export function keepsPlaces({ terminator, instructions }: FlowBlock): boolean {
  return !isCall(terminator) && !instructions.at(-1)?.effects.unsettles;
}

/** What a loop does with a base. */
interface Uses {
  readonly accesses: (readonly [FlowBlock, GuestInstruction])[];
  readonly steps: (readonly [FlowBlock, GuestInstruction])[];
  isSet: boolean;
}

function cursorsOfLoop(
  laps: Laps,
  found: InBlocks,
  indexed: Cursors['indexed'],
): readonly Cursor[] {
  const uses = Array.from({ length: 32 }, (): Uses => ({ accesses: [], steps: [], isSet: false }));
  for (const block of laps.body) {
    for (const instruction of block.instructions) {
      const { access, writes } = instruction.effects;
      if (access?.base !== undefined && !found.get(block)?.has(instruction)) {
        const isRareStore = access.kind === 'write' && !laps.isAlwaysRun(block);
        if (access.kind !== 'modify' && !isRareStore)
          uses[access.base]?.accesses.push([block, instruction]);
      }
      for (let rest = writes; rest !== 0; rest &= rest - 1) {
        const base = uses[31 - Math.clz32(rest & -rest)] as Uses;
        if (stepOf(instruction) === undefined || !laps.isInnermost) base.isSet = true;
        else base.steps.push([block, instruction]);
      }
    }
  }
  const cursors: Cursor[] = [];
  const add = (cursor: Cursor, members: Members) => {
    if (cursors.length >= MAX_CURSORS) return;
    cursors.push(cursor);
    for (const [block, instruction] of members) {
      const inBlock = found.get(block) ?? new Map();
      found.set(block, inBlock.set(instruction, cursor));
    }
  };
  for (const [base, { accesses, steps, isSet }] of uses.entries()) {
    if (isSet || accesses.length === 0) continue;
    const cursor = cursorOf(laps, base, accesses, steps);
    if (cursor) add(cursor, [...accesses, ...steps]);
  }
  const tables = tablesOf(laps, indexed, (block, access, { sum, base }) => {
    const has = (member: GuestInstruction) => found.get(block)?.has(member);
    const isLeftAlone = !uses[base]?.isSet && uses[base]?.steps.length === 0;
    return isLeftAlone && !has(access) && !has(sum);
  });
  for (const [table, members] of tables) add(table, members);
  return cursors;
}

/** By how much an instruction steps the register that it writes; undefined if it does anything else. */
export function stepOf({ decoded }: GuestInstruction): number | undefined {
  const { rd, rs1, imm } = decoded.values;
  return decoded.instruction.mnemonic === 'addi' && rd === rs1 ? imm : undefined;
}

/** The cursor for these accesses and steps, unless they are too different. */
function cursorOf(laps: Laps, base: number, accesses: Members, steps: Members): Cursor | undefined {
  const by = steps.map(([, step]) => stepOf(step) ?? 0);
  const direction = by.some((step) => step > 0) ? 1 : -1;
  const { stepped, distance } = distances(laps, steps);
  const ranges = accesses.map(([, access]) => {
    const offset = access.decoded.values['imm'] ?? 0;
    const width = access.effects.access?.width ?? 1;
    const far = offset + direction * (stepped.get(access) ?? 0);
    return { start: Math.min(offset, far), end: Math.max(offset, far) + width, width };
  });
  const alignment = Math.max(...ranges.map(({ width }) => width));
  const lowest = Math.min(...ranges.map(({ start }) => start));
  const start = Math.floor(lowest / alignment) * alignment;
  const end = Math.max(...ranges.map((range) => range.end));
  const isOneWay = by.every((step) => Math.sign(step) === direction);
  const isAligned =
    ranges.every((range) => range.start % range.width === 0) &&
    by.every((step) => step % alignment === 0);
  const isShort = end - start <= MAX_SPAN && distance <= MAX_STRIDE;
  if (!isOneWay || !isAligned || !isShort) return undefined;
  const isWrite = accesses.some(([, { effects }]) => effects.access?.kind === 'write');
  const { header } = laps;
  const isCertain =
    header.ways.size === 0 &&
    end - start <= alignment &&
    accesses.some(([block]) => block === header);
  const kind = isWrite ? 'write' : 'read';
  const stride = direction * distance;
  return { kind, base, start, end, alignment, stride, isTable: false, isCertain };
}

/** How far steps have led at most before each access of the loop since the lap began, and in a whole lap. */
function distances(
  laps: Laps,
  steps: Members,
): { readonly stepped: ReadonlyMap<GuestInstruction, number>; readonly distance: number } {
  const stepped = new Map<GuestInstruction, number>();
  if (steps.length === 0) return { stepped, distance: 0 };
  const own = new Set(steps.map(([, step]) => step));
  const length = (instruction: GuestInstruction) =>
    own.has(instruction) ? Math.abs(stepOf(instruction) ?? 0) : 0;
  const distance = laps.largest(
    ({ instructions }) => instructions.reduce((sum, instruction) => sum + length(instruction), 0),
    ({ instructions }, before) => {
      let sum = before;
      for (const instruction of instructions) {
        stepped.set(instruction, Math.max(sum, stepped.get(instruction) ?? 0));
        sum += length(instruction);
      }
    },
  );
  return { stepped, distance };
}
