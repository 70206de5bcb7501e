/**
 * Tables of a loop: bases that it leaves alone, of which every lap accesses what an index leads to that is known
 * to be bounded [indexed.ts]. All of a table may lie in one page that the TLB has, or in two that it has at the same
 * distance; then an access needs no look into it.
 */

import type { Cursor, Members } from './cursors.ts';
import type { FlowBlock } from './flow.ts';
import type { GuestInstruction } from './guest-instructions.ts';
import type { IndexedBase } from './indexed.ts';
import type { Laps } from './laps.ts';

/** A table that is longer may lie in more than two pages. */
const MAX_SPAN = 4096;

/** A table that grows. */
type Growing = { -readonly [K in keyof Cursor]: Cursor[K] };

/**
 * The tables of a loop, and their members: accesses, and the sums that these are made from.
 * @param indexed the indexed bases of a block, by the accesses.
 * @param isFree whether neither an access nor the sum that it is made from has a cursor yet, and the loop leaves the base alone.
 */
export function tablesOf(
  laps: Laps,
  indexed: (block: FlowBlock) => ReadonlyMap<GuestInstruction, IndexedBase>,
  isFree: (block: FlowBlock, access: GuestInstruction, from: IndexedBase) => boolean,
): ReadonlyMap<Cursor, Members> {
  const tables = new Map<Growing, (readonly [FlowBlock, GuestInstruction])[]>();
  for (const block of laps.body.filter((each) => laps.isAlwaysRun(each))) {
    /** All that is accessed from one sum is of one table. */
    const own = new Map<IndexedBase, Growing>();
    for (const [access, from] of indexed(block)) {
      const range = isFree(block, access, from) ? rangeOf(access, from) : undefined;
      if (!range) continue;
      const known = own.get(from);
      const table = known ? [known] : [...tables.keys()];
      const joined = table.find((each) => join(each, range));
      if (known && !joined) continue;
      const found = joined ?? range;
      const members = tables.get(found) ?? [];
      if (!known) members.push([block, from.sum]);
      members.push([block, access]);
      tables.set(found, members);
      own.set(from, found);
    }
  }
  return tables;
}

/** What an access may reach, as a table of its own; undefined if it is perhaps not aligned. */
function rangeOf(
  { decoded, effects: { access } }: GuestInstruction,
  from: IndexedBase,
): Growing | undefined {
  const offset = decoded.values['imm'] ?? 0;
  if (!access || access.kind === 'modify') return undefined;
  const { kind, width } = access;
  const start = from.least + offset;
  const end = from.most + offset + width;
  const isAligned = start % width === 0 && offset % width === 0 && from.unit % width === 0;
  if (!isAligned || offset < 0 || end - start > MAX_SPAN) return undefined;
  return {
    ...{ kind, base: from.base, start, end, alignment: width },
    ...{ stride: 0, isTable: true, isCertain: false },
  };
}

/** Has a table take in what an access may reach, unless it would be too long then. */
function join(table: Growing, range: Growing): boolean {
  const alignment = Math.max(table.alignment, range.alignment);
  const start = Math.floor(Math.min(table.start, range.start) / alignment) * alignment;
  const end = Math.max(table.end, range.end);
  if (table.base !== range.base || end - start > MAX_SPAN) return false;
  const kind = range.kind === 'write' ? 'write' : table.kind;
  Object.assign(table, { kind, start, end, alignment });
  return true;
}
