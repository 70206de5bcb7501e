/**
 * Accesses that share one look into the TLB: those that have the same base register, unchanged in
 * between. Prologues, epilogues, a value that is read and written again, and accesses to the fields of
 * a structure are of this kind. If the whole range lies in one page that the TLB has, and the base is
 * aligned, each access of the group is just an access.
 *
 * A group goes on into blocks that are reached only from where it is. A page that may be written may
 * be read, so a group with a store looks for a page to write; but a block that is perhaps not reached
 * does not make one of a group that only read before.
 */

import { type Cursors, keepsPlaces } from './cursors.ts';
import type { Flow, FlowBlock } from './flow.ts';
import type { GuestInstruction } from './guest-instructions.ts';

export interface AccessGroup {
  readonly kind: 'read' | 'write';
  /** The register that the offsets are from. */
  readonly base: number;
  /** The range of bytes, as offsets from the base, half-open; the start is a multiple of `alignment`. */
  readonly start: number;
  readonly end: number;
  /** What the base must be a multiple of. */
  readonly alignment: number;
  /** Where it begins: all others come behind. */
  readonly home: FlowBlock;
  readonly first: GuestInstruction;
  readonly size: number;
}

/** The groups that have members in a block, by these. */
export type BlockGroups = ReadonlyMap<GuestInstruction, AccessGroup>;

/** A group that grows. */
type Growing = { -readonly [K in keyof AccessGroup]: AccessGroup[K] };

/** A range of this many bytes or more is seldom in one page. */
const MAX_SPAN = 1024;

/** The groups of accesses that have no cursor and at least two members, by blocks: an instruction may be in several. */
export function accessGroups(
  { blocks }: Flow,
  cursors: Cursors,
): ReadonlyMap<FlowBlock, BlockGroups> {
  const found = new Map<FlowBlock, Map<GuestInstruction, Growing>>();
  /** For blocks that were looked at, the groups that can still grow where they end, by base. */
  const ends = new Map<FlowBlock, ReadonlyMap<number, Growing>>();
  const predecessors = onlyPredecessors(blocks);
  for (const block of blocks) {
    const before = predecessors.get(block);
    const open = new Map(before && ends.get(before));
    const members = new Map<GuestInstruction, Growing>();
    found.set(block, members);
    for (const instruction of block.instructions) {
      const { access, writes } = instruction.effects;
      const hasCursor = cursors.of(block, instruction) !== undefined;
      if (access?.base !== undefined && access.kind !== 'modify' && !hasCursor) {
        const single = alone(instruction, access.kind, access.base, access.width, block);
        const known = open.get(access.base);
        const group = single && known && join(known, single) ? known : single;
        if (group) {
          open.set(access.base, group);
          members.set(instruction, group);
        }
      }
      if (writes !== 0) open.delete(31 - Math.clz32(writes));
    }
    ends.set(block, open);
  }
  for (const members of found.values()) {
    for (const [member, { size }] of members) if (size === 1) members.delete(member);
  }
  return found;
}

/** The block before each that is reached from one only, with what the TLB has been found to have. */
function onlyPredecessors(blocks: Flow['blocks']): ReadonlyMap<FlowBlock, FlowBlock> {
  const found = new Map<FlowBlock, FlowBlock>();
  for (const block of blocks) {
    for (const target of keepsPlaces(block) ? block.next.values() : []) {
      const isOnly = !target.isMerge && !target.isLoopHeader && target.order !== 0;
      if (isOnly) found.set(target, block);
    }
  }
  return found;
}

/** A group of one; undefined if its offset is no multiple of its width. */
function alone(
  instruction: GuestInstruction,
  kind: 'read' | 'write',
  base: number,
  width: number,
  home: FlowBlock,
): Growing | undefined {
  const start = instruction.decoded.values['imm'] ?? 0;
  if (start % width !== 0) return undefined;
  const end = start + width;
  return { kind, base, start, end, alignment: width, home, first: instruction, size: 1 };
}

/** Has a group take in one more access, unless that would make it another kind or too large. */
function join(group: Growing, single: Growing): boolean {
  if (group.kind === 'read' && single.kind === 'write' && group.home !== single.home) return false;
  const alignment = Math.max(group.alignment, single.alignment);
  const start = Math.floor(Math.min(group.start, single.start) / alignment) * alignment;
  const end = Math.max(group.end, single.end);
  if (end - start > MAX_SPAN) return false;
  if (single.kind === 'write') group.kind = 'write';
  Object.assign(group, { start, end, alignment, size: group.size + 1 });
  return true;
}
