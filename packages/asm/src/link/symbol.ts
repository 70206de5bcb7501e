/**
 * Which definition a global name means. Objects agree on it by strength: a definition beats a
 * common symbol, a common symbol beats a weak definition, and of two weak ones the first stays
 * [gABI §4 Symbol Table]. The script may define a name anew; its definition then holds.
 */

import { type ElfSymbol, STB_WEAK, STV_DEFAULT } from '@ireko/elf';
import type { Span } from '../diagnostic.ts';
import { addressAt, type InputObject, type InputSection } from './input.ts';
import { lineSpan } from './origin.ts';
import type { OutputSection } from './output.ts';
import type { Report } from './report.ts';

/** A name that all objects share. */
export interface GlobalSymbol {
  readonly name: string;
  definition: Definition | undefined;
  /** What the script says it is, as of the latest layout. */
  script: ScriptDefinition | undefined;
  /** Some object uses it without defining it. */
  referenced: boolean;
  /** It is the entry, or asked for by name. */
  isWanted: boolean;
  /** Those that use it can do without it. */
  isWeak: boolean;
  /** `STV_…`, the most constraining that an object gives it, and all `STO_…`. */
  visibility: number;
  attributes: number;
}

/** A definition in an object. */
export interface Definition {
  readonly object: InputObject;
  readonly symbol: ElfSymbol;
  /** Undefined for an absolute symbol. */
  readonly section: InputSection | undefined;
}

/** A definition in the script. */
export interface ScriptDefinition {
  readonly address: bigint;
  /** The output section it belongs to; undefined if absolute. */
  readonly output: OutputSection | undefined;
  /** The section that the script counts it from, even if that is empty and not in the output. */
  readonly base: OutputSection | undefined;
  readonly hidden: boolean;
}

/** Global symbols by name, in the order in which the objects name them. */
export type SymbolTable = Map<string, GlobalSymbol>;

/** The entry for a name, made if it is new. */
export function globalSymbol(table: SymbolTable, name: string): GlobalSymbol {
  let found = table.get(name);
  if (found === undefined) {
    found = {
      ...{ name, definition: undefined, script: undefined, referenced: false },
      ...{ isWanted: false, isWeak: true, visibility: STV_DEFAULT, attributes: 0 },
    };
    table.set(name, found);
  }
  return found;
}

/** What is known of symbols beside the objects. */
export interface Resolution {
  /** Names that are used although no object does. */
  readonly wanted: readonly string[];
  /** Names that become known before those of objects. */
  readonly first: readonly string[];
  /** The first definition holds, and the others are no mistake. */
  readonly multipleDefinitions: boolean;
}

/**
 * Finds the definition of each global name and reports those that have two.
 */
export function resolveSymbols(
  objects: readonly InputObject[],
  report: Report,
  { wanted, first, multipleDefinitions }: Resolution,
): SymbolTable {
  const symbols: SymbolTable = new Map();
  const refer = (global: GlobalSymbol) =>
    Object.assign(global, { referenced: true, isWeak: false });
  for (const name of wanted) Object.assign(refer(globalSymbol(symbols, name)), { isWanted: true });
  for (const name of first) globalSymbol(symbols, name);
  for (const object of objects) {
    for (const symbol of object.symbols.globals()) {
      const global = globalSymbol(symbols, symbol.name);
      global.visibility = constraining(global.visibility, symbol.visibility);
      global.attributes |= symbol.attributes;
      if (symbol.section === 'undefined') {
        if (symbol.binding === STB_WEAK) global.referenced = true;
        else refer(global);
      } else define(global, definition(object, symbol), multipleDefinitions ? undefined : report);
    }
  }
  return symbols;
}

/** The visibility by which fewer see a symbol: of those that are not default the least number [gABI §4 Symbol Table]. */
function constraining(one: number, other: number): number {
  if (one === STV_DEFAULT || other === STV_DEFAULT) return Math.max(one, other);
  return Math.min(one, other);
}

function definition(object: InputObject, symbol: ElfSymbol): Definition {
  const { section } = symbol;
  return {
    object,
    symbol,
    section: typeof section === 'string' ? undefined : object.placed.get(section),
  };
}

function define(global: GlobalSymbol, candidate: Definition, report: Report | undefined): void {
  const { definition } = global;
  if (definition === undefined) {
    global.definition = candidate;
    return;
  }
  const before = strength(definition);
  const now = strength(candidate);
  const isElsewhere = definition.object.isElsewhere || candidate.object.isElsewhere;
  if (before === DEFINED && now === DEFINED && !isElsewhere) {
    const files = `${definition.object.name} and ${candidate.object.name}`;
    const first = lineOf(definition);
    report?.error(
      'duplicate-symbol',
      `symbol \`${global.name}\` is defined in both ${files}`,
      first && `first defined at ${first.file}:${first.line}`,
      lineOf(candidate),
    );
  }
  if (before === COMMON && now === COMMON) global.definition = shared(definition, candidate);
  else if (now > before) global.definition = candidate;
}

/** The larger of two common symbols of a name, aligned as either of them asks. */
function shared(before: Definition, now: Definition): Definition {
  const larger = now.symbol.size > before.symbol.size ? now : before;
  const isStricter = now.symbol.value > before.symbol.value;
  const value = isStricter ? now.symbol.value : before.symbol.value;
  return { ...larger, symbol: { ...larger.symbol, value } };
}

function lineOf({ section, symbol }: Definition): Span | undefined {
  return section && lineSpan(section, Number(symbol.value));
}

const WEAK = 0;
const COMMON = 1;
const DEFINED = 2;

function strength({ symbol }: Definition): number {
  if (symbol.binding === STB_WEAK) return WEAK;
  return symbol.section === 'common' ? COMMON : DEFINED;
}

/** Where a global symbol stands as of the latest layout; undefined if it is not defined. */
export function globalAddress({ script, definition }: GlobalSymbol): bigint | undefined {
  if (script !== undefined) return script.address;
  if (definition === undefined) return undefined;
  const { section, symbol } = definition;
  return section === undefined ? symbol.value : addressAt(section, symbol.value);
}
