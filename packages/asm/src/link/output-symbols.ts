/**
 * The symbols of the output: its sections, each object's own symbols behind one that names the
 * object, then the global ones. Where relocations are kept, every symbol that one of them names is
 * listed too.
 */

import {
  type ElfSymbol,
  isTemporaryName,
  type Section,
  STB_GLOBAL,
  STB_LOCAL,
  STB_WEAK,
  STT_FILE,
  STT_SECTION,
  STT_TLS,
  Symbols,
  symbol,
} from '@ireko/elf';
import { inHashOrder } from './hash-order.ts';
import { addressAt, type InputObject, type InputSection, isGlobal } from './input.ts';
import { nearbySection } from './nearby.ts';
import type { LinkOptions } from './options.ts';
import { inputsOf, type OutputSection } from './output.ts';
import type { GroupSections } from './section-groups.ts';
import { type GlobalSymbol, globalAddress, type SymbolTable } from './symbol.ts';
import { isDiscarded, placeOf } from './target.ts';

/** What the list is made of. */
export interface SymbolsInput {
  /** Output sections in their order, with those that are empty and not in the file. */
  readonly planned: readonly OutputSection[];
  readonly outputs: readonly OutputSection[];
  /** What each output section is in the file. */
  readonly sections: ReadonlyMap<OutputSection, Section>;
  readonly groups: GroupSections;
  readonly symbols: SymbolTable;
  /** Where the thread-local data begins, which the values of its symbols count from. */
  readonly tls: bigint;
  readonly options: Pick<
    LinkOptions,
    'strip' | 'discard' | 'retained' | 'relocatable' | 'emitRelocations'
  >;
}

/** The list, and what has become of the objects' symbols. */
export class OutputSymbols {
  readonly #input: SymbolsInput;
  readonly #ofSections = new Map<Section, ElfSymbol>();
  /** By the objects' own symbols, which only relocations that are kept ask for. */
  readonly #own = new Map<ElfSymbol, ElfSymbol>();
  readonly #globals = new Map<string, ElfSymbol>();
  readonly #retained: ReadonlySet<string> | undefined;
  /** In the order of the file. */
  readonly all: Symbols = new Symbols();

