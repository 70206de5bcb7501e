/**
 * Regions: what is translated at once. From a hot entry, the basic blocks that direct branches and
 * jumps reach in a few pages of code. A translation holds as long as those pages are where they
 * were, so there should be few.
 *
 * Addresses here are offsets from the region's entry, which are small numbers; only where one is
 * written into code does it become an address again.
 */

import type { FloatOperation } from '@ireko/isa';
import { PAGE } from '../../hart/page.ts';
import {
  type Block,
  type Blocks,
  blockFrom,
  controlOf,
  type FoundCode,
  successors,
  type Terminator,
} from './blocks.ts';
import { type GuestInstruction, instructionAt, type ReadCode } from './guest-instructions.ts';
import { Inlining } from './inlining.ts';
import { JumpTables } from './jump-tables.ts';

/** From one place to before another. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Region {
  /** The address that offsets are from. */
  readonly entry: bigint;
  readonly blocks: Blocks;
  /** How many instructions it has. */
  readonly length: number;
  /** The floating-point operations in it. */
  readonly floatOperations: ReadonlySet<FloatOperation>;
  /** The instructions, and nothing that stands between them: half-open ranges of offsets, each in one page. */
  readonly ranges: readonly Range[];
  /** Where it was left off for want of room, in the middle of what runs on. */
  readonly cuts: ReadonlySet<number>;
}

/** How often the interpreter came to an offset by a jump or a branch. */
export type TimesRun = (pc: number) => number;

/** Code around an address. */
export interface Code {
  readonly pc: bigint;
  readonly read: ReadCode;
  readonly timesRun: TimesRun;
  /** Whether the region ends before an offset, since another begins there. */
  readonly endsBefore: (pc: number) => boolean;
  /** The offset to which a call through a pointer in this register most likely leads. */
  readonly likelyTarget: (call: number, register: number) => number | undefined;
}

/** A place that a branch leads to is part of the region if it ran so often, for each time that the entry did. */
const OFTEN = 1 / 16;

/** In how many pages a region's code may be. */
const MAX_PAGES = 8;
const MAX_INSTRUCTIONS = 600;
/** The longest callee that callers have a copy of. */
const MAX_INLINED = 40;

/** The address at an offset from a region's entry. */
export function addressAt(entry: bigint, pc: number): bigint {
  return BigInt.asUintN(64, entry + BigInt(pc));
}

export interface RegionOptions {
  /** Whether `mret` and `sret` may be in a region: not if somebody is told of them. */
  readonly returnsFromTraps: boolean;
}

/**
 * Finds a region.
 * @returns undefined if there is nothing to translate at the entry.
 */
export function findRegion(code: Code, options: RegionOptions): Region | undefined {
  const near = inFewPages(code);
  const often = code.timesRun(0) * OFTEN;
  const own = search(near, 0, { often, most: MAX_INSTRUCTIONS, isCallee: false }, options);
  if (!own) return undefined;
  const { cuts } = own;
  const instructions = [...own.instructions.values()];
  const callees = new Inlining({
    likelyTarget: (call, register) => code.likelyTarget(call, register),
    find: (start) => {
      const ran = code.timesRun(start);
      if (ran < often) return undefined;
      return search(
        near,
        start,
        { often: ran * OFTEN, most: MAX_INLINED, isCallee: true },
        options,
      );
    },
  });
  const blocks = callees.into(own.blocks);
  instructions.push(...callees.instructions);
  const operations = instructions.map(({ effects }) => effects.operation);
  return {
    entry: code.pc,
    blocks,
    cuts,
    length: instructions.length,
    floatOperations: new Set(operations.filter((operation) => operation !== undefined)),
    ranges: rangesOf(instructions, offsetInPage(code.pc)),
  };
}

function offsetInPage(address: bigint): number {
  return Number(address % BigInt(PAGE));
}

