/**
 * `.symver name, name@node`: the versions of a symbol, by which shared libraries keep old programs
 * working. A symbol that is defined here gets more names; one that is not is renamed [GNU as manual,
 * ".symver"].
 */

import type { Sym } from '../unit/symbol.ts';
import type { Unit } from '../unit/unit.ts';
import { type Directives, missing, requireEnd, splitAtCommas, withText } from './directive.ts';

const USAGE = '.symver name, name@VERSION';
const NAME = /^[A-Za-z_.$\u0080-\uffff][\w.$\u0080-\uffff]*$/;
const VERSIONED = /^([^@\s]*)(@+)[\w.$@\u0080-\uffff]*$/;

/** What becomes of the name without a version. */
type Fate = 'unchanged' | 'local' | 'hidden' | 'remove';
const fates: ReadonlySet<string> = new Set<Fate>(['local', 'hidden', 'remove']);

/** The versions of a symbol. */
export interface Versions {
  /** With their versions, the latest first. */
  readonly names: string[];
  /** `name@@@node`: no name beside this one. */
  renames: boolean;
  fate: Fate;
  /** What the symbol itself is called in the object, if not by its name; undefined if it is not there. */
  written: string | undefined;
}

const symbolVersion = withText((unit, text, at) => {
  const [name, versioned, fate, excess] = splitAtCommas(text);
  if (!name || !versioned) return missing(unit, at, USAGE);
  if (excess) requireEnd(unit, excess, at);
  if (!NAME.test(name.text)) {
    return unit.report.error('bad-symbol', name, `\`${name.text}\` is no symbol`);
  }
  const symbol = unit.symbols.named(name.text, name);
  const marks = VERSIONED.exec(versioned.text)?.[2]?.length ?? 0;
  if (marks < 1 || marks > 3) {
    if (!/^[@\d]/.test(versioned.text)) unit.nextLine = 'uncounted';
    const message = `\`${versioned.text}\` is no name with a version`;
    return unit.report.error('version', versioned, message, `write ${USAGE}`);
  }
  if (symbol.definition?.kind === 'common') {
    return unit.report.error('version', name, commonProblem(name.text));
  }
  if (fate && !fates.has(fate.text)) {
    const message = `\`${fate.text}\` is more than belongs here`;
    unit.report.error('excess', fate, message, 'local, hidden or remove can stand here');
  }
  symbol.versions ??= { names: [], renames: false, fate: 'unchanged', written: name.text };
  unit.symbols.versioned.add(symbol);
  const { versions } = symbol;
  if (fate) versions.fate = fate.text as Fate;
  if (versions.names.includes(versioned.text)) return undefined;
  if (marks === 3 && versions.renames) {
    const message = `\`${name.text}\` can have only one version with @@@`;
    return unit.report.error('version', versioned, message);
  }
  versions.renames ||= marks === 3;
  versions.names.unshift(versioned.text);
  return undefined;
});

/** Makes the names that symbols have besides, when all relocations are known. */
export function settleVersions(unit: Unit): void {
  for (const symbol of [...unit.symbols.versioned].sort((a, b) => a.number - b.number)) {
    const { versions, place } = symbol;
    const problem = versions && problemOf(symbol, versions);
    if (problem !== undefined) unit.report.error('version', place, problem);
    else if (versions) settle(unit, symbol, versions);
  }
}

function problemOf(
  { name, definition, referenced }: Sym,
  { names: [latest = '', another], renames, fate }: Versions,
): string | undefined {
  if (definition?.kind === 'common') return commonProblem(name);
  if (definition && fate === 'remove' && referenced && !renames && another !== undefined) {
    return `\`${name}\` has several versions and is referred to, so that it cannot be removed`;
  }
  if (definition || renames) return undefined;
  if (latest.includes('@@')) {
    return `\`${latest}\` would be the usual version of \`${name}\`, which is defined elsewhere: write one @`;
  }
  if (another === undefined) return undefined;
  return `\`${name}\` is defined elsewhere, and has two versions: ${latest} and ${another}`;
}

function commonProblem(name: string): string {
  return `\`${name}\` is common, and cannot have a version`;
}

function settle(unit: Unit, symbol: Sym, versions: Versions): void {
  const { definition, place, referenced, isReferenced } = symbol;
  const { names, renames, fate } = versions;
  const [latest = ''] = names;
  if (!definition || renames) {
    const isNeeded = definition || referenced || isReferenced;
    versions.written = isNeeded ? latest.replace('@@@', definition ? '@@' : '@') : undefined;
    return;
  }
  if (fate === 'remove' && referenced) versions.written = latest;
  else for (const each of names) copyTo(unit.symbols.named(each, place), symbol);
  if (fate === 'remove' && !referenced) versions.written = undefined;
  if (fate === 'hidden') symbol.visibility = 'hidden';
  if (fate === 'local') symbol.binding = 'local';
}

function copyTo(copy: Sym, { definition, binding, type, visibility, size, isVariant }: Sym): void {
  Object.assign(copy, { definition, binding, type, visibility, size, isVariant });
}

/** Directives of this file. */
export const versionDirectives: Directives = { '.symver': symbolVersion };
