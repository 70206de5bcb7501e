/**
 * Writes what a debugger wants besides lines [DWARF 5 §3.1.1, §3.3.1, §6.1.2, §2.17.3]: that there is
 * a source, in which folder, where its code is, and its functions. `.debug_info` says so in the
 * forms that `.debug_abbrev` lists; texts stand in `.debug_str`; `.debug_aranges` says which addresses
 * are from here, and where they are in several sections, `.debug_ranges` or `.debug_rnglists` too.
 *
 * Everything is as GNU as 2.40 writes it, and says so: readers know producers by their habits.
 */

import type { Bound } from '../unit/expression.ts';
import type { Sym } from '../unit/symbol.ts';
import type { Unit } from '../unit/unit.ts';
import { DebugSection, endOf, minus, startOf } from './debug-section.ts';

// biome-ignore format: columns are the point.
const TAG = { compileUnit: 0x11, subprogram: 0x2e, unspecifiedType: 0x3b } as const;
// biome-ignore format: columns are the point.
const AT = {
  name: 0x03, statements: 0x10, lowPc: 0x11, highPc: 0x12, language: 0x13, folder: 0x1b,
  producer: 0x25, external: 0x3f, type: 0x49, ranges: 0x55,
} as const;
// biome-ignore format: columns are the point.
const FORM = {
  address: 0x01, data2: 0x05, data4: 0x06, flag: 0x0c, string: 0x0e, number: 0x0f,
  reference: 0x15, sectionOffset: 0x17, present: 0x19,
} as const;
const LANGUAGE_ASSEMBLER = 0x8001;
const UNIT_COMPILE = 1;
const RANGE = { end: 0, startLength: 7 } as const;
/** The numbers of abbreviations. */
const UNIT = 1;
const FUNCTION = 2;
const UNKNOWN_TYPE = 3;
const PRODUCER = 'GNU AS 2.40';

/** The code of one section. */
interface Range {
  readonly start: Bound;
  readonly end: Bound;
}

/** Makes the sections; there must be lines. */
export function writeDebugInfo(unit: Unit): void {
  const writer = new InfoWriter(unit);
  const info = new DebugSection(unit, '.debug_info');
  const abbreviations = new DebugSection(unit, '.debug_abbrev');
  const addresses = new DebugSection(unit, '.debug_aranges');
  const strings = new DebugSection(unit, '.debug_str', 'MS');
  const ranges = writer.isOneSection ? undefined : writer.ranges();
  writer.addresses(addresses, info);
  writer.abbreviations(abbreviations);
  writer.info(info, abbreviations, strings, ranges);
}

class InfoWriter {
  readonly #unit: Unit;
  readonly #version: number;
  readonly #functions: readonly Sym[];