/** Code in the first so many pages in which some is read. */
function inFewPages(code: Code): Code {
  const offset = offsetInPage(code.pc);
  const pages = new Set<number>();
  return {
    pc: code.pc,
    timesRun: (pc) => code.timesRun(pc),
    endsBefore: (pc) => code.endsBefore(pc),
    likelyTarget: (call, register) => code.likelyTarget(call, register),
    read: (pc) => {
      const page = Math.floor((pc + offset) / PAGE);
      if (pages.size < MAX_PAGES) pages.add(page);
      return pages.has(page) ? code.read(pc) : undefined;
    },
  };
}

/** What is looked for. */
interface Search {
  /** A place that a branch leads to is part of it if it ran so often. */
  readonly often: number;
  /** The most instructions. */
  readonly most: number;
  /** Whether it is a callee, which is copied even if there is a region of it. */
  readonly isCallee: boolean;
}

/** Follows control flow from an address, noting every instruction and where blocks begin. */
function search(
  code: Code,
  start: number,
  { often, most, isCallee }: Search,
  { returnsFromTraps }: RegionOptions,
): (FoundCode & Pick<Region, 'blocks'>) | undefined {
  const { read, timesRun } = code;
  const instructions = new Map<number, GuestInstruction>();
  const leaders = new Set<number>([start]);
  const cuts = new Set<number>();
  const tables = new JumpTables(timesRun, Math.max(1, often));
  const work = [start];
  while (work.length > 0) {
    let pc = takeHottest(work, timesRun);
    let before: GuestInstruction | undefined;
    while (!instructions.has(pc) && instructions.size < most) {
      if (pc !== start && !isCallee && code.endsBefore(pc)) {
        cuts.add(pc);
        break;
      }
      const found = instructionAt(pc, read);
      if (!found) break;
      if (found.effects.control === 'return' && !returnsFromTraps) break;
      instructions.set(pc, found);
      const after = pc + found.length;
      const control = controlOf(found, after, before);
      before = found;
      if (control) {
        const known = successors(control);
        for (const target of known) leaders.add(target);
        for (const target of control.kind === 'call' ? [...known, control.target] : known)
          tables.exclude(target);
        work.push(...likely(control, timesRun, often));
        if (control.kind === 'indirect' && !control.isReturn) work.push(...tables.add(found.pc));
        break;
      }
      // Where something may be due, the limit is tested: there a block begins.
      if (found.effects.unsettles) leaders.add(after);
      pc = after;
      if (!instructions.has(pc) && instructions.size >= most) cuts.add(pc);
    }
  }
  if (!instructions.has(start)) return undefined;
  const targets = tables.targets();
  for (const target of [...targets.values()].flat()) leaders.add(target);
  const found = { instructions, leaders, cuts, targets };
  const blocks = new Map<number, Block>();
  for (const leader of leaders)
    if (instructions.has(leader)) blocks.set(leader, blockFrom(leader, found));
  return { ...found, blocks };
}

/** Takes the place out of a list that ran most often: the last of those, for code to go on where it stands. */
function takeHottest(work: number[], timesRun: TimesRun): number {
  let hottest = work.length - 1;
  for (let index = hottest - 1; index >= 0; index--)
    if (timesRun(work[index] ?? 0) > timesRun(work[hottest] ?? 0)) hottest = index;
  const [pc = 0] = work.splice(hottest, 1);
  return pc;
}

/** Where instructions stand without a gap; one that crosses into another page is in two of these. */
function rangesOf(instructions: readonly GuestInstruction[], offset: number): readonly Range[] {
  const halves = instructions.flatMap(({ pc, length }) => (length === 4 ? [pc, pc + 2] : [pc]));
  const ranges: { start: number; end: number }[] = [];
  for (const start of [...new Set(halves)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.end === start && (start + offset) % PAGE !== 0) last.end += 2;
    else ranges.push({ start, end: start + 2 });
  }
  return ranges;
}

/** Of the places that a terminator leads to, those that ran often enough; or both where neither did. */
function likely(terminator: Terminator, timesRun: TimesRun, often: number): readonly number[] {
  const all = successors(terminator);
  if (terminator.kind !== 'branch') return all;
  const ran = all.filter((pc) => timesRun(pc) >= often);
  return ran.length > 0 ? ran : all;
}
