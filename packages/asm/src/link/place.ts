/** Which input section goes where: the script's patterns, first come first served [ld §3.6.4]. */

import type { InputObject, InputSection } from './input.ts';
import { type Item, type OutputSection, outputSection } from './output.ts';
import type { InputStatement, Script, SectionPattern, SortKey } from './script.ts';

/**
 * Gives each output section of the script the input sections it asks for.
 * @param inputs every section of every object, in the order of the command line.
 */
export function placeSections(script: Script, inputs: readonly InputSection[]): Item[] {
  const waiting = new Set(inputs);
  return script.statements.map((statement) => {
    if (statement.kind !== 'output') return statement;
    const output = outputSection(statement.name, statement);
    for (const content of statement.contents) {
      if (content.kind === 'input') fill(output, content, waiting);
      else output.contents.push(content);
    }
    return output;
  });
}

function fill(output: OutputSection, statement: InputStatement, waiting: Set<InputSection>): void {
  for (const input of select(statement, [...waiting])) {
    if (!waiting.delete(input)) continue;
    input.output = output;
    input.keep ||= statement.keep;
    output.contents.push({ kind: 'section', input, statement });
  }
}

/** The sections a statement asks for, in the order in which it wants them. */
function select(statement: InputStatement, inputs: readonly InputSection[]): InputSection[] {
  const files = inputs.filter((each) => matchesFile(statement.file, each.object.name));
  if (statement.sortFiles) files.sort((a, b) => compareText(a.object.name, b.object.name));
  if (statement.sections.length === 0) return files;
  const sorted = statement.sections.some(({ sort }) => sort.length > 0);
  if (!sorted) return files.filter((each) => statement.sections.some((one) => asks(one, each)));
  return statement.sections.flatMap((pattern) =>
    files.filter((each) => asks(pattern, each)).sort(by(pattern.sort)),
  );
}

function asks({ pattern, excludedFiles }: SectionPattern, input: InputSection): boolean {
  if (!matches(pattern, input.section.name)) return false;
  return !excludedFiles.some((file) => matchesFile(file, input.object.name));
}

/** `archive:member`, `archive:`, `:file`; without a colon, a file or a member of any archive [ld §3.6.4.1]. */
function matchesFile(pattern: string, name: string): boolean {
  const [, archive = '', member = name] = /^(.*)\((.*)\)$/s.exec(name) ?? [];
  const colon = pattern.indexOf(':');
  if (colon < 0) return matches(pattern, member);
  const wanted = pattern.slice(colon + 1);
  return matches(pattern.slice(0, colon), archive) && (wanted === '' || matches(wanted, member));
}

const patterns = new Map<string, RegExp>();

/** Whether a name fits a pattern of `*`, `?` and `[…]`; a `*` also stands for slashes. */
export function matches(pattern: string, name: string): boolean {
  if (!/[*?[\\]/.test(pattern)) return pattern === name;
  let expression = patterns.get(pattern);
  if (expression === undefined) {
    const source = pattern.replace(/\\.|\[[^\]]*\]|[\s\S]/g, translate);
    expression = new RegExp(`^${source}$`, 's');
    patterns.set(pattern, expression);
  }
  return expression.test(name);
}

function translate(part: string): string {
  if (part === '*') return '.*';
  if (part === '?') return '.';
  if (part.length > 1) return part.startsWith('[') ? part.replace(/^\[[!^]/, '[^') : part;
  return part.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
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
