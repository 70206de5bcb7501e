/**
 * Orphans: input sections that the script does not mention. Each becomes an output section of its
 * own name behind the section that leads its kind, or behind the last one like it, as GNU ld does
 * [ld §3.10.4].
 */

import { SHF_GROUP } from '@ireko/elf';
import type { InputSection } from './input.ts';
import { type Item, inputsOf, isAllocated, type OutputSection, outputSection } from './output.ts';
import type { Report } from './report.ts';
import {
  ALLOC,
  CODE,
  CONTENTS,
  DEBUGGING,
  isLoadedNote,
  LOAD,
  type Nature,
  natureOf,
  natureOfOutput,
  READONLY,
  TLS,
} from './section-nature.ts';

/**
 * Adds the sections that have no place yet to `items`, and to the section table those that were empty or not
 * there.
 * @param handling `--orphan-handling`: they can be left out, told of, or be mistakes.
 * @param isObject the output is an object, not an executable.
 * @param isUnique whether a section stays apart from those of its name.
 */
export function placeOrphans(
  items: Item[],
  table: OutputSection[],
  inputs: readonly InputSection[],
  handling: 'place' | 'discard' | 'warn' | 'error',
  report: Report,
  isObject: boolean,
  isUnique: (input: InputSection) => boolean,
): void {
  if (handling === 'discard') return;
  const places = new OrphanPlaces(items, table);
  for (const input of inputs) {
    if (input.output !== undefined) continue;
    if (handling !== 'place') tell(input, handling === 'warn' ? 'warning' : 'error', report);
    // Of an object made of others, a later link may leave out a group, so its sections stay apart.
    const isInGroup = isObject && (input.section.flags & SHF_GROUP) !== 0;
    const isApart = isInGroup || isUnique(input);
    const output = places.outputFor(input, isApart);
    input.output = output;
    if (!table.includes(output)) table.push(output);
    output.contents.push({ kind: 'section', input, statement: undefined });
  }
}

function tell({ object, section }: InputSection, kind: 'warning' | 'error', report: Report): void {
  const message = `${object.name}: the script has no place for section ${section.name}`;
  report[kind]('orphan', message, 'add it to SECTIONS, or to /DISCARD/');
}

/** A kind of orphan: whom it follows, and which of them came last. */
interface Kind {
  /** The output section that such sections stand behind. */
  readonly leader: string;
  /** What the leader counts as while it holds nothing. */
  readonly flags: number;
  readonly has: (nature: Nature) => boolean;
}

/** The kinds; the first that a section belongs to is its own. Debug information has none. */
const KINDS: readonly Kind[] = [
  { leader: '.comment', flags: CONTENTS, has: ({ flags }) => (flags & (ALLOC | DEBUGGING)) === 0 },
  { leader: '.interp', flags: CONTENTS | ALLOC | LOAD | READONLY, has: isLoadedNote },
  { leader: '.bss', flags: ALLOC, has: ({ flags }) => (flags & (LOAD | CONTENTS | TLS)) === 0 },
  { leader: '.tdata', flags: CONTENTS | ALLOC | LOAD | TLS, has: ({ flags }) => (flags & TLS) > 0 },
  { leader: '.data', flags: CONTENTS | ALLOC | LOAD, has: ({ flags }) => (flags & READONLY) === 0 },
  {
    leader: '.rodata',
    flags: CONTENTS | ALLOC | LOAD | READONLY,
    has: ({ flags }) => (flags & CODE) === 0,
  },
  { leader: '.text', flags: CONTENTS | ALLOC | LOAD | READONLY | CODE, has: () => true },
];

/** Where orphans of a kind go. */
interface Place {
  leader: OutputSection | undefined;
  last: OutputSection | undefined;
}

class OrphanPlaces {
  readonly #items: Item[];
  readonly #table: OutputSection[];
  readonly #byName: Map<string, OutputSection[]>;
  readonly #places = new Map<Kind, Place>();
  /** A second note was put beside a first one: what follows stays out of their row. */
  #hasNotes = false;

  constructor(items: Item[], table: OutputSection[]) {
    this.#items = items;
    this.#table = table;
    this.#byName = Map.groupBy(this.#outputs, ({ name }) => name);
    for (const kind of KINDS)
      this.#places.set(kind, { leader: this.#named(kind.leader)[0], last: undefined });
  }

