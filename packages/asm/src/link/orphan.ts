/**
 * Orphans: input sections that the script does not mention. Each becomes an output section of its
 * own name behind the last one of its kind, as GNU ld does [ld §3.10.4].
 */

import {
  SHF_ALLOC,
  SHF_EXECINSTR,
  SHF_GROUP,
  SHF_TLS,
  SHF_WRITE,
  SHT_NOBITS,
  SHT_NOTE,
} from '@ireko/elf';
import { isDebug } from '../tools/section-flags.ts';
import { type InputSection, sizeOf } from './input.ts';
import {
  flagsOf,
  type Item,
  inputsOf,
  isAllocated,
  isPresent,
  type OutputSection,
  outputSection,
  typeOf,
} from './output.ts';
import type { Report } from './report.ts';

/** Kinds of section in the order in which they stand in memory, and the section that leads each. */
const LEADERS = ['.text', '.rodata', '.data', '.tdata', '.bss', '.comment'];
const NOT_ALLOCATED = LEADERS.indexOf('.comment');
/** Debug information follows no other section; it goes to the end. */
const DEBUG = LEADERS.length;

function kindOf(name: string, flags: number, type: number): number {
  if ((flags & SHF_ALLOC) === 0) return isDebug(name) ? DEBUG : NOT_ALLOCATED;
  const leader = () => {
    if (flags & SHF_EXECINSTR) return '.text';
    if (flags & SHF_TLS) return '.tdata';
    if (type === SHT_NOBITS) return '.bss';
    return flags & SHF_WRITE ? '.data' : '.rodata';
  };
  return LEADERS.indexOf(leader());
}

/**
 * Adds the sections that have no place yet to `items`.
 * @param handling `--orphan-handling`: they can be left out, told of, or be mistakes.
 * @param isObject the output is an object, not an executable.
 */
export function placeOrphans(
  items: Item[],
  inputs: readonly InputSection[],
  handling: 'place' | 'discard' | 'warn' | 'error',
  report: Report,
  isObject = false,
): void {
  const latest = new Map<number, OutputSection>();
  for (const input of inputs) {
    if (input.output !== undefined) continue;
    if (handling === 'discard') continue;
    if (handling !== 'place') tell(input, handling === 'warn' ? 'warning' : 'error', report);
    const { flags, type } = input.section;
    const isCommon = input.section.name === 'COMMON';
    const name = isCommon ? '.bss' : input.section.name;
    // Of an object made of others, a later link may leave out a group, so its sections stay apart.
    const isApart = isObject && (flags & SHF_GROUP) !== 0;
    let output = isApart ? undefined : findOutput(items, name);
    if (output === undefined) {
      output = outputSection(name, undefined);
      const kind = kindOf(name, flags, type);
      const last = latest.get(kind) ?? lastOfKind(items, kind);
      const isLoadedNote = type === SHT_NOTE && (flags & SHF_ALLOC) !== 0;
      const note = isLoadedNote ? sectionBeforeNote(items, input.section.align) : undefined;
      const after = note ?? last;
      insert(items, output, isCommon ? undefined : after);
      if (sizeOf(input) > 0 && kind !== DEBUG && after === last) latest.set(kind, output);
    }
    input.output = output;
    output.contents.push({ kind: 'section', input, statement: undefined });
  }
}

function tell({ object, section }: InputSection, kind: 'warning' | 'error', report: Report): void {
  const message = `${object.name}: the script has no place for section ${section.name}`;
  report[kind]('orphan', message, 'add it to SECTIONS, or to /DISCARD/');
}

function findOutput(items: readonly Item[], name: string): OutputSection | undefined {
  return items.find((each): each is OutputSection => each.kind === 'section' && each.name === name);
}

/**
 * Notes stand together, the most aligned ones first, so that few segments can hold them all: at
 * the front, behind `.interp`, where a script has a place for that. Undefined for the first note
 * of a script without one: it stands where a constant would.
 */
function sectionBeforeNote(items: readonly Item[], align: number): OutputSection | undefined {
  const sections = items.filter((each): each is OutputSection => each.kind === 'section');
  const notes = sections.filter(isNote);
  const before = notes.findLast((each) =>
    inputsOf(each).some(({ section }) => section.align >= align),
  );
  const [first] = notes;
  return before ?? findOutput(items, '.interp') ?? (first && sections[sections.indexOf(first) - 1]);
}

function isNote(output: OutputSection): boolean {
  return isPresent(output) && isAllocated(output) && typeOf(output) === SHT_NOTE;
}

/** The section that leads a kind, or the last one of that kind, if it is no note, or of the one before. */
function lastOfKind(items: readonly Item[], kind: number): OutputSection | undefined {
  const leader = findOutput(items, LEADERS[kind] ?? '');
  if (leader !== undefined || kind >= NOT_ALLOCATED) return leader;
  let best: OutputSection | undefined;
  let bestKind = -1;
  for (const each of items) {
    if (each.kind !== 'section' || inputsOf(each).length === 0 || !isPresent(each)) continue;
    if (isNote(each)) continue;
    const itsKind = kindOf(each.name, flagsOf(each), typeOf(each));
    if (itsKind > kind || itsKind < bestKind) continue;
    best = each;
    bestKind = itsKind;
  }
  return best;
}

/**
 * Puts an orphan behind a section and the symbols that are assigned there (`_etext = .`), but before
 * `.` moves on for the next section that takes memory.
 */
function insert(items: Item[], orphan: OutputSection, after: OutputSection | undefined): void {
  const start = after === undefined ? items.length : items.indexOf(after) + 1;
  const next = items.findIndex((each, at) => at >= start && each.kind === 'section');
  const follower = items[next] as OutputSection | undefined;
  if (follower === undefined) {
    items.push(orphan);
    return;
  }
  const moves = items.findIndex(
    (each, at) => at >= start && at < next && each.kind === 'assignment' && each.name === '.',
  );
  const isFar = isPresent(follower) && !isAllocated(follower);
  items.splice(moves < 0 || isFar ? next : moves, 0, orphan);
}
