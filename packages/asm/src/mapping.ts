/**
 * Mapping symbols: they say where in a section for code there are instructions and where data, since
 * disassemblers go by these [psABI "Mapping Symbol"; gas/config/tc-riscv.c `riscv_mapping_state`].
 */

import { architectureAttribute } from './architecture.ts';
import type { Chunk, Section } from './section.ts';
import type { Place } from './source.ts';
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
export function addMapping(
  unit: Unit,
  name: string,
  place: Place,
  chunk: Chunk,
  offset: number,
): void {
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
