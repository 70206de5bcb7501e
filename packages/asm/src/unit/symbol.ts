/**
 * Symbols: labels, equates, common blocks, and names that other files define.
 *
 * A symbol exists from its first mention. Numeric labels and the location counter are symbols too,
 * with names that no source can write, so that everything an expression refers to is one kind of
 * thing.
 */

import { isMappingSymbol, isTemporaryName } from '@ireko/elf';
import type { Versions } from '../directives/version.ts';
import type { Place } from '../text/source.ts';
import type { Expression } from '../text/syntax.ts';
import type { Bound } from './expression.ts';
import { NameTable } from './name-table.ts';
import type { Chunk, Section } from './section.ts';

/** What a symbol stands for. */
export type Definition =
  /** A place in a section: its address is the chunk's address and the offset. */
  | {
      readonly kind: 'label';
      readonly chunk: Chunk;
      readonly offset: number;
      /** It was placed by `.set`, which may place it again. */
      readonly movable?: boolean;
    }
  /** The value of an expression: `.equ`, `.set` and `=`. */
  | {
      readonly kind: 'equate';
      readonly value: Bound;
      readonly final: boolean;
      /** It is computed anew wherever the symbol is used: `.eqv` and `==`. */
      readonly anew?: Expression;
    }
  /** Space that the linker reserves, one for all files: `.comm`. Bytes. */
  | { readonly kind: 'common'; readonly size: bigint; readonly align: number };

/** Binding of a symbol: `STB_LOCAL`, `STB_GLOBAL`, `STB_WEAK`. */
export type Binding = 'local' | 'global' | 'weak';
/** Type of a symbol: `STT_NOTYPE` and so on. */
export type SymbolType = 'notype' | 'object' | 'function' | 'tls' | 'ifunc';
/** Visibility of a symbol: `STV_DEFAULT` and so on. */
export type Visibility = 'default' | 'internal' | 'hidden' | 'protected';

/** A symbol of the unit being assembled; its parts become known as the source is read. */
export interface Sym {
  /** It is an expression by itself: see `Bound`. */
  readonly kind: 'symbol';
  readonly name: string;
  /** Its place among all symbols of the unit. */
  number: number;
  definition: Definition | undefined;
  binding: Binding | undefined;
  type: SymbolType;
  visibility: Visibility;
  size: Bound | undefined;
  /** A relocation names it, so that it must stand in the object's symbol table. */
  referenced: boolean;
  /** Its functions do not follow the standard calling convention: `.variant_cc`. */
  isVariant: boolean;
  /** One for the whole process: `STB_GNU_UNIQUE`. */
  isUnique: boolean;
  /** By `.symver`, it has versions. */
  versions: Versions | undefined;
  /** By `.weakref`, it is another name for this one. */
  aliasOf: Sym | undefined;
  /** It is named by an expression itself, or by another name that `.weakref` gave it. */
  isReferenced: boolean;
  isWeaklyReferenced: boolean;
  /** An expression refers to what it will be in the end. */
  isHeld: boolean;
  /** GNU as makes a symbol of it where a relocation needs one, and not before. */
  readonly isDeferred: boolean;
  /** It stands for a section of that name. */
  isSection: boolean;
  /** Its name is another symbol's by now: it was defined anew. */
  isSuperseded: boolean;
  /** Where it was defined, or first mentioned if it is not. */
  place: Place;
}

/** What is known of a symbol that is a label. */
export interface Label {
  readonly definition: Extract<Definition, { kind: 'label' }>;
  readonly type: SymbolType;
  readonly size: Bound | undefined;
}

/** A label, `.equiv` or `.weakref` may be there once; `.equ` and `.set` may follow each other. */
export function isFinal(symbol: Sym): boolean {
  const { definition } = symbol;
  if (symbol.aliasOf) return true;
  if (definition?.kind === 'equate') return definition.final;
  return definition !== undefined && !(definition.kind === 'label' && definition.movable);
}

/** What symbols are called that the source gives no name to. */
export const NAMELESS = '.L0 ';

/** The numeric labels of a number: those until here, the last of them, and the next if it is mentioned. */
interface NumericLabel {
  readonly count: number;
  readonly last: Sym | undefined;
  ahead: Sym | undefined;
}

/** The symbols of a unit, in the order in which they came to be: with their first mention. */
export class SymbolTable {
  readonly #all: Sym[] = [];
  /** All but those without a name of their own. */
  readonly #named: Sym[] = [];
  /** Where each stands among these, but for numeric labels. */
  readonly #byName = new NameTable();
  /** Sections, and temporary names of which more is said than where they are; how many symbols there were then. */
  readonly interposed: Map<Sym | Section, number> = new Map();
  /** Those that tell code from data. */
  readonly mappings: Sym[] = [];
  /** Those that have versions. */
  readonly versioned: Set<Sym> = new Set();
  /** Those that relocations name, in the order in which they came to them. */
  readonly needed: Sym[] = [];
  readonly #numeric = new Map<number, NumericLabel>();
  /** The symbols of numeric labels. */
  readonly numericLabels: Sym[] = [];