  constructor(input: SymbolsInput) {
    this.#input = input;
    const { outputs, sections, groups, symbols, options } = input;
    this.#retained = options.retained && new Set(options.retained);
    if (options.strip === 'all' && !this.#keepsRelocations) return;
    for (const each of [...groups.values(), ...sections.values()])
      this.#ofSections.set(each, sectionSymbol(each));
    for (const each of this.#ofSections.values()) this.all.add(each);
    let namesFiles = false;
    for (const each of inPlaces(outputs)) namesFiles = this.#addOwn(each) || namesFiles;
    const named = this.#retained && this.#keepsRelocations ? namedGlobals(outputs) : undefined;
    for (const each of inHashOrder(symbols.values())) {
      if (!this.#isRetained(each.name) && !named?.has(each.name)) continue;
      const listed = this.#globalSymbol(each);
      if (listed) this.#globals.set(each.name, listed);
    }
    const globals = [...this.#globals.values()];
    // Where hidden symbols of the script follow those of files, a file without a name ends these.
    if (namesFiles && globals.some(({ binding }) => binding === STB_LOCAL))
      this.all.add(fileSymbol(''));
    for (const each of globals) this.all.add(each);
  }

  get #keepsRelocations(): boolean {
    const { relocatable, emitRelocations } = this.#input.options;
    return (relocatable ?? false) || (emitRelocations ?? false);
  }

  #isRetained(name: string): boolean {
    return this.#retained?.has(name) ?? true;
  }

  /** What an object's symbol is in the output; none if it is not there. */
  of(named: ElfSymbol, object: InputObject): ElfSymbol | undefined {
    if (isGlobal(named)) return this.#globals.get(named.name);
    if (named.type !== STT_SECTION) return this.#own.get(named);
    const { section } = named;
    const output = typeof section === 'string' ? undefined : object.placed.get(section)?.output;
    const place = output && this.#input.sections.get(output);
    return place && this.#ofSections.get(place);
  }

  /**
   * Lists an object's own symbols, behind one that names the object if none does; `.L` labels are dropped unless
   * they are needed or asked for.
   * @returns whether a file is named
   */
  #addOwn(object: InputObject): boolean {
    const { all } = this;
    const { symbols } = object;
    const before = all.length;
    const { strip, discard } = this.#input.options;
    const dropsAll = discard === 'all' || strip === 'all';
    const isListed = (place: number) =>
      !dropsAll &&
      symbols.isLocal(place) &&
      symbols.section(place) !== 'undefined' &&
      symbols.type(place) !== STT_SECTION &&
      this.#isRetained(symbols.name(place)) &&
      (discard === 'none' || !isTemporaryName(symbols.name(place)));
    const isFile = (place: number) => isListed(place) && symbols.type(place) === STT_FILE;
    const namesFile = symbols.names.some((_, place) => isFile(place));
    const add = (symbols: Symbols, place: number, user?: InputSection) => {
      const where = this.#whereIs(symbols, place, object, user);
      if (where === undefined) return;
      if (!user && all.length === before && !namesFile && !dropsAll)
        all.add(fileSymbol(nameOf(object)));
      const { section, value, size } = where;
      const [info, other] = [symbols.info(place), symbols.other(place)];
      all.push(symbols.name(place), value, size, info, other, section);
      if (!this.#keepsRelocations) return;
      this.#own.set(symbols.at(place) as ElfSymbol, all.at(all.length - 1) as ElfSymbol);
    };
    for (let place = 0; place < symbols.length; place++) if (isListed(place)) add(symbols, place);
    if (this.#keepsRelocations) this.#addNamed(object, add);
    return !dropsAll && all.length > before;
  }

  /** Lists the other symbols that relocations of an object name. */
  #addNamed(
    object: InputObject,
    add: (symbols: Symbols, place: number, user: InputSection) => void,
  ): void {
    for (const user of object.sections) {
      if (user.output === undefined || !this.#input.sections.has(user.output)) continue;
      const { relocations } = user;
      for (let at = 0; at < relocations.length; at++) {
        const each = relocations.symbol(at);
        if (!each || isGlobal(each) || each.type === STT_SECTION || this.#own.has(each)) continue;
        add(relocations.symbols, relocations.place(at) - 1, user);
      }
    }
  }

  /** What an object's own symbol is in the output, but for what it stays; undefined if it is not there. */
  #whereIs(
    symbols: Symbols,
    place: number,
    object: InputObject,
    user?: InputSection,
  ): Where | undefined {
    const section = symbols.section(place);
    const [value, size] = [symbols.value(place), symbols.size(place)];
    if (typeof section === 'string') return { section, value, size };
    const group = this.#input.groups.get(section);
    if (group) return { section: group, value, size };
    const input = user ? placeOf(section, user) : object.placed.get(section);
    const owner = input?.output && this.#input.sections.get(input.output);
    if (input === undefined || owner === undefined) return undefined;
    const offset = BigInt(value);
    const address = this.#valueIn(owner, addressAt(input, offset), symbols.type(place));
    return { section: owner, value: address, size: extent(input, offset, size) };
  }

  #globalSymbol(global: GlobalSymbol): ElfSymbol | undefined {
    const { name, script, definition, visibility, attributes } = global;
    // What the script gives another value is still the function or variable that an object says it is.
    const from = definition?.symbol;
    if (script === undefined && from?.section === 'common') return from;
    const value = globalAddress(global);
    if (value === undefined) return this.#undefinedSymbol(global);
    if (script === undefined && definition?.section && isDiscarded(definition.section))
      return this.#undefinedSymbol(global);
    const output = script ? script.output : definition?.section?.output;
    const owner = output && this.#sectionFor(output, value);
    const type = from?.type ?? 0;
    return symbol({
      ...{ name, visibility, attributes, type, section: owner ?? 'absolute' },
      value: this.#valueIn(owner, value, type),
      binding: script?.hidden ? STB_LOCAL : ((script ? undefined : from?.binding) ?? STB_GLOBAL),
      // It then stands in no object's section, from which relaxation would take anything.
      size:
        from === undefined
          ? 0
          : extent(script ? undefined : definition?.section, from.value, from.size),
    });
  }

  /** What a symbol of an output section is listed under: a section beside it if it is empty and not there. */
  #sectionFor(output: OutputSection, address: bigint): Section | undefined {
    const { sections, planned } = this.#input;
    const own = sections.get(output);
    if (own !== undefined) return own;
    const beside = nearbySection(output, planned, (each) => sections.has(each), address);
    return beside && sections.get(beside);
  }

  /** An object leaves symbols to the link that it is for; an executable lists what was asked for. */
  #undefinedSymbol(global: GlobalSymbol): ElfSymbol | undefined {
    const { name, referenced, isWanted, isWeak, visibility, attributes } = global;
    if (!isWanted && !(referenced && this.#keepsRelocations)) return undefined;
    return symbol({ name, visibility, attributes, binding: isWeak ? STB_WEAK : STB_GLOBAL });
  }

  /** An object's symbols count from their sections, those of thread-local data from its template. */
  #valueIn(owner: Section | undefined, address: bigint, type: number): bigint {
    if (this.#input.options.relocatable) return address - (owner?.address ?? 0n);
    return type === STT_TLS ? address - this.#input.tls : address;
  }
}

/** Where a symbol stands. */
type Where = Pick<ElfSymbol, 'section' | 'size'> & { readonly value: number | bigint };

/** What an object is called among the symbols: without folders, and as a member without its archive. */
function nameOf({ name }: InputObject): string {
  const member = /\(([^()]*)\)$/.exec(name)?.[1] ?? name;
  return member.slice(member.lastIndexOf('/') + 1);
}

function fileSymbol(name: string): ElfSymbol {
  return symbol({ name, type: STT_FILE, section: 'absolute' });
}

function sectionSymbol(of: Section): ElfSymbol {
  return symbol({ name: '', type: STT_SECTION, section: of, value: of.address });
}

/** The objects in the order in which the output first holds something of them. */
function inPlaces(outputs: readonly OutputSection[]): readonly InputObject[] {
  return [...new Set(outputs.flatMap((each) => inputsOf(each).map(({ object }) => object)))];
}

/** The global symbols that relocations of the output name. */
function namedGlobals(outputs: readonly OutputSection[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { relocations } of outputs.flatMap(inputsOf))
    for (let at = 0; at < relocations.length; at++) {
      const named = relocations.symbol(at);
      if (named && isGlobal(named)) names.add(named.name);
    }
  return names;
}

/** A symbol's size, less what was taken out of it. */
function extent(input: InputSection | undefined, value: bigint, size: number): number {
  if (input === undefined || input.cuts.total === 0) return size;
  return Number(addressAt(input, value + BigInt(size)) - addressAt(input, value));
}