  get #outputs(): OutputSection[] {
    return this.#items.filter((each) => each.kind === 'section');
  }

  #named(name: string): readonly OutputSection[] {
    return this.#byName.get(name) ?? [];
  }

  /** The output section for an orphan: one of its name that is like it, else a new one. */
  outputFor(input: InputSection, isApart: boolean): OutputSection {
    const { name } = input.section;
    if (name === 'COMMON') return this.#named('.bss')[0] ?? this.#append('.bss');
    const nature = natureOf(input);
    const named = isApart ? [] : this.#named(name).filter(isPossible);
    const like = named.find((each) => isCompatible(natureOfOutput(each), nature));
    return (
      like ??
      named.findLast(({ contents }) => contents.length === 0) ??
      this.#insert(name, nature, input.section.align)
    );
  }

  #append(name: string): OutputSection {
    return this.#add(outputSection(name, undefined), this.#items.length);
  }

  #add(output: OutputSection, at: number): OutputSection {
    this.#items.splice(at, 0, output);
    this.#byName.set(output.name, [...this.#named(output.name), output]);
    return output;
  }

  #insert(name: string, nature: Nature, align: number): OutputSection {
    const kind =
      (nature.flags & (ALLOC | DEBUGGING)) === DEBUGGING
        ? undefined
        : KINDS.find(({ has }) => has(nature));
    const place = kind && this.#places.get(kind);
    if (place === undefined) return this.#append(name);
    const after = place.leader ?? this.#nearest(nature, place);
    const beside = this.#besideNotes(nature, align, place.last ?? after);
    const at = beside ?? this.#indexBehind(place.last, after);
    const follows = after?.statement ? after : after?.follows;
    const before = beside === undefined ? (place.last ?? after) : this.#items[at - 1];
    place.last = this.#add({ ...outputSection(name, undefined), follows }, at);
    this.#table.splice(this.#tableIndexBehind(before), 0, place.last);
    return place.last;
  }

  /** Behind an item's line in the section table, or that of the last section before it that has one. */
  #tableIndexBehind(item: Item | undefined): number {
    const before = item === undefined ? [] : this.#items.slice(0, this.#items.indexOf(item) + 1);
    const listed = before.findLast((each) => each.kind === 'section' && this.#table.includes(each));
    return listed?.kind === 'section' ? this.#table.indexOf(listed) + 1 : 0;
  }

  /** The last section that is like one of a nature; the one that is just like it leads from now on. */
  #nearest(nature: Nature, place: Place): OutputSection | undefined {
    const looks = this.#outputs.map((output) => this.#lookOf(output));
    const exact = looks.findLast(isLike(nature, SAME, true));
    if (exact) {
      place.leader = exact.output;
      return exact.output;
    }
    const { flags } = nature;
    if ((flags & ALLOC) === 0) return looks.findLast(isLike(nature, DEBUGGING, false))?.output;
    if (flags & TLS && !(flags & (CODE | READONLY))) return beforeThreadLocal(looks, flags);
    const mask = flags & CODE ? SAME & ~READONLY : flags & READONLY ? STORED | READONLY : STORED;
    const enough = flags & CONTENTS ? (flags & (CODE | READONLY) ? mask : mask | TLS) : ALLOC;
    const found =
      looks.findLast(isLike(nature, enough, true)) ??
      looks.findLast(isLike(nature, SAME, false)) ??
      looks.findLast(isLike(nature, enough, false));
    return found?.output;
  }

  #lookOf(output: OutputSection): Look {
    const nature = natureOfOutput(output);
    const kind = nature ? undefined : KINDS.find(({ leader }) => leader === output.name);
    const isLeader = kind && this.#named(output.name)[0] === output;
    return { output, flags: nature?.flags ?? (isLeader ? kind.flags : 0), type: nature?.type };
  }

  /**
   * Notes stand together, the most aligned ones first, so that few segments can hold them all, and
   * nothing else among them once there are two. Undefined for the first note and for what is not beside one.
   */
  #besideNotes(nature: Nature, align: number, before: OutputSection | undefined) {
    const from = before === undefined ? 0 : this.#items.indexOf(before) + 1;
    const next = this.#items.findIndex((each, at) => at >= from && isMade(each));
    const isForLoader = isLoadedNote(nature);
    if (next < 0 || !(isForLoader || isNote(this.#items[next] as Item))) return undefined;
    if (!isForLoader && !this.#hasNotes) return undefined;
    if (!isForLoader) return this.#indexBehind(undefined, this.#outputs.findLast(isNote));
    const made = this.#outputs.filter(isMade);
    const first = made.findIndex(isNote);
    this.#hasNotes = first >= 0;
    if (first < 0) return undefined;
    const end = made.findIndex((each, i) => i > first && !isNote(each));
    const run = made.slice(first, end < 0 ? undefined : end);
    const last = run.findLast((each) => alignOf(each) >= align);
    return last ? this.#indexBehind(undefined, last) : this.#items.indexOf(run[0] as Item);
  }

  /**
   * Behind the last orphan of the kind; else behind a section and the symbols that are assigned there
   * (`_etext = .`), but before `.` moves on for the next section that takes memory. The first `.` of
   * the script is where its first section begins.
   */
  #indexBehind(last: OutputSection | undefined, after: OutputSection | undefined): number {
    if (last !== undefined) return this.#items.indexOf(last) + 1;
    const start = after === undefined ? 0 : this.#items.indexOf(after) + 1;
    const behind = this.#items.slice(start);
    const next = behind.findIndex((each) => each.kind === 'section');
    if (next < 0) return this.#items.length;
    const follower = behind[next] as OutputSection;
    const moves = behind.slice(0, next).flatMap((each, i) => (movesDot(each) ? [i] : []));
    const move = moves[after === undefined ? 1 : 0];
    const isFar = inputsOf(follower).length > 0 && !isAllocated(follower);
    return start + (move === undefined || isFar ? next : move);
  }
}

/** An output section as orphans look at it. */
interface Look {
  readonly output: OutputSection;
  readonly flags: number;
  /** Undefined if it holds nothing: any type is like it. */
  readonly type: number | undefined;
}

const STORED = CONTENTS | ALLOC | LOAD;
const SAME = STORED | READONLY | CODE | TLS;

function isLike(nature: Nature, mask: number, byType: boolean): (look: Look) => boolean {
  return ({ flags, type }) => {
    if (byType && type !== undefined && type !== nature.type) return false;
    return ((flags ^ nature.flags) & mask) === 0;
  };
}

/** Thread-local data follows data, and its zeros follow it. */
function beforeThreadLocal(looks: readonly Look[], wanted: number): OutputSection | undefined {
  let found: OutputSection | undefined;
  let seen = false;
  for (const { output, flags } of looks) {
    const differs = flags ^ (wanted | LOAD | CONTENTS);
    if ((differs & (TLS | ALLOC)) === 0) {
      if (!(flags & LOAD) && wanted & LOAD) break;
      found = output;
      seen = true;
    } else if (seen) break;
    else if ((differs & STORED) === 0) found = output;
  }
  return found;
}

/** Whether a section of this nature may join an output section of its name. */
function isCompatible(known: Nature | undefined, { flags, type }: Nature): boolean {
  if (known === undefined) return false;
  return (
    known.flags === 0 || (((flags ^ known.flags) & (LOAD | ALLOC)) === 0 && known.type === type)
  );
}

/** `ONLY_IF_RO` and `ONLY_IF_RW` may have found an output section out of place. */
function isPossible({ statement, contents }: OutputSection): boolean {
  return statement?.onlyIf === undefined || contents.length > 0;
}

/** Whether it is an output section that holds anything, be it a statement. */
function isMade(item: Item): boolean {
  return item.kind === 'section' && item.contents.length > 0;
}

function isNote(item: Item): boolean {
  const nature = item.kind === 'section' ? natureOfOutput(item) : undefined;
  return nature !== undefined && isLoadedNote(nature);
}

function alignOf(output: OutputSection): number {
  return inputsOf(output).reduce((most, { section }) => Math.max(most, section.align), 1);
}

function movesDot(item: Item): boolean {
  return item.kind === 'assignment' && item.name === '.';
}