  constructor(unit: Unit) {
    this.#unit = unit;
    this.#version = unit.lines.version;
    this.#functions = [...unit.symbols].filter(
      ({ type, definition, size }) =>
        (type === 'function' || type === 'ifunc') && definition?.kind === 'label' && size,
    );
  }

  get isOneSection(): boolean {
    return this.#unit.lines.bySection.size === 1;
  }

  get #ranges(): readonly Range[] {
    const unit = this.#unit;
    return [...unit.lines.bySection.keys()].map((section) => ({
      start: startOf(unit, section),
      end: endOf(unit, section),
    }));
  }

  /** Where the code is, for `DW_AT_ranges`. @returns what that attribute names */
  ranges(): Bound {
    return this.#version < 5 ? this.#oldRanges() : this.#rangeLists();
  }

  #oldRanges(): Bound {
    const out = new DebugSection(this.#unit, '.debug_ranges');
    out.section.align = 2 * out.addressSize;
    const start = out.here;
    out.bytes([...new Array(out.addressSize).fill(0xff), ...new Array(out.addressSize).fill(0)]);
    for (const range of this.#ranges) {
      out.value(range.start, out.addressSize);
      out.value(range.end, out.addressSize);
    }
    out.bytes(new Array(2 * out.addressSize).fill(0));
    return start;
  }

  #rangeLists(): Bound {
    const out = new DebugSection(this.#unit, '.debug_rnglists');
    const finish = out.length();
    out.number(5, 2);
    out.bytes([out.addressSize, 0]);
    out.number(0, 4);
    const start = out.here;
    for (const range of this.#ranges) {
      out.bytes([RANGE.startLength]);
      out.value(range.start, out.addressSize);
      out.distance(range.end, range.start);
    }
    out.bytes([RANGE.end]);
    finish();
    return start;
  }

  addresses(out: DebugSection, info: DebugSection): void {
    out.section.align = 2 * out.addressSize;
    const finish = out.length();
    out.number(2, 2);
    out.value(startOf(this.#unit, info.section), 4);
    out.bytes([out.addressSize, 0, ...new Array(4).fill(0)]);
    for (const { start, end } of this.#ranges) {
      out.value(start, out.addressSize);
      out.value(minus(end, start), out.addressSize);
    }
    out.bytes(new Array(2 * out.addressSize).fill(0));
    finish();
  }

  abbreviations(out: DebugSection): void {
    const version = this.#version;
    const place = version < 4 ? FORM.data4 : FORM.sectionOffset;
    const end = version < 4 ? FORM.address : FORM.number;
    const hasFunctions = this.#functions.length > 0;
    out.bytes([UNIT, TAG.compileUnit, Number(hasFunctions)]);
    out.bytes([AT.statements, place]);
    if (this.isOneSection) out.bytes([AT.lowPc, FORM.address, AT.highPc, end]);
    else out.bytes([AT.ranges, place]);
    out.bytes([AT.name, FORM.string, AT.folder, FORM.string, AT.producer, FORM.string]);
    out.bytes([AT.language, FORM.data2, 0, 0]);
    if (hasFunctions) {
      out.bytes([FUNCTION, TAG.subprogram, 0, AT.name, FORM.string]);
      const external = this.#externalForm;
      if (external !== undefined) out.bytes([AT.external, external]);
      if (version > 2) out.bytes([AT.type, FORM.reference]);
      out.bytes([AT.lowPc, FORM.address, AT.highPc, end, 0, 0]);
      if (version > 2) out.bytes([UNKNOWN_TYPE, TAG.unspecifiedType, 0, 0, 0]);
    }
    out.bytes([0]);
  }

  /** How it is said whether a function is known to others; undefined if none is. */
  get #externalForm(): number | undefined {
    if (!this.#functions.some(isExternal)) return undefined;
    const areAll = this.#functions.every(isExternal);
    return areAll && this.#version >= 4 ? FORM.present : FORM.flag;
  }

  info(
    out: DebugSection,
    abbreviations: DebugSection,
    strings: DebugSection,
    ranges: Bound | undefined,
  ): void {
    const unit = this.#unit;
    const version = this.#version;
    const start = out.here;
    const finish = out.length();
    out.number(version, 2);
    if (version >= 5) out.bytes([UNIT_COMPILE, out.addressSize]);
    out.value(startOf(unit, abbreviations.section), 4);
    if (version < 5) out.bytes([out.addressSize]);
    out.bytes([UNIT]);
    out.value(startOf(unit, new DebugSection(unit, '.debug_line').section), 4);
    if (ranges) out.value(ranges, 4);
    else for (const range of this.#ranges) this.#extent(out, range.start, range.end);
    for (const text of [this.#name, unit.lines.workingFolder, PRODUCER]) {
      out.value(strings.text(text), 4);
    }
    out.number(LANGUAGE_ASSEMBLER, 2);
    if (this.#functions.length > 0) this.#functionEntries(out, strings, start);
    finish();
  }

  /** The path of the first file. */
  get #name(): string {
    const { files, folders, version } = this.#unit.lines;
    const file = version >= 5 ? (files[0] ?? files[1]) : files[1];
    if (!file) return '';
    return file.folder > 0 ? `${folders[file.folder]}/${file.name}` : file.name;
  }

  /** @param start where `out` begins, from which the entries' references count */
  #functionEntries(out: DebugSection, strings: DebugSection, start: Bound): void {
    const unit = this.#unit;
    // The entry that says of all of them that what they return is not known stands behind them.
    const unknown = unit.symbols.anonymous(unit.start, undefined);
    for (const symbol of this.#functions) {
      out.bytes([FUNCTION]);
      out.value(strings.text(symbol.name), 4);
      if (this.#externalForm === FORM.flag) out.bytes([Number(isExternal(symbol))]);
      if (this.#version > 2) out.distance(unknown, start);
      const size = symbol.size as Bound;
      this.#extent(out, symbol, { kind: 'binary', operator: '+', left: symbol, right: size });
    }
    const { current: chunk, offset } = out.section;
    unknown.definition = { kind: 'label', chunk, offset };
    if (this.#version > 2) out.bytes([UNKNOWN_TYPE]);
    out.bytes([0]);
  }

  #extent(out: DebugSection, start: Bound, end: Bound): void {
    out.value(start, out.addressSize);
    if (this.#version < 4) out.value(end, out.addressSize);
    else out.distance(end, start);
  }
}

function isExternal({ binding }: Sym): boolean {
  return binding === 'global' || binding === 'weak';
}
