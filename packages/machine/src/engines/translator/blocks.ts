/** Basic blocks of guest code, and how control leaves them. */

import type { GuestInstruction } from './guest-instructions.ts';

/** How a block ends. A place that is no block of the region is an address to leave for. */
export type Terminator =
  | { readonly kind: 'goto'; readonly target: number; readonly callee?: InlinedCallee }
  /** The last instruction is a branch. */
  | { readonly kind: 'branch'; readonly taken: number; readonly otherwise: number }
  /** The last instruction is a `jal` that keeps its return address, which is where control is expected again. */
  | { readonly kind: 'call'; readonly target: number; readonly returnTo: number }
  /** The last instruction is a `jalr` that keeps its return address. */
  | { readonly kind: 'indirect call'; readonly returnTo: number }
  /** The last instruction is one that most likely leads to this callee; else control goes on in another block. */
  | {
      readonly kind: 'likely call';
      readonly target: number;
      readonly callee: InlinedCallee;
      readonly otherwise: number;
    }
  /** The last instruction is another `jalr`: a return, or a jump by a table, perhaps to these. */
  | { readonly kind: 'indirect'; readonly isReturn: boolean; readonly targets: readonly number[] }
  /** The last instruction returns from a trap. */
  | { readonly kind: 'trap return' }
  /** The interpreter executes the instruction at this address. */
  | { readonly kind: 'interpret'; readonly pc: number };

/** The copy of a callee that a block has for itself. */
export interface InlinedCallee {
  readonly blocks: Blocks;
  /** Where it is expected to return to. */
  readonly returnTo: number;
}

export type Blocks = ReadonlyMap<number, Block>;

export interface Block {
  readonly pc: number;
  readonly instructions: readonly GuestInstruction[];
  readonly terminator: Terminator;
}

/** A register that calls keep their return address in [psABI §2.1]. */
const LINK_REGISTERS = new Set([1, 5]);

/**
 * How control leaves an instruction, if it does not just go on.
 * @param before the instruction that is executed just before it, if that is known.
 * @param targets where jumps by a table are likely to go.
 */
export function controlOf(
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
    case 'likely call':
      return [terminator.target, terminator.otherwise];
    case 'indirect':
      return terminator.targets;
    default:
      return [];
  }
}

/** What has been found of code, to make blocks of. */
export interface FoundCode {
  /** Where it was left off for want of room. */
  readonly cuts: ReadonlySet<number>;
  readonly instructions: ReadonlyMap<number, GuestInstruction>;
  readonly leaders: ReadonlySet<number>;
  readonly targets: ReadonlyMap<number, readonly number[]>;
}

/** The block that begins at a leader. */
export function blockFrom(
  leader: number,
  { instructions, leaders, cuts, targets }: FoundCode,
): Block {
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
