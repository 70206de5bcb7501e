/**
 * Accesses that share one look into the TLB: loads, or stores, of a block that have the same base
 * register, unchanged in between, and different offsets. Prologues, epilogues and accesses to the
 * fields of a structure are of this kind. If the whole range lies in one page that the TLB has, and
 * the base is aligned, each access of the group is just an access.
 */

import type { GuestInstruction } from './region.ts';

export interface AccessGroup {
  readonly kind: 'read' | 'write';
  /** The register that the offsets are from. */
  readonly base: number;
  /** The range of bytes, as offsets from the base, half-open; the start is a multiple of `alignment`. */
  readonly start: number;
  readonly end: number;
  /** What the base must be a multiple of. */
  readonly alignment: number;
  readonly members: readonly GuestInstruction[];
}

/** A range of this many bytes or more is seldom in one page. */
const MAX_SPAN = 1024;

/** The groups of a block that have at least two members, by their members. */
export function accessGroups(
  instructions: readonly GuestInstruction[],
): ReadonlyMap<GuestInstruction, AccessGroup> {
  const groups: AccessGroup[] = [];
  /** The groups that can still grow, by kind and base. */
  const open = new Map<number, number>();
  for (const instruction of instructions) {
    const { access, writes } = instruction.effects;
    if (access?.base !== undefined && access.kind !== 'modify') {
      const single = alone(instruction, access.kind, access.base, access.width);
      const name = openName(access.kind, access.base);
      const index = open.get(name);
      const grown = index === undefined ? undefined : join(groups[index], single);
      if (index !== undefined && grown) groups[index] = grown;
      else if (single) open.set(name, groups.push(single) - 1);
    }
    if (writes !== 0) {
      const register = 31 - Math.clz32(writes);
      open.delete(openName('read', register));
      open.delete(openName('write', register));
    }
  }
  const shared = groups.filter(({ members }) => members.length > 1);
  return new Map(shared.flatMap((group) => group.members.map((member) => [member, group])));
}

function openName(kind: 'read' | 'write', base: number): number {
  return kind === 'read' ? base : base + 32;
}

/** A group of one; undefined if its offset is no multiple of its width. */
function alone(
  instruction: GuestInstruction,
  kind: 'read' | 'write',
  base: number,
  width: number,
): AccessGroup | undefined {
  const start = instruction.decoded.values['imm'] ?? 0;
  if (start % width !== 0) return undefined;
  return { kind, base, start, end: start + width, alignment: width, members: [instruction] };
}

function join(a: AccessGroup | undefined, b: AccessGroup | undefined): AccessGroup | undefined {
  if (!a || !b) return undefined;
  const alignment = Math.max(a.alignment, b.alignment);
  const start = Math.floor(Math.min(a.start, b.start) / alignment) * alignment;
  const end = Math.max(a.end, b.end);
  if (end - start > MAX_SPAN) return undefined;
  return { ...a, start, end, alignment, members: [...a.members, ...b.members] };
}
