/** The symbols of an object file: which of a unit's go there, and what they are there. */

import * as elf from '@ireko/elf';
import { settleVersions } from '../directives/version.ts';
import { reduce, sectionOf, tentative } from '../unit/expression.ts';
import { overtakenMappings } from '../unit/mapping.ts';
import { addressOf, Section } from '../unit/section.ts';
import { NAMELESS, type Sym } from '../unit/symbol.ts';
import { troubleMessage, type Unit } from '../unit/unit.ts';
import type { Finished } from './object.ts';
import { orderSymbols } from './symbol-order.ts';

const symbolTypes: Readonly<Record<Sym['type'], number>> = {
  notype: elf.STT_NOTYPE,
  object: elf.STT_OBJECT,
  function: elf.STT_FUNC,
  tls: elf.STT_TLS,
  ifunc: elf.STT_GNU_IFUNC,
};

const bindings = { local: elf.STB_LOCAL, global: elf.STB_GLOBAL, weak: elf.STB_WEAK } as const;

const visibilities: Readonly<Record<Sym['visibility'], number>> = {
  default: elf.STV_DEFAULT,
  internal: elf.STV_INTERNAL,
  hidden: elf.STV_HIDDEN,
  protected: elf.STV_PROTECTED,
};

/** A section group, which its `section` says to be one once there are symbols. */
export interface Group {
  readonly name: string;
  readonly section: elf.Section;
  readonly comdat: boolean;
  readonly members: readonly elf.Section[];
}

/** See the head of this file. */
export class ObjectSymbols {
  readonly table: elf.Symbols = new elf.Symbols();
  /** By the numbers of the unit's symbols, from 1 on, their places in the table, from 1 on; 0 where there is none. */
  readonly places: Uint32Array;
  readonly #unit: Unit;
  readonly #groups: readonly Group[];
  /** What each section is in the file. */
  readonly #sections: ReadonlyMap<Section, elf.Section | undefined>;
  readonly #overtaken: ReadonlySet<Sym>;

  /** @param sections what the finished ones are in the file */
  constructor(
    unit: Unit,
    finished: readonly Finished[],
    sections: readonly elf.Section[],
    groups: readonly Group[],
  ) {
    this.#unit = unit;
    this.#groups = groups;
    this.#sections = new Map(finished.map(({ section }, index) => [section, sections[index]]));
    for (const { name } of groups) {
      const signature = unit.symbols.find(name);
      if (signature) signature.referenced = true;
    }
    settleVersions(unit);
    this.#overtaken = overtakenMappings(unit.symbols.mappings, finished);
    this.places = new Uint32Array(unit.symbols.length + 1);
  }

