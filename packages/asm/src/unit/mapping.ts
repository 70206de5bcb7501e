/**
 * Mapping symbols: they say where in a section for code there are instructions and where data, since
 * disassemblers go by these [psABI "Mapping Symbol"; gas/config/tc-riscv.c `riscv_mapping_state`].
 */

import { architectureAttribute } from '../architecture.ts';
import { Alignment } from '../object/padding.ts';
import type { Place } from '../text/source.ts';
import { addressOf, type Chunk, type Section } from './section.ts';
import type { Definition, Sym } from './symbol.ts';
import type { Unit } from './unit.ts';

/** What stands in a section for code; padding is that between instructions. */
export type Content = 'code' | 'padding' | 'data';

/**
 * Says what follows at the current place, by a mapping symbol where it changes. The first of a section for
 * code names the architecture, and so does one where instructions of another begin.
 */
export function announce(unit: Unit, content: Content, place: Place): void {
  const { section } = unit;
  if (section.isCode) announceAt(unit, content, place, section.current, section.offset);
}

/** The same for what follows an offset in a chunk of code. */
export function announceAt(
  unit: Unit,
  content: Content,
  place: Place,
  chunk: Chunk,
  offset: number,
): void {
  const { section } = chunk;
  const isOther = content !== 'data' && isOtherArchitecture(unit, section, content);
  const state = content === 'data' ? 'data' : 'code';
  if (section.mapped === state && !isOther) return;
  section.mapped = state;
  const architecture = isOther ? architectureAttribute(unit.modes.extensions) : '';
  addMapping(unit, state === 'code' ? `$x${architecture}` : '$d', place, chunk, offset);
}

/** Defines a mapping symbol at an offset in a chunk. */
function addMapping(unit: Unit, name: string, place: Place, chunk: Chunk, offset: number): void {
  const symbol = unit.symbols.anonymous(place, { kind: 'label', chunk, offset }, name);
  symbol.referenced = true;
  unit.listing?.define(symbol);
}

/** Whether the section's code was of other extensions until now. Padding is of any. */
function isOtherArchitecture(unit: Unit, section: Section, content: 'code' | 'padding'): boolean {
  const { extensions } = unit.modes;
  const before = section.mappedExtensions;
  if (before === extensions || (before && content === 'padding')) return false;
  section.mappedExtensions = extensions;
  return !before || architectureAttribute(before) !== architectureAttribute(extensions);
}

/** A symbol that is a mapping symbol, at its place. */
interface Mapping {
  readonly symbol: Sym;
  readonly at: Extract<Definition, { kind: 'label' }>;
}

function mappingOf(symbol: Sym): Mapping[] {
  const { definition: at } = symbol;
  return at?.kind === 'label' ? [{ symbol, at }] : [];
}

/** Whether it names an architecture. */
function namesArchitecture({ name }: Sym): boolean {
  return name.startsWith('$xrv');
}

/**
 * In a laid-out section: padding of an odd length begins with a byte of data before its `nop`s, unless it is
 * the linker's business. An architecture that was named there is named behind that byte.
 */
export function mapOddPadding(unit: Unit, { isCode, relaxes, chunks }: Section): void {
  if (!isCode || relaxes) return;
  const isOdd = ({ stretch, stretchSize }: Chunk) =>
    stretch instanceof Alignment && stretch.isOfCode && stretchSize % 2 !== 0;
  const odd = chunks.filter(isOdd);
  if (odd.length === 0) return;
  const named = unit.symbols.mappings
    .flatMap(mappingOf)
    .filter(({ symbol }) => namesArchitecture(symbol));
  for (const chunk of odd) {
    const offset = chunk.end - chunk.start;
    const here = named.find(({ at }) => at.chunk === chunk && at.offset === offset);
    addMapping(unit, '$d', unit.start, chunk, offset);
    addMapping(unit, here?.symbol.name ?? '$x', unit.start, chunk, offset + 1);
  }
}

/** Mapping symbols of nothing: another stands at the same place, or the section ends there. */
export function overtakenMappings(
  symbols: readonly Sym[],
  sections: readonly { readonly section: Section; readonly size: number }[],
): ReadonlySet<Sym> {
  const overtaken = new Set<Sym>();
  const ends = new Map(sections.map(({ section, size }) => [section, size]));
  const places = new Map(sections.map(({ section }, index) => [section, index]));
  const order = (section: Section) => places.get(section) ?? 0;
  const last = new Map<Section, Mapping>();
  const mappings = symbols.flatMap(mappingOf);
  mappings.sort(({ at: a }, { at: b }) => {
    if (a.chunk.section !== b.chunk.section) return order(a.chunk.section) - order(b.chunk.section);
    return a.chunk.index - b.chunk.index || a.offset - b.offset;
  });
  for (const [index, mapping] of mappings.entries()) {
    const { symbol, at } = mapping;
    const next = mappings[index + 1]?.at;
    if (next?.chunk === at.chunk && next.offset === at.offset) {
      overtaken.add(symbol);
      continue;
    }
    const { section } = at.chunk;
    const before = last.get(section);
    if (before && addressOf(before.symbol) === addressOf(symbol)) {
      if (namesArchitecture(before.symbol) && symbol.name === '$x') {
        overtaken.add(symbol);
        continue;
      }
      overtaken.add(before.symbol);
    }
    last.set(section, mapping);
  }
  for (const [section, { symbol }] of last)
    if (addressOf(symbol) === ends.get(section)) overtaken.add(symbol);
  return overtaken;
}
