/** Which input section goes where: the script's patterns, first come first served [ld §3.6.4]. */

import { SHF_WRITE } from '@ireko/elf';
import { isPattern, matches, matchesAny } from '../name-pattern.ts';
import type { InputObject, InputSection } from './input.ts';
import { type Item, type OutputSection, outputSection } from './output.ts';
import type { Report } from './report.ts';
import type {
  InputStatement,
  OutputStatement,
  Script,
  SectionPattern,
  SectionsStatement,
  SortKey,
} from './script.ts';

/**
 * Gives each output section of the script the input sections it asks for.
 * @param inputs every section of every object, in the order of the command line.
 * @param starts addresses that the command line gives to output sections.
 * @param unique patterns of the names of sections that no statement takes.
 * @param sortKey how those sections are ordered of which the script does not say it.
 */
export function placeSections(
  script: Script,
  inputs: readonly InputSection[],
  starts: ReadonlyMap<string, bigint>,
  report: Report,
  unique: readonly string[] = [],
  sortKey?: SortKey,
): Item[] {
  const shared = inputs.filter(({ section }) => !matchesAny(unique, section.name));
  const all = new SectionsByName(shared);
  const waiting = new SectionsByName(shared);
  const items = withInsertions(script, report).map((statement) => {
    if (statement.kind !== 'output') return statement;
    const output = outputSection(statement.name, startingAt(statement, starts));
    if (isSuitable(statement, all))
      for (const content of statement.contents) {
        if (content.kind === 'input') fill(output, sorted(content, sortKey), waiting);
        else output.contents.push(content);
      }
    return output;
  });
  const named = new Set(items.map((each) => each.kind === 'section' && each.name));
  const missing = [...starts.keys()].filter((name) => name.startsWith('.') && !named.has(name));
  return [...items, ...missing.map((name) => outputSection(name, startingAt(EMPTY(name), starts)))];
}

/** The script's statements, with those of `INSERT` where they go. */
function withInsertions(script: Script, report: Report): readonly SectionsStatement[] {
  const statements = [...script.statements];
  for (const { after, section, statements: inserted } of script.insertions) {
    const at = statements.findIndex((each) => each.kind === 'output' && each.name === section.name);
    if (at < 0)
      report.error('script', `there is no output section \`${section.name}\` to insert beside`);
    else statements.splice(after ? at + 1 : at, 0, ...inserted);
  }
  return statements;
}

/** An output section that no script mentions and that has an address nevertheless. */
const EMPTY = (name: string): OutputStatement => ({
  ...{ kind: 'output', name, start: 0, end: 0, contents: [], segments: [] },
  ...{ address: undefined, type: undefined, loadAddress: undefined, align: undefined },
  ...{ alignsWithInput: false, onlyIf: undefined, subalign: undefined },
  ...{ region: undefined, loadRegion: undefined, fill: undefined },
  ...{ elfType: undefined, dotBehind: undefined },
});

function startingAt(
  statement: OutputStatement,
  starts: ReadonlyMap<string, bigint>,
): OutputStatement {
  const value = starts.get(statement.name);
  if (value === undefined) return statement;
  return { ...statement, address: { kind: 'number', value, start: 0, end: 0 } };
}

/** `ONLY_IF_RO` and `ONLY_IF_RW` look at everything that the statement could take. */
function isSuitable({ onlyIf, contents }: OutputStatement, all: SectionsByName) {
  if (onlyIf === undefined) return true;
  const wanted = contents.flatMap((each) => (each.kind === 'input' ? select(each, all) : []));
  return wanted.every(
    ({ section }) => ((section.flags & SHF_WRITE) !== 0) === (onlyIf === 'writable'),
  );
}

/** A statement whose patterns are sorted by a key, last; those of `.init`, `.fini` and `SORT_NONE` stay. */
function sorted(statement: InputStatement, key: SortKey | undefined): InputStatement {
  if (key === undefined) return statement;
  const isSortable = ({ pattern, sort }: SectionPattern) =>
    pattern !== '.init' && pattern !== '.fini' && sort.every((each) => each !== 'none');
  const sections = statement.sections.map((each) =>
    isSortable(each) ? { ...each, sort: [...each.sort, key] } : each,
  );
  return { ...statement, sections };
}

function fill(output: OutputSection, statement: InputStatement, waiting: SectionsByName): void {
  const chosen = new Set(select(statement, waiting));
  for (const input of chosen) {
    input.output = output;
    input.keep ||= statement.keep;
    output.contents.push({ kind: 'section', input, statement });
  }
  waiting.delete(chosen);
}

