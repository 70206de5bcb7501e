/**
 * `.debug_info`: the entries that describe a program, a tree for each unit [DWARF 5 §2.1, §7.5].
 * Of an entry only the places of its values are noted, and a value is read when it is asked for.
 *
 * Any bytes at all may come in: a unit that is damaged gives the entries before the damage.
 */

import { type Abbreviation, readAbbreviations } from './debug-abbrev.ts';
import type { DebugSections } from './debug-sections.ts';
import { type Encoding, readForm, skipForm, type Value } from './dwarf-form.ts';
import { DwarfReader } from './dwarf-reader.ts';

/** Attributes that we read, by their names in the standard [DWARF 5 §7.5.4]. */
// biome-ignore format: columns are the point.
export const AT = {
  location: 0x02, name: 0x03, stmt_list: 0x10, low_pc: 0x11, high_pc: 0x12, language: 0x13, comp_dir: 0x1b,
  abstract_origin: 0x31, decl_file: 0x3a, decl_line: 0x3b, specification: 0x47, ranges: 0x55, call_file: 0x58, call_line: 0x59,
  linkage_name: 0x6e, str_offsets_base: 0x72, addr_base: 0x73, rnglists_base: 0x74,
  MIPS_linkage_name: 0x2007,
} as const;

/** Kinds of entries that we read [DWARF 5 §7.5.3]. */
// biome-ignore format: columns are the point.
export const TAG = {
  entry_point: 0x03, member: 0x0d, inlined_subroutine: 0x1d, subprogram: 0x2e, variable: 0x34,
} as const;

/** How many entries are looked at, each of which refers to the next. */
const MOST_ORIGINS = 100;

/** An entry of a unit. */
export class Entry {
  readonly unit: InfoUnit;
  readonly tag: number;
  /** The nearest entry that it lies in, of those that were asked for. */
  readonly outer: Entry | undefined;
  readonly #abbreviation: Abbreviation;
  readonly #places: readonly number[];

  constructor(
    unit: InfoUnit,
    outer: Entry | undefined,
    abbreviation: Abbreviation,
    places: readonly number[],
  ) {
    this.unit = unit;
    this.tag = abbreviation.tag;
    this.outer = outer;
    this.#abbreviation = abbreviation;
    this.#places = places;
  }

  value(attribute: number): Value {
    const { attributes } = this.#abbreviation;
    const i = attributes.findIndex((each) => each.attribute === attribute);
    const found = attributes[i];
    if (found === undefined) return undefined;
    return readForm(
      this.unit.readerAt(this.#places[i] ?? 0),
      found.form,
      this.unit,
      found.constant,
    );
  }

  text(attribute: number): string | undefined {
    const value = this.value(attribute);
    return typeof value === 'string' ? value : undefined;
  }

  number(attribute: number): number | undefined {
    const value = this.value(attribute);
    return typeof value === 'number' ? value : undefined;
  }

  address(attribute: number): bigint | undefined {
    const value = this.value(attribute);
    return typeof value === 'bigint' ? value : undefined;
  }

  /** Itself, and what it is a copy or a definition of [DWARF 5 §2.13.2, §3.3.8.1]. */
  *origins(): Generator<Entry> {
    let each: Entry | undefined = this;
    for (let i = 0; each !== undefined && i < MOST_ORIGINS; i++) {
      yield each;
      each = each.#reference(AT.abstract_origin) ?? each.#reference(AT.specification);
    }
  }

  /** The entry that an attribute refers to, in whatever unit. */
  #reference(attribute: number): Entry | undefined {
    const offset = this.number(attribute);
    return offset === undefined ? undefined : this.unit.info.entryAt(offset);
  }
}

/** A unit: the tree of entries for a source that was compiled. */
export class InfoUnit implements Encoding {
  readonly info: DebugInfo;
  readonly version: number;
  readonly addressSize: number;
  readonly offsetSize: 4 | 8;
  readonly start: number;
  /** Behind its last byte. */
  readonly end: number;
  /** Its first entry, which tells of the unit itself. */
  readonly root: Entry | undefined;
  readonly bases: Encoding['bases'];
  readonly #abbreviations: ReadonlyMap<number, Abbreviation>;
  readonly #firstEntry: number;

