/**
 * Orphans: input sections that the script does not mention. Each becomes an output section of its
 * own name behind the last one of its kind, as GNU ld does [ld §3.10.5].
 */

import { SHF_ALLOC, SHF_EXECINSTR, SHF_WRITE, SHT_NOBITS } from '@ireko/elf';
import type { InputSection } from './input.ts';
import {
  flagsOf,
  type Item,
  inputsOf,
  isPresent,
  type OutputSection,
  outputSection,
  typeOf,
} from './output.ts';

/** Kinds of section in the order in which they stand in memory, and the section that leads each. */
const LEADERS = ['.text', '.rodata', '.data', '.bss'];
const NOT_ALLOCATED = LEADERS.length;

function kindOf(flags: number, type: number): number {
  if ((flags & SHF_ALLOC) === 0) return NOT_ALLOCATED;
  if (flags & SHF_EXECINSTR) return 0;
  if (type === SHT_NOBITS) return 3;
  return flags & SHF_WRITE ? 2 : 1;
}

/** Adds the sections that have no place yet to `items`. */
export function placeOrphans(items: Item[], inputs: readonly InputSection[]): void {
  const latest = new Map<number, OutputSection>();
  for (const input of inputs) {
    if (input.output !== undefined) continue;
    const { name, flags, type } = input.section;
    let output = findOutput(items, name);
    if (output === undefined) {
      output = outputSection(name, undefined);
      const kind = kindOf(flags, type);
      insert(items, output, latest.get(kind) ?? lastOfKind(items, kind), kind);
      if (input.section.size > 0) latest.set(kind, output);
    }
    input.output = output;
    output.contents.push({ kind: 'section', input, statement: undefined });
  }
}

function findOutput(items: readonly Item[], name: string): OutputSection | undefined {
  return items.find((each): each is OutputSection => each.kind === 'section' && each.name === name);
}

/** The section that leads a kind, or the last one of that kind or, failing that, of the one before. */
function lastOfKind(items: readonly Item[], kind: number): OutputSection | undefined {
  const leader = findOutput(items, LEADERS[kind] ?? '');
  if (leader !== undefined) return leader;
  let best: OutputSection | undefined;
  let bestKind = -1;
  for (const each of items) {
    if (each.kind !== 'section' || inputsOf(each).length === 0 || !isPresent(each)) continue;
    const itsKind = kindOf(flagsOf(each), typeOf(each));
    if (itsKind > kind || itsKind < bestKind) continue;
    best = each;
    bestKind = itsKind;
  }
  return best;
}

/**
 * Symbols assigned between two sections (`_end = .`) belong to the next one, so an orphan goes
 * before them, unless no section follows.
 */
function insert(
  items: Item[],
  orphan: OutputSection,
  after: OutputSection | undefined,
  kind: number,
): void {
  const start =
    after === undefined || kind === NOT_ALLOCATED ? items.length : items.indexOf(after) + 1;
  let next = start;
  while (next < items.length && items[next]?.kind !== 'section') next++;
  items.splice(next < items.length ? start : next, 0, orphan);
}
