/**
 * Regions: what is translated at once. From a hot entry, the basic blocks that direct branches and
 * jumps reach in a few pages of code. A translation holds as long as those pages are where they
 * were, so there should be few.
 *
 * Addresses here are offsets from the region's entry, which are small numbers; only where one is
 * written into code does it become an address again.
 */

import { type Decoded, decode, expand, type FloatOperation, instructionLength } from '@ireko/isa';
import { type Effects, effects } from '../effects.ts';
import { JumpTables } from './jump-tables.ts';

/** One guest instruction of a region. */
export interface GuestInstruction {
  readonly pc: number;
  readonly length: 2 | 4;
  /** Expanded: never a compressed row. */
  readonly decoded: Decoded;
  readonly effects: Effects;
}

/** How a block ends. A place that is no block of the region is an address to leave for. */
export type Terminator =
  | { readonly kind: 'goto'; readonly target: number }
  /** The last instruction is a branch. */
  | { readonly kind: 'branch'; readonly taken: number; readonly otherwise: number }
  /** The last instruction is a `jal` that keeps its return address, which is where control is expected again. */
  | { readonly kind: 'call'; readonly target: number; readonly returnTo: number }
  /** The last instruction is a `jalr` that keeps its return address. */
  | { readonly kind: 'indirect call'; readonly returnTo: number }
  /** The last instruction is another `jalr`: a return, or a jump by a table, perhaps to these. */
  | { readonly kind: 'indirect'; readonly isReturn: boolean; readonly targets: readonly number[] }
  /** The last instruction returns from a trap. */
  | { readonly kind: 'trap return' }
  /** The interpreter executes the instruction at this address. */
  | { readonly kind: 'interpret'; readonly pc: number };

export interface Block {
  readonly pc: number;
  readonly instructions: readonly GuestInstruction[];
  readonly terminator: Terminator;
}

export interface Region {
  /** The address that offsets are from. */
  readonly entry: bigint;
  readonly blocks: ReadonlyMap<number, Block>;
  /** The floating-point operations in it. */
  readonly floatOperations: ReadonlySet<FloatOperation>;
  /** What was translated, by pages of addresses: half-open ranges of offsets. */
  readonly pages: readonly { readonly start: number; readonly end: number }[];
  /** Where it was left off for want of room, in the middle of what runs on. */
  readonly cuts: ReadonlySet<number>;
}

/** Code as a region is looked for: 16 bits at an offset, or undefined where there is none to be had. */
export type ReadCode = (pc: number) => number | undefined;

/** How often the interpreter came to an offset by a jump or a branch. */
export type TimesRun = (pc: number) => number;

/** Code around an address. */
export interface Code {
  readonly pc: bigint;
  readonly read: ReadCode;
  readonly timesRun: TimesRun;
  /** Whether the region ends before an offset, since another begins there. */
  readonly endsBefore: (pc: number) => boolean;
}

/** A place that a branch leads to is part of the region if it ran so often, for each time that the entry did. */
const OFTEN = 1 / 16;

const PAGE = 4096;
const MAX_INSTRUCTIONS = 600;