  constructor(info: DebugInfo, start: number) {
    this.info = info;
    this.start = start;
    const reader = new DwarfReader(info.sections.contents('.debug_info'), start);
    const { length, offsetSize } = reader.initialLength();
    this.offsetSize = offsetSize;
    this.end = Math.min(reader.at + length, reader.end);
    this.version = reader.number(2);
    if (this.version >= 5) {
      const type = reader.number(1);
      this.addressSize = reader.number(1);
      this.#abbreviations = info.abbreviations(reader.number(offsetSize));
      reader.at += MORE_HEADER[type]?.(offsetSize) ?? 0;
    } else {
      this.#abbreviations = info.abbreviations(reader.number(offsetSize));
      this.addressSize = reader.number(1);
    }
    this.#firstEntry = reader.at;
    // The tables' headers of four, four more with offsets of eight bytes, and four for the rest.
    const header = 4 * (offsetSize / 2);
    this.bases = { strings: header, addresses: header, ranges: header + 4 };
    const isKnown = this.version >= 2 && this.version <= 5;
    this.root = isKnown ? this.#read(this.#firstEntry) : undefined;
    this.bases = {
      strings: this.root?.number(AT.str_offsets_base) ?? this.bases.strings,
      addresses: this.root?.number(AT.addr_base) ?? this.bases.addresses,
      ranges: this.root?.number(AT.rnglists_base) ?? this.bases.ranges,
    };
  }

  get sections(): DebugSections {
    return this.info.sections;
  }

  readerAt(offset: number): DwarfReader {
    return new DwarfReader(this.sections.contents('.debug_info'), offset, this.end);
  }

  /** The entry that begins at an offset in the section; undefined where none can. */
  entryAt(offset: number): Entry | undefined {
    return offset < this.#firstEntry ? undefined : this.#read(offset);
  }

  /** The entries with some of the tags, each before those that lie in it. */
  *entries(tags: ReadonlySet<number>): Generator<Entry> {
    const reader = this.readerAt(this.#firstEntry);
    /** The lists of children that the reader is in: the nearest entry around each that was asked for. */
    const around: (Entry | undefined)[] = [];
    do {
      const code = reader.leb();
      if (code === END_OF_CHILDREN) {
        around.pop();
        continue;
      }
      const abbreviation = this.#abbreviations.get(code);
      if (abbreviation === undefined) return;
      const outer = around.at(-1);
      let entry = outer;
      if (tags.has(abbreviation.tag)) {
        entry = this.#entry(reader, outer, abbreviation);
        yield entry;
      } else for (const { form } of abbreviation.attributes) skipForm(reader, form, this);
      if (abbreviation.hasChildren) around.push(entry);
    } while (around.length > 0 && reader.left > 0);
  }

  #read(offset: number): Entry | undefined {
    const reader = this.readerAt(offset);
    const abbreviation = this.#abbreviations.get(reader.leb());
    return abbreviation && this.#entry(reader, undefined, abbreviation);
  }

  #entry(reader: DwarfReader, outer: Entry | undefined, abbreviation: Abbreviation): Entry {
    const places = abbreviation.attributes.map(({ form }) => {
      const at = reader.at;
      skipForm(reader, form, this);
      return at;
    });
    return new Entry(this, outer, abbreviation, places);
  }
}

/** What stands in the place of an abbreviation behind the last child of an entry. */
const END_OF_CHILDREN = 0;

/** What more a header of version 5 has, by the type of its unit [DWARF 5 §7.5.1]. */
const MORE_HEADER: Readonly<Record<number, (offsetSize: number) => number>> = {
  2: (offsetSize) => 8 + offsetSize, // DW_UT_type: the type's signature and offset
  4: () => 8, // DW_UT_skeleton: the identity of the other file
  5: () => 8, // DW_UT_split_compile
  6: (offsetSize) => 8 + offsetSize, // DW_UT_split_type
};

/** The units of a file. */
export class DebugInfo {
  readonly sections: DebugSections;
  readonly units: readonly InfoUnit[];
  readonly #tables = new Map<number, ReadonlyMap<number, Abbreviation>>();

  constructor(sections: DebugSections) {
    this.sections = sections;
    const units: InfoUnit[] = [];
    const { length } = sections.contents('.debug_info');
    for (let at = 0; at < length; at = units.at(-1)?.end ?? length)
      units.push(new InfoUnit(this, at));
    this.units = units;
  }

  /** The abbreviations that begin at an offset in `.debug_abbrev`, which units may share. */
  abbreviations(offset: number): ReadonlyMap<number, Abbreviation> {
    const known = this.#tables.get(offset);
    if (known !== undefined) return known;
    const table = readAbbreviations(this.sections.contents('.debug_abbrev'), offset);
    this.#tables.set(offset, table);
    return table;
  }

  /** The entry that begins at an offset in the section. */
  entryAt(offset: number): Entry | undefined {
    return this.units.find(({ start, end }) => start <= offset && offset < end)?.entryAt(offset);
  }
}
