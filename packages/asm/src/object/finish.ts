/**
 * Completes a unit when all its sources are read: layout, then contents, then fixups, then the
 * object file.
 */

import { warnOfRegisters } from '../advice/warning.ts';
import type { Abi } from '../architecture.ts';
import { writeDebugInfo } from '../debug/debug-info-section.ts';
import { writeFrames } from '../debug/frame-section.ts';
import { writeLines } from '../debug/line-section.ts';
import { countStabs } from '../directives/stab.ts';
import type { Listing } from '../listing/listing.ts';
import { announceAt, mapOddPadding } from '../unit/mapping.ts';
import type { Section } from '../unit/section.ts';
import { numericLabel } from '../unit/symbol.ts';
import type { Unit } from '../unit/unit.ts';
import { applyFixups } from './fixup.ts';
import { checkStretches, contentsOf, layOut } from './layout.ts';
import { writeObject } from './object.ts';
import { Alignment, ZEROS } from './padding.ts';

/** A unit's object file, and its listing if one was asked for. */
export interface Complete {
  readonly object: Uint8Array;
  readonly listing: Listing | undefined;
}

/** Completes a unit. @returns undefined if the unit has errors */
export function finish(unit: Unit, abi: Abi): Complete | undefined {
  unit.report.isReadToEnd = true;
  unit.listing?.end();
  unit.settleNames();
  countStabs(unit);
  writeDebugSections(unit);
  writeFrames(unit);
  const sections = [...unit.sections.values()];
  for (const section of sections) {
    section.relaxes = unit.modes.relax;
    section.orderParts();
    if (unit.padsSections) padToAlignment(unit, section);
  }
  const sizes = new Map(sections.map((section) => [section, layOut(section)]));
  for (const section of sections) mapOddPadding(unit, section);
  unit.settleValues();
  checkNumericLabels(unit);
  warnOfRegisters(unit);
  if (!sections.every((section) => isPossible(unit, section, sizes.get(section) ?? 0))) {
    return undefined;
  }
  const finished = sections.map((section) => {
    const size = sizes.get(section) ?? 0;
    if (section.isNobits) checkStretches(section);
    const contents = section.isNobits ? new Uint8Array(0) : contentsOf(section, size);
    return { section, size, contents, patches: applyFixups(unit, section, contents) };
  });
  unit.report.tellLast();
  if (unit.report.hasErrors) return undefined;
  const object = writeObject(unit, finished, abi);
  return unit.report.hasErrors ? undefined : { object, listing: unit.listing?.finish(finished) };
}

/** What a source leaves out of lines and of what debuggers want besides, as GNU as decides it. */
function writeDebugSections(unit: Unit): void {
  const has = (name: string) => unit.sections.get(name)?.isEmpty === false;
  const hasInfo = has('.debug_info');
  const hasCode = unit.lines.bySection.size > 0;
  if (hasInfo ? has('.debug_line') : !hasCode) return;
  if (!has('.debug_line')) writeLines(unit);
  if (!hasInfo) writeDebugInfo(unit);
}

/**
 * A code section ends on its alignment, filled with `nop`s, as GNU as leaves it; a mergeable one with
 * a whole entry, as far as that is a matter of alignment.
 */
function padToAlignment(unit: Unit, section: Section): void {
  if (section.isEmpty) return;
  const { flags, entrySize } = section.attributes;
  if (section.isCode) {
    const { current, offset, chunks } = section;
    const [first] = chunks;
    // GNU as pads each subsection, the first one first.
    const next = chunks.find(({ part }) => part !== first?.part);
    // Where the first is empty, the next has said itself what it is.
    const isBare = chunks.every(
      ({ part, start, end, stretch }) => part !== first?.part || (start === end && !stretch),
    );
    if (!next || !isBare)
      announceAt(unit, 'padding', unit.start, next ?? current, next ? 0 : offset);
    section.stretch(new Alignment(section.align, 'nops', 0, section.current));
  } else if (/[MS]/.test(flags) && entrySize > 0) {
    const powerOfTwo = entrySize & -entrySize;
    section.stretch(new Alignment(powerOfTwo, ZEROS, 0, section.current));
  }
}

/** Contents beyond this are surely a mistake, such as an address given to `.org`. */
const LARGEST_CONTENTS = 1 << 30;

function isPossible(unit: Unit, { name, isNobits }: Section, size: number): boolean {
  if (size === Number.POSITIVE_INFINITY) {
    const message = `${name} has no end: a size in it depends on a label behind it`;
    unit.report.error('section-size', unit.start, message, 'look at .org and .space');
    return false;
  }
  if (isNobits || size <= LARGEST_CONTENTS) return true;
  const message = `${name} would have ${size} bytes, and at most ${LARGEST_CONTENTS} are possible`;
  const hint = 'an address belongs into the linker script; .org and .space count from the section';
  unit.report.error('section-size', unit.start, message, hint);
  return false;
}

/** `1f` without a later `1:`. */
function checkNumericLabels(unit: Unit): void {
  for (const { name, definition, place } of unit.symbols.numericLabels) {
    if (definition) continue;
    const message = `there is no label \`${numericLabel(name)}:\` after this place`;
    unit.report.error('undefined-label', place, message);
  }
}
