/**
 * Bases that loops walk with: registers that a loop only steps by constants, or leaves alone. Where the place of
 * such a base in RAM is known, it is known after a step as well, unless that leaves the page: so an
 * access costs one comparison instead of a look into the TLB.
 *
 *   before the loop    place = look into the TLB                      for the range that the loop accesses
 *   an access          at place + offset, if the place is known       else by itself
 *   a step             place += step, if the range stays in the page  else another look
 */

import { type Flow, type FlowBlock, isCall } from './flow.ts';
import { dominates } from './graph.ts';
import type { GuestInstruction } from './guest-instructions.ts';
import { type Loop, naturalLoop } from './loops.ts';

export interface Cursor {
  readonly kind: 'read' | 'write';
  readonly base: number;
  /** The range of bytes, as offsets from the base, half-open; the start is a multiple of `alignment`. */
  readonly start: number;
  readonly end: number;
  readonly alignment: number;
  /** Whether it is stepped, and to which side: 0 if it is left alone. */
  readonly direction: -1 | 0 | 1;
}

export interface Cursors {
  /** Those that begin where a loop does, by its header. */
  readonly begin: ReadonlyMap<FlowBlock, readonly Cursor[]>;
  /** That of an access or a step, by its block. */
  of(block: FlowBlock, instruction: GuestInstruction): Cursor | undefined;
}

/** Longer ranges, and steps, are seldom in one page. */
const MAX_SPAN = 512;
const MAX_STEP = 512;
/** Each takes a register of the host. */
const MAX_CURSORS = 6;

type InBlocks = Map<FlowBlock, Map<GuestInstruction, Cursor>>;

/** The cursors of a region: of nested loops, the outermost that only steps a base has one for it. */
export function cursorsOf({ blocks }: Flow): Cursors {
  const begin = new Map<FlowBlock, readonly Cursor[]>();
  const found: InBlocks = new Map();
  for (const header of blocks) {
    if (!header.isLoopHeader) continue;
    const loop = naturalLoop(header);
    if (![...loop.body].every(keepsPlaces)) continue;
    const cursors = cursorsOfLoop(loop, found);
    if (cursors.length > 0) begin.set(header, cursors);
  }
  return { begin, of: (block, instruction) => found.get(block)?.get(instruction) };
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

function cursorsOfLoop({ body, latches }: Loop<FlowBlock>, found: InBlocks): readonly Cursor[] {
  const uses = Array.from({ length: 32 }, (): Uses => ({ accesses: [], steps: [], isSet: false }));
  for (const block of body) {
    for (const instruction of block.instructions) {
      const { access, writes } = instruction.effects;
      if (access?.base !== undefined && !found.get(block)?.has(instruction)) {
        const isRareStore =
          access.kind === 'write' && !latches.some((latch) => dominates(block, latch));
        if (access.kind !== 'modify' && !isRareStore)
          uses[access.base]?.accesses.push([block, instruction]);
      }
      for (let rest = writes; rest !== 0; rest &= rest - 1) {
        const base = uses[31 - Math.clz32(rest & -rest)] as Uses;
        if (stepOf(instruction) === undefined) base.isSet = true;
        else base.steps.push([block, instruction]);
      }
    }
  }
  const cursors: Cursor[] = [];
  for (const [base, { accesses, steps, isSet }] of uses.entries()) {
    if (isSet || accesses.length === 0 || cursors.length >= MAX_CURSORS) continue;
    const cursor = cursorOf(base, accesses.map(second), steps.map(second));
    if (!cursor) continue;
    cursors.push(cursor);
    for (const [block, instruction] of [...accesses, ...steps]) {
      const members = found.get(block) ?? new Map();
      found.set(block, members.set(instruction, cursor));
    }
  }
  return cursors;
}

function second<T>([, value]: readonly [unknown, T]): T {
  return value;
}

/** By how much an instruction steps the register that it writes; undefined if it does anything else. */
export function stepOf({ decoded }: GuestInstruction): number | undefined {
  const { rd, rs1, imm } = decoded.values;
  return decoded.instruction.mnemonic === 'addi' && rd === rs1 ? imm : undefined;
}

/** The cursor for these accesses and steps, unless they are too different. */
function cursorOf(
  base: number,
  accesses: readonly GuestInstruction[],
  steps: readonly GuestInstruction[],
): Cursor | undefined {
  const ranges = accesses.map(({ decoded, effects }) => {
    const start = decoded.values['imm'] ?? 0;
    const width = effects.access?.width ?? 1;
    return { start, end: start + width, width };
  });
  const alignment = Math.max(...ranges.map(({ width }) => width));
  const lowest = Math.min(...ranges.map(({ start }) => start));
  const start = Math.floor(lowest / alignment) * alignment;
  const end = Math.max(...ranges.map((range) => range.end));
  const by = steps.map((step) => stepOf(step) ?? 0);
  const direction = by.some((step) => step > 0) ? 1 : by.some((step) => step < 0) ? -1 : 0;
  const isOneWay = by.every((step) => Math.sign(step) === direction);
  const isAligned =
    ranges.every((range) => range.start % range.width === 0) &&
    by.every((step) => step % alignment === 0);
  const isShort = end - start <= MAX_SPAN && by.every((step) => Math.abs(step) <= MAX_STEP);
  if (!isOneWay || !isAligned || !isShort) return undefined;
  const kind = accesses.some(({ effects }) => effects.access?.kind === 'write') ? 'write' : 'read';
  return { kind, base, start, end, alignment, direction };
}