  /**
   * Lists them: names of sources, the unit's symbols with those of sections among them, and of what comes behind
   * these, the names of groups that nothing else names.
   * @param others sections that are not the unit's
   */
  list(others: readonly elf.Section[]): void {
    const { table } = this;
    for (const name of this.#unit.fileNames)
      table.add(elf.symbol({ name, type: elf.STT_FILE, section: 'absolute' }));
    const signatures = this.#groups.map(({ name }) => this.#signature(name));
    const named = this.#namedSections();
    const unnamed = new Set(this.#sections.keys());
    orderSymbols(this.#unit, (what) => {
      const symbol = what instanceof Section ? named.get(what) : what;
      if (symbol) this.#add(symbol);
      else if (what instanceof Section) this.#addSection(what, unnamed);
    });
    const own = this.#groups.map(({ name, section }, index) => {
      const symbol = elf.symbol({ name, section });
      if (!signatures[index]) table.add(symbol);
      return symbol;
    });
    for (const section of [...unnamed]) if (!named.has(section)) this.#addSection(section, unnamed);
    for (const section of others) table.add(sectionSymbol(section));
    for (const [index, { section, comdat, members }] of this.#groups.entries()) {
      const of = signatures[index];
      const signature = of ? table.at((this.places[of.number + 1] as number) - 1) : own[index];
      Object.assign(section, { group: { signature, comdat, members } });
    }
  }

  /** Adds the symbol of a section that has none so far. */
  #addSection(of: Section, without: Set<Section>): void {
    const section = this.#sections.get(of);
    if (section && without.delete(of)) this.table.add(sectionSymbol(section));
  }

  /** The sections that a symbol of the source stands for. */
  #namedSections(): ReadonlyMap<Section, Sym> {
    const named = new Map<Section, Sym>();
    for (const symbol of this.#unit.symbols.current) {
      const section = symbol.isSection && this.#isWritten(symbol) && sectionOf(symbol);
      if (section) named.set(section, symbol);
    }
    return named;
  }

  /** The symbol of the source that names a group. */
  #signature(name: string): Sym | undefined {
    const symbol = this.#unit.symbols.find(name);
    const isThere =
      symbol && this.#isWritten(symbol) && placeOf(this.#unit, symbol, this.#sections);
    return isThere ? symbol : undefined;
  }

  #isWritten(symbol: Sym): boolean {
    if (symbol.aliasOf || nameOf(symbol) === undefined) return false;
    return (
      (symbol.referenced || !isDispensable(this.#unit, symbol)) && !this.#overtaken.has(symbol)
    );
  }

  #add(symbol: Sym): void {
    if (this.places[symbol.number + 1] !== 0 || !this.#isWritten(symbol)) return;
    const unit = this.#unit;
    const where = placeOf(unit, symbol, this.#sections);
    if (!where) return;
    const { section, value, size = sizeOf(unit, symbol) } = where;
    const info = elf.infoOf(bindingOf(symbol, section), typeOf(unit, symbol, section));
    const variant = symbol.isVariant ? elf.STO_RISCV_VARIANT_CC : 0;
    const other = visibilities[symbol.visibility] | variant;
    const name = symbol.isSection ? '' : (nameOf(symbol) ?? '');
    this.table.push(name, value, size, info, other, section);
    this.places[symbol.number + 1] = this.table.length;
  }
}

function sectionSymbol(section: elf.Section): elf.ElfSymbol {
  return elf.symbol({ name: '', type: elf.STT_SECTION, section });
}

/** What a symbol is called in the file; undefined if it is not there. */
function nameOf({ name, versions }: Sym): string | undefined {
  return versions ? versions.written : name;
}

/** Whether nobody misses it where no relocation names it; all other names that are mentioned go into the file. */
function isDispensable({ keepsLocals }: Unit, symbol: Sym): boolean {
  const { name, definition, binding, isSuperseded } = symbol;
  const isWeak = binding === 'weak' || (!binding && isOnlyWeak(symbol));
  const isKept = keepsLocals && name !== NAMELESS;
  return (elf.isTemporaryName(name) && !isKept) || isSuperseded || (!definition && isWeak);
}

function typeOf(unit: Unit, symbol: Sym, section: elf.ElfSymbol['section']): number {
  if (symbol.isSection) return elf.STT_SECTION;
  if (section === 'common' && unit.hasCommonType && symbol.type === 'object') return elf.STT_COMMON;
  return isThreadLocal(section) ? elf.STT_TLS : symbolTypes[symbol.type];
}

/** What is in no section of this file is known to others too, unless it says otherwise. */
function bindingOf(symbol: Sym, section: elf.ElfSymbol['section']): number {
  if (symbol.isUnique) return elf.STB_GNU_UNIQUE;
  if (symbol.binding && (symbol.binding !== 'local' || symbol.definition)) {
    return bindings[symbol.binding];
  }
  if (section !== 'undefined' && section !== 'common') return elf.STB_LOCAL;
  return isOnlyWeak(symbol) ? elf.STB_WEAK : elf.STB_GLOBAL;
}

/** Whether only names made by `.weakref` refer to it. */
function isOnlyWeak({ definition, isWeaklyReferenced, isReferenced }: Sym): boolean {
  return !definition && isWeaklyReferenced && !isReferenced;
}

/** Symbols in thread-local sections are thread-local. */
function isThreadLocal(section: elf.ElfSymbol['section']): boolean {
  return typeof section !== 'string' && (section.flags & elf.SHF_TLS) !== 0;
}

/** Where a symbol is in the file, and its size where that decides on it. */
interface PlaceInFile {
  readonly section: elf.ElfSymbol['section'];
  readonly value: number | bigint;
  readonly size: number | undefined;
}

function placeOf(
  unit: Unit,
  symbol: Sym,
  sections: ReadonlyMap<Section, elf.Section | undefined>,
): PlaceInFile | undefined {
  const { definition } = symbol;
  if (!definition) return { section: 'undefined', value: 0, size: undefined };
  if (definition.kind === 'common') {
    const { align, size } = definition;
    return { section: 'common', value: align, size: Number(size) };
  }
  if (definition.kind === 'label') {
    const section = sections.get(definition.chunk.section);
    const address = addressOf(symbol);
    const value = address < 0 ? BigInt.asUintN(64, BigInt(address)) : address;
    return section && { section, value, size: undefined };
  }
  const value = reduce(symbol);
  if (typeof value === 'string') {
    unit.report.error('bad-expression', symbol.place, troubleMessage(value));
    return undefined;
  }
  const { add, subtract } = value;
  if (!add && !subtract) return { section: 'absolute', value: value.constant, size: undefined };
  const own = add && !subtract ? sectionOf(add) : undefined;
  const section = own && sections.get(own);
  return section && { section, value: BigInt.asUintN(64, tentative(value)), size: undefined };
}

function sizeOf(unit: Unit, symbol: Sym): number {
  if (!symbol.size) return 0;
  const value = reduce(symbol.size);
  if (typeof value !== 'string' && !value.add && !value.subtract) return Number(value.constant);
  unit.report.error('bad-size', symbol.place, `the size of \`${symbol.name}\` is not a number`);
  return 0;
}