  /** The symbol of that name, made at first mention. */
  named(name: string, place: Place): Sym {
    const next = this.#named.length;
    const index = this.#byName.getOrAdd(name, next);
    return index < next ? (this.#named[index] as Sym) : this.#add(name, place);
  }

  /** The same where more is said of it than its place: GNU as makes symbols even of temporary names for that. */
  described(name: string, place: Place): Sym {
    const symbol = this.named(name, place);
    if (isTemporaryName(name)) this.interpose(symbol);
    return symbol;
  }

  /** Notes that this stands behind all symbols that there are by now. */
  interpose(symbol: Sym | Section): void {
    if (!this.interposed.has(symbol)) this.interposed.set(symbol, this.length);
  }

  /** The symbol of that name if it was mentioned. */
  find(name: string): Sym | undefined {
    const index = this.#byName.get(name);
    return index === undefined ? undefined : this.#named[index];
  }

  /** A new symbol in an old one's place and of its name: what was said of the old one stays said of it. */
  renewed(old: Sym, place: Place): Sym {
    const { name, binding, type } = old;
    const symbol = Object.assign(fresh(name, old.number, place), { binding, type });
    this.#named[this.#byName.get(name) as number] = symbol;
    this.#all[old.number] = symbol;
    if (isMappingSymbol(name)) this.mappings.push(symbol);
    old.isSuperseded = true;
    old.number = this.#all.push(old) - 1;
    return symbol;
  }

  /** A new symbol for a place that the source gives no name to; GNU as calls these `.L0 ` too. */
  anonymous(
    place: Place,
    definition: Definition | undefined,
    name: string = NAMELESS,
    isDeferred = false,
  ): Sym {
    const symbol = this.#fresh(name, place, isDeferred);
    symbol.definition = definition;
    return symbol;
  }

  /** The next numeric label of this number, which `1f` has meant until now and `1b` means from now. */
  nextNumeric(label: number, place: Place): Sym {
    const known = this.#numericLabel(label);
    const symbol = this.#ahead(label, known, place);
    this.#numeric.set(label, { count: known.count + 1, last: symbol, ahead: undefined });
    return symbol;
  }

  /** What `1b` or `1f` means here; undefined for `1b` when there is no `1:` before. */
  numeric(label: number, direction: 'b' | 'f', place: Place): Sym | undefined {
    const known = this.#numericLabel(label);
    return direction === 'f' ? this.#ahead(label, known, place) : known.last;
  }

  #numericLabel(label: number): NumericLabel {
    let known = this.#numeric.get(label);
    if (!known) {
      known = { count: 0, last: undefined, ahead: undefined };
      this.#numeric.set(label, known);
    }
    return known;
  }

  #ahead(label: number, known: NumericLabel, place: Place): Sym {
    if (!known.ahead) {
      known.ahead = this.#add(numericName(label, known.count + 1), place);
      this.numericLabels.push(known.ahead);
    }
    return known.ahead;
  }

  #add(name: string, place: Place): Sym {
    const symbol = this.#fresh(name, place);
    this.#named.push(symbol);
    return symbol;
  }

  #fresh(name: string, place: Place, isDeferred?: boolean): Sym {
    const symbol = fresh(name, this.#all.length, place, isDeferred);
    this.#all.push(symbol);
    if (isMappingSymbol(name)) this.mappings.push(symbol);
    return symbol;
  }

  /** Those with a name of their own, and with what it stands for by now. */
  get current(): readonly Sym[] {
    return this.#named;
  }

  /** How many there are. */
  get length(): number {
    return this.#all.length;
  }

  /** The symbol of a number. */
  at(number: number): Sym | undefined {
    return this.#all[number];
  }

  /** A relocation names it. */
  need(symbol: Sym): void {
    if (symbol.referenced) return;
    symbol.referenced = true;
    this.needed.push(symbol);
  }

  /** Every symbol. */
  [Symbol.iterator](): Iterator<Sym> {
    return this.#all.values();
  }
}

/** What GNU as writes between a numeric label's number and its count; sources cannot write it. */
const NUMERIC_MARK = '\u0002';

function numericName(label: number, instance: number): string {
  return `.L${label}${NUMERIC_MARK}${instance}`;
}

/** The number of a numeric label from its symbol's name. */
export function numericLabel(name: string): string {
  return name.slice('.L'.length, name.indexOf(NUMERIC_MARK));
}

function fresh(
  name: string,
  number: number,
  place: Place,
  isDeferred: boolean = isTemporaryName(name),
): Sym {
  return {
    kind: 'symbol',
    name,
    number,
    definition: undefined,
    binding: undefined,
    type: 'notype',
    visibility: 'default',
    size: undefined,
    referenced: false,
    isVariant: false,
    isUnique: false,
    versions: undefined,
    aliasOf: undefined,
    isReferenced: false,
    isWeaklyReferenced: false,
    isHeld: false,
    isDeferred,
    isSection: false,
    isSuperseded: false,
    place,
  };
}