/** Sections to choose from by the patterns of their names; there are few names. */
class SectionsByName {
  readonly #byName: Map<string, readonly InputSection[]>;
  /** The place of each on the command line. */
  readonly #ranks: ReadonlyMap<InputSection, number>;

  constructor(inputs: readonly InputSection[]) {
    this.#byName = Map.groupBy(inputs, ({ section }) => section.name);
    this.#ranks = new Map(inputs.map((each, rank) => [each, rank]));
  }

  /** Those whose name fits any of the patterns, in the order of the command line. */
  matching(wanted: readonly string[]): InputSection[] {
    const found = wanted.flatMap((pattern) => {
      if (!isPattern(pattern)) return [this.#byName.get(pattern) ?? []];
      return [...this.#byName].flatMap(([name, those]) => (matches(pattern, name) ? [those] : []));
    });
    const lists = [...new Set(found)].filter(({ length }) => length > 0);
    if (lists.length < 2) return [...(lists[0] ?? [])];
    const rank = (each: InputSection) => this.#ranks.get(each) ?? 0;
    return lists.flat().sort((a, b) => rank(a) - rank(b));
  }

  /** Takes out those that have been chosen. */
  delete(chosen: ReadonlySet<InputSection>): void {
    for (const name of new Set([...chosen].map(({ section }) => section.name))) {
      const left = this.#byName.get(name)?.filter((each) => !chosen.has(each)) ?? [];
      this.#byName.set(name, left);
    }
  }
}

/** The sections a statement asks for, in the order in which it wants them. */
function select({ file, sortFiles, sections }: InputStatement, from: SectionsByName) {
  const inFiles = (found: InputSection[]) => {
    const files = found.filter((each) => matchesFile(file, each.object.name));
    return sortFiles ? files.sort((a, b) => compareText(a.object.name, b.object.name)) : files;
  };
  if (sections.length === 0) return inFiles(from.matching(['*']));
  const isAsked = (pattern: SectionPattern) =>
    inFiles(from.matching([pattern.pattern])).filter((each) => isIncluded(pattern, each));
  if (sections.some(({ sort }) => sort.length > 0))
    return sections.flatMap((pattern) => isAsked(pattern).sort(by(pattern.sort)));
  if (sections.length === 1) return isAsked(sections[0] as SectionPattern);
  return inFiles(from.matching(sections.map(({ pattern }) => pattern))).filter((each) =>
    sections.some((one) => matches(one.pattern, each.section.name) && isIncluded(one, each)),
  );
}

function isIncluded({ excludedFiles }: SectionPattern, { object }: InputSection): boolean {
  return !excludedFiles.some((file) => matchesFile(file, object.name));
}

/** `archive:member`, `archive:`, `:file`; without a colon, a file or a member of any archive [ld §3.6.4.1]. */
function matchesFile(pattern: string, name: string): boolean {
  if (pattern === '*') return true;
  const [, archive = '', member = name] = /^(.*)\((.*)\)$/s.exec(name) ?? [];
  const colon = pattern.indexOf(':');
  if (colon < 0) return matches(pattern, member);
  const wanted = pattern.slice(colon + 1);
  return matches(pattern.slice(0, colon), archive) && (wanted === '' || matches(wanted, member));
}

/** Compares by the first key that tells two sections apart. */
function by(keys: readonly SortKey[]): (a: InputSection, b: InputSection) => number {
  return (a, b) => {
    for (const key of keys) {
      const order = compare(key, a, b);
      if (order !== 0) return order;
    }
    return 0;
  };
}

function compare(key: SortKey, a: InputSection, b: InputSection): number {
  switch (key) {
    case 'none':
      return 0;
    case 'name':
      return compareText(a.section.name, b.section.name);
    case 'alignment':
      return b.section.align - a.section.align;
    case 'init-priority':
      return (
        priority(a.section.name) - priority(b.section.name) ||
        compareText(a.section.name, b.section.name)
      );
  }
}

/** The number at the end of `.init_array.00100`; without one, last. */
function priority(name: string): number {
  const digits = /\.(\d+)$/.exec(name)?.[1];
  return digits === undefined ? Number.POSITIVE_INFINITY : Number(digits);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The sections of all objects, and each object's common symbols behind them. */
export function allInputs(
  objects: readonly InputObject[],
  commons: readonly InputSection[],
): InputSection[] {
  return objects.flatMap((object) => [
    ...object.sections,
    ...commons.filter((each) => each.object === object),
  ]);
}
