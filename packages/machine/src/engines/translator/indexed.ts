/**
 * Accesses to tables: their address is a base and an index, and what the instructions of the block before them tell
 * of the index bounds it: that it is a loaded byte, say, or was masked, and then shifted by what an entry
 * takes. So all that such an access can reach is known from the base alone.
 */

import type { FlowBlock } from './flow.ts';
import type { GuestInstruction } from './guest-instructions.ts';

/** A sum of a base and a bounded index, from which accesses are made. */
export interface IndexedBase {
  /** The instruction that adds them. */
  readonly sum: GuestInstruction;
  readonly base: number;
  /** The register that holds the index then, and how far it is shifted to the left before it is added. */
  readonly index: number;
  readonly shift: number;
  /** The least and the most that is added, and what it is a multiple of. */
  readonly least: number;
  readonly most: number;
  readonly unit: number;
}

/** What is known of a value: it is not less than one number, less than another, and a multiple of 2^zeros. */
interface Bounds {
  readonly least: number;
  readonly limit: number;
  readonly zeros: number;
}

const XLEN = 64;
const WORD = 32;
/** No index is greater: a table that is one of several in a structure may be that far from its base. */
export const MAX_INDEX = 0x3fff;
const UNKNOWN: Bounds = { least: 0, limit: 2 ** XLEN, zeros: 0 };

/** The indexed bases of a block, by the accesses that are made from them. */
export function indexedBases({
  instructions,
}: FlowBlock): ReadonlyMap<GuestInstruction, IndexedBase> {
  const found = new Map<GuestInstruction, IndexedBase>();
  const bounds = new Map<number, Bounds>();
  const bases = new Map<number, IndexedBase>();
  const boundsOf = (register: number) => bounds.get(register) ?? UNKNOWN;
  for (const instruction of instructions) {
    const { access, writes } = instruction.effects;
    const from = access?.base === undefined ? undefined : bases.get(access.base);
    if (from) found.set(instruction, from);
    if (writes === 0) continue;
    const written = 31 - Math.clz32(writes);
    const result = boundsOfResult(instruction, boundsOf);
    const sum = indexedBase(instruction, boundsOf);
    bounds.delete(written);
    bases.delete(written);
    if (result) bounds.set(written, result);
    if (sum) bases.set(written, sum);
  }
  return found;
}

/** What is known of what an instruction writes to its register, if it is one by which indices are computed. */
function boundsOfResult(
  { decoded, effects: { access } }: GuestInstruction,
  boundsOf: (register: number) => Bounds,
): Bounds | undefined {
  const { rs1 = 0, rs2 = 0, imm = 0 } = decoded.values;
  if (access?.kind === 'read' && !access.isSigned) return lowest(UNKNOWN, 8 * access.width);
  const value = boundsOf(rs1);
  switch (decoded.instruction.mnemonic) {
    case 'add':
      return sumOf(value, boundsOf(rs2));
    case 'addi':
      return imm < 0 ? undefined : sumOf(value, boundsOfConstant(imm));
    case 'andi':
      return imm < 0 ? { ...value, least: 0 } : masked(value, boundsOfConstant(imm));
    case 'slli':
      return shiftedLeft(value, imm);
    case 'srli':
      return shiftedRight(value, imm);
    case 'srliw':
      // Shifted by nothing, it is extended by its sign.
      return imm === 0 ? undefined : shiftedRight(lowest(value, WORD), imm);
    case 'zext.h':
      return lowest(value, 16);
    default:
      return undefined;
  }
}

function boundsOfConstant(value: number): Bounds {
  const zeros = value === 0 ? XLEN : WORD - 1 - Math.clz32(value & -value);
  return { least: value, limit: value + 1, zeros };
}

function sumOf(a: Bounds, b: Bounds): Bounds | undefined {
  const limit = a.limit + b.limit - 1;
  if (limit > Number.MAX_SAFE_INTEGER) return undefined;
  return { least: a.least + b.least, limit, zeros: Math.min(a.zeros, b.zeros) };
}

function masked(value: Bounds, mask: Bounds): Bounds {
  const limit = Math.min(value.limit, mask.limit);
  return { least: 0, limit, zeros: Math.max(value.zeros, mask.zeros) };
}

function shiftedLeft({ least, limit, zeros }: Bounds, by: number): Bounds {
  const shifted = { least: least * 2 ** by, limit: limit * 2 ** by, zeros: zeros + by };
  return lowest(shifted, XLEN);
}

function shiftedRight({ least, limit, zeros }: Bounds, by: number): Bounds {
  return {
    least: Math.floor(least / 2 ** by),
    limit: Math.ceil(limit / 2 ** by),
    zeros: Math.max(0, zeros - by),
  };
}

function lowest(value: Bounds, bits: number): Bounds {
  return value.limit <= 2 ** bits ? value : { ...value, least: 0, limit: 2 ** bits };
}

/** By how much instructions shift the first operand to the left before they add the second. */
const shiftsOfSums: ReadonlyMap<string, number> = new Map([
  ['add', 0],
  ['sh1add', 1],
  ['sh2add', 2],
  ['sh3add', 3],
]);

/** What an instruction adds, if that is a bounded index and something else. */
function indexedBase(
  sum: GuestInstruction,
  boundsOf: (register: number) => Bounds,
): IndexedBase | undefined {
  const { rs1 = 0, rs2 = 0 } = sum.decoded.values;
  const shift = shiftsOfSums.get(sum.decoded.instruction.mnemonic);
  if (shift === undefined) return undefined;
  const isBounded = (register: number) => (boundsOf(register).limit - 1) * 2 ** shift <= MAX_INDEX;
  const operands = shift === 0 ? [rs1, rs2] : [rs1];
  const [index, ...others] = operands.filter(isBounded);
  if (index === undefined || others.length > 0) return undefined;
  const base = index === rs1 ? rs2 : rs1;
  if (base === 0) return undefined;
  const { least, limit, zeros } = shiftedLeft(boundsOf(index), shift);
  const unit = 2 ** zeros;
  const most = Math.floor((limit - 1) / unit) * unit;
  return { sum, base, index, shift, least, most, unit };
}
