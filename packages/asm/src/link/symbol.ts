/**
 * Which definition a global name means. Objects agree on it by strength: a definition beats a
 * common symbol, a common symbol beats a weak definition, and of two weak ones the first stays
 * [gABI §4 Symbol Table]. The script may define a name anew; its definition then holds.
 */

import {
  type ElfSymbol,
  SHF_ALLOC,
  SHF_WRITE,
  STB_WEAK,
  STT_OBJECT,
  STV_DEFAULT,
  section,
} from '@ireko/elf';
import type { Span } from '../diagnostic.ts';
import { addressAt, type InputObject, type InputSection, inputSection, isGlobal } from './input.ts';
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
  visibility: number;
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
      ...{ isWanted: false, isWeak: true, visibility: STV_DEFAULT },
    };
    table.set(name, found);
  }
  return found;
}

/**
 * Finds the definition of each global name and reports those that have two.
 * @param wanted names that are used although no object does.
 * @param multipleDefinitions the first definition holds, and the others are no mistake.
 */
export function resolveSymbols(
  objects: readonly InputObject[],
  wanted: readonly string[],
  report: Report,
  multipleDefinitions = false,
): SymbolTable {
  const symbols: SymbolTable = new Map();
  const refer = (global: GlobalSymbol) =>
    Object.assign(global, { referenced: true, isWeak: false });
  for (const name of wanted) Object.assign(refer(globalSymbol(symbols, name)), { isWanted: true });
  for (const object of objects) {
    for (const symbol of object.symbols) {
      if (!isGlobal(symbol)) continue;
      const global = globalSymbol(symbols, symbol.name);
      global.visibility = Math.max(global.visibility, symbol.visibility);
      if (symbol.section === 'undefined') {
        if (symbol.binding === STB_WEAK) global.referenced = true;
        else refer(global);
      } else define(global, definition(object, symbol), multipleDefinitions ? undefined : report);
    }
  }
  return symbols;
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
  if (before === DEFINED && now === DEFINED) {
    const files = `${definition.object.name} and ${candidate.object.name}`;
    const first = lineOf(definition);
    report?.error(
      'duplicate-symbol',
      `symbol \`${global.name}\` is defined in both ${files}`,
      first && `first defined at ${first.file}:${first.line}`,
      lineOf(candidate),
    );
  }
  const larger = now === COMMON && candidate.symbol.size > definition.symbol.size;
  if (now > before || (now === before && larger)) global.definition = candidate;
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

/** Makes of common symbols zeros in sections `COMMON` of their objects, which it returns. */
export function allocateCommons(symbols: SymbolTable): InputSection[] {
  const made: InputSection[] = [];
  for (const global of symbols.values()) {
    const { definition } = global;
    if (definition?.symbol.section !== 'common') continue;
    const { object, symbol } = definition;
    const zeros = section({
      name: 'COMMON',
      flags: SHF_ALLOC | SHF_WRITE,
      size: symbol.size,
      align: Math.max(1, Number(symbol.value)),
    });
    const input = inputSection(object, zeros);
    made.push(input);
    const placed = { ...symbol, value: 0n, type: STT_OBJECT, section: zeros };
    global.definition = { object, symbol: placed, section: input };
  }
  return made;
}

/** Where a global symbol stands as of the latest layout; undefined if it is not defined. */
export function globalAddress({ script, definition }: GlobalSymbol): bigint | undefined {
  if (script !== undefined) return script.address;
  if (definition === undefined) return undefined;
  const { section, symbol } = definition;
  return section === undefined ? symbol.value : addressAt(section, symbol.value);
}