/** A register that calls keep their return address in [psABI §2.1]. */
const LINK_REGISTERS = new Set([1, 5]);

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
export function findRegion(code: Code, { returnsFromTraps }: RegionOptions): Region | undefined {
  const { pc: entry } = code;
  const read = (pc: number) => code.read(pc);
  const timesRun = (pc: number) => code.timesRun(pc);
  const instructions = new Map<number, GuestInstruction>();
  const leaders = new Set<number>([0]);
  const cuts = new Set<number>();

  const often = timesRun(0) * OFTEN;
  const tables = new JumpTables(timesRun, Math.max(1, often));
  // Follow control flow, noting every instruction and where blocks begin.
  const work = [0];
  while (work.length > 0) {
    let pc = takeHottest(work, timesRun);
    let before: GuestInstruction | undefined;
    while (!instructions.has(pc) && instructions.size < MAX_INSTRUCTIONS) {
      if (pc !== 0 && code.endsBefore(pc)) {
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
      if (!instructions.has(pc) && instructions.size >= MAX_INSTRUCTIONS) cuts.add(pc);
    }
  }
  if (!instructions.has(0)) return undefined;

  const targets = tables.targets();
  for (const target of [...targets.values()].flat()) leaders.add(target);
  const blocks = new Map<number, Block>();
  for (const leader of leaders) {
    if (instructions.has(leader))
      blocks.set(leader, blockFrom(leader, { instructions, leaders, cuts, targets }));
  }
  const offsetInPage = Number(entry % BigInt(PAGE));
  const operations = [...instructions.values()].map(({ effects }) => effects.operation);
  return {
    entry,
    blocks,
    cuts,
    floatOperations: new Set(operations.filter((operation) => operation !== undefined)),
    pages: pagesOf(instructions.values(), offsetInPage),
  };
}

/** Takes the place out of a list that ran most often: the last of those, for code to go on where it stands. */
function takeHottest(work: number[], timesRun: TimesRun): number {
  let hottest = work.length - 1;
  for (let index = hottest - 1; index >= 0; index--)
    if (timesRun(work[index] ?? 0) > timesRun(work[hottest] ?? 0)) hottest = index;
  const [pc = 0] = work.splice(hottest, 1);
  return pc;
}

/** The part of each page that instructions stand in. */
function pagesOf(instructions: Iterable<GuestInstruction>, offsetInPage: number): Region['pages'] {
  const pages = new Map<number, { start: number; end: number }>();
  const note = (pc: number) => {
    const page = Math.floor((pc + offsetInPage) / PAGE);
    const known = pages.get(page);
    if (!known) pages.set(page, { start: pc, end: pc + 2 });
    else {
      known.start = Math.min(known.start, pc);
      known.end = Math.max(known.end, pc + 2);
    }
  };
  for (const { pc, length } of instructions) {
    note(pc);
    // One that crosses into another page is in both.
    if (length === 4) note(pc + 2);
  }
  return [...pages.values()];
}

/** The instruction, unless it cannot be read, is none, or is for the interpreter. */
function instructionAt(pc: number, read: ReadCode): GuestInstruction | undefined {
  const low = read(pc);
  if (low === undefined) return undefined;
  const length = instructionLength(low);
  const high = length === 2 ? 0 : read(pc + 2);
  if (high === undefined) return undefined;
  const seen = translatable((low | (high << 16)) >>> 0);
  return seen && { pc, length, ...seen };
}

type Translatable = Pick<GuestInstruction, 'decoded' | 'effects'>;

/** Words met before, and what they are: few are met only once. */
const known = new Map<number, Translatable | undefined>();
const MAX_KNOWN = 50_000;

function translatable(word: number): Translatable | undefined {
  if (known.has(word)) return known.get(word);
  const found = decode(word);
  let seen: Translatable | undefined;
  if (found) {
    const decoded = expand(found);
    const does = effects(decoded);
    const onlyRaises = does.raises && does.control === 'none' && !does.access && !does.floats;
    if (!does.privileged && !onlyRaises) seen = { decoded, effects: does };
  }
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(word, seen);
  return seen;
}

/**
 * How control leaves an instruction, if it does not just go on.
 * @param before the instruction that is executed just before it, if that is known.
 * @param targets where jumps by a table are likely to go.
 */
function controlOf(
  found: GuestInstruction,
  after: number,
  before: GuestInstruction | undefined,
  targets: ReadonlyMap<number, readonly number[]> = new Map(),
): Terminator | undefined {
  const { control } = found.effects;
  const { values } = found.decoded;
  if (control === 'none') return undefined;
  if (control === 'return') return { kind: 'trap return' };
  const target = knownTarget(found, before);
  if (control === 'branch') return { kind: 'branch', taken: target ?? after, otherwise: after };
  const keepsReturn = LINK_REGISTERS.has(values['rd'] ?? 0);
  if (target === undefined) {
    return keepsReturn
      ? { kind: 'indirect call', returnTo: after }
      : {
          kind: 'indirect',
          isReturn: LINK_REGISTERS.has(values['rs1'] ?? 0),
          targets: targets.get(found.pc) ?? [],
        };
  }
  return keepsReturn ? { kind: 'call', target, returnTo: after } : { kind: 'goto', target };
}

/** Where a jump or branch goes: by its offset, or by the `auipc` before it, as in `call` and `tail`. */
function knownTarget(
  { pc, decoded }: GuestInstruction,
  before: GuestInstruction | undefined,
): number | undefined {
  const offset = decoded.values['imm'] ?? 0;
  if (decoded.instruction.mnemonic !== 'jalr') return pc + offset;
  if (before?.decoded.instruction.mnemonic !== 'auipc') return undefined;
  const { rd, imm = 0 } = before.decoded.values;
  if (rd !== decoded.values['rs1'] || rd === 0) return undefined;
  const target = before.pc + (imm << 12) + offset;
  return target - (Math.abs(target) % 2);
}

/** The places in the region that a terminator leads to, if they are in the page. */
export function successors(terminator: Terminator): readonly number[] {
  switch (terminator.kind) {
    case 'goto':
      return [terminator.target];
    case 'branch':
      return [terminator.taken, terminator.otherwise];
    case 'call':
    case 'indirect call':
      return [terminator.returnTo];
    case 'indirect':
      return terminator.targets;
    default:
      return [];
  }
}

/** Of the places that a terminator leads to, those that ran often enough; or both where neither did. */
function likely(terminator: Terminator, timesRun: TimesRun, often: number): readonly number[] {
  const all = successors(terminator);
  if (terminator.kind !== 'branch') return all;
  const ran = all.filter((pc) => timesRun(pc) >= often);
  return ran.length > 0 ? ran : all;
}

/** What has been found of a region, to make blocks of. */
interface Found extends Pick<Region, 'cuts'> {
  readonly instructions: ReadonlyMap<number, GuestInstruction>;
  readonly leaders: ReadonlySet<number>;
  readonly targets: ReadonlyMap<number, readonly number[]>;
}

function blockFrom(leader: number, { instructions, leaders, cuts, targets }: Found): Block {
  const list: GuestInstruction[] = [];
  let pc = leader;
  for (;;) {
    const found = instructions.get(pc);
    if (!found) {
      const terminator: Terminator = cuts.has(pc)
        ? { kind: 'goto', target: pc }
        : { kind: 'interpret', pc };
      return { pc: leader, instructions: list, terminator };
    }
    list.push(found);
    const after = pc + found.length;
    const terminator = controlOf(found, after, list.at(-2), targets);
    if (terminator) return { pc: leader, instructions: list, terminator };
    if (leaders.has(after)) {
      return { pc: leader, instructions: list, terminator: { kind: 'goto', target: after } };
    }
    pc = after;
  }
}
