/**
 * The unit being assembled: its sections, symbols and options, and the operations that statements
 * are made of. Statements are carried out one after the other; what cannot be known yet is kept as
 * a fixup or a stretch and completed by `finish.ts`.
 */

import type { RelocationName } from '@ireko/elf';
import type { Xlen } from '@ireko/isa';
import { didYouMean } from '../advice/suggest.ts';
import type { Extensions } from '../architecture.ts';
import { Frames } from '../debug/frame.ts';
import { type DwarfVersion, Lines } from '../debug/line.ts';
import type { Stabs } from '../directives/stab.ts';
import type { Piece } from '../instruction/emit.ts';
import type { ListingRecorder } from '../listing/listing.ts';
import type { FixupKind } from '../object/fixups.ts';
import type { Files } from '../text/files.ts';
import { HOLE } from '../text/shape.ts';
import { type Place, Report } from '../text/source.ts';
import type { Expression } from '../text/syntax.ts';
import { becomeLabel, isStillUndefined, refuseCommon, settleValue, shortened } from './equate.ts';
import {
  type Bound,
  bind,
  constantOf,
  decidedNumber,
  reduce,
  snapshot,
  type Trouble,
} from './expression.ts';
import { NameTable } from './name-table.ts';
import { type Chunk, Section, type SectionAttributes } from './section.ts';
import { type Definition, isFinal, NAMELESS, type Sym, SymbolTable } from './symbol.ts';

/** What `.option` sets and `.option push` saves. */
export interface Modes {
  readonly extensions: Extensions;
  /** `la` goes through the global offset table. */
  readonly pic: boolean;
  /** The linker may shorten the instructions that follow. */
  readonly relax: boolean;
}

/** A relocation by its name, at a place that is known in the end. */
export interface RequestedRelocation {
  readonly section: Section;
  readonly to: Bound;
  readonly type: RelocationName;
  readonly value: Bound;
  readonly place: Place;
}

/** A section, and which of its numbered parts is written. */
export interface Subsection {
  readonly section: Section;
  readonly part: number;
}

const standardSections: readonly (readonly [string, SectionAttributes])[] = [
  ['.text', { type: 'progbits', flags: 'ax', entrySize: 0 }],
  ['.data', { type: 'progbits', flags: 'aw', entrySize: 0 }],
  ['.bss', { type: 'nobits', flags: 'aw', entrySize: 0 }],
];

/** See the head of this file. */
export class Unit {
  readonly report: Report = new Report();
  readonly frames: Frames = new Frames();
  readonly lines: Lines;
  /** What a listing is made of, if one is asked for. */
  listing: ListingRecorder | undefined;
  readonly symbols: SymbolTable = new SymbolTable();
  readonly sections: Map<string, Section> = new Map();
  /** Their names again: every label is looked up there. */
  readonly #sectionNames = new NameTable();
  section: Section;
  /** What `.previous` returns to. */
  previous: Subsection;
  readonly sectionStack: (Subsection & { readonly previous: Subsection })[] = [];
  modes: Modes;
  readonly modesStack: Modes[] = [];
  /** The first instruction, and the extensions that it found, which decide on the calling convention. */
  first: { readonly at: Place; readonly extensions: Extensions } | undefined;
  /** Bits of addresses in the object: those of the architecture that it began with, or that an attribute gave it. */
  objectXlen: Xlen;
  /** `.func` was read, and no `.endfunc` since. */
  isInFunction = false;
  /** Compressed instructions were allowed somewhere: a flag of the object says so. */
  allowsCompressed: boolean;
  /** Attributes that the source gives, by their tags [psABI, "attributes"]. */
  readonly attributes: Map<number, number | string> = new Map();
  /** A privileged instruction or a CSR was named: the attributes say which specification. */
  usesPrivileged = false;
  /** The object says which extensions it is for, even if the source says nothing of attributes. */
  notesArchitecture = true;
  /** Major and minor number, and revision if it has one. */
  privilegedSpec: readonly number[] = [1, 11];
  /** Sections end on their alignment. */
  padsSections = true;
  /** Common symbols have a type of their own. */
  hasCommonType = false;
  /** Warn of writes to read-only CSRs. */
  checksCsrs = true;
  /** Temporary labels go into the symbol table too. */
  keepsLocals = false;
  /** What is written of an instruction is noted here, where that is wanted. */
  pieces: Piece[] | undefined;
  /** What `.reloc` asks for. */
  readonly relocations: RequestedRelocation[] = [];
  /** What the statement that was carried out last leaves of the next line: as GNU as has it, it may be its own. */
  nextLine: 'there' | 'uncounted' | 'lost' = 'there';
  /** What `.stabs` tells debuggers. */
  readonly stabs: Stabs = { sections: new Map(), file: undefined };
  /** Names that `.file` gives, in order. */
  readonly fileNames: string[] = [];
  /** Where `.include` and `.incbin` look. */
  readonly files: Files;

  /** The beginning of the source, for mistakes that have no other place. */
  readonly start: Place;

  /** @param debug the version of DWARF in which to describe the source's own lines, if any */
  constructor(modes: Modes, files: Files, start: Place, debug?: DwarfVersion) {
    this.start = start;
    this.lines = new Lines(debug);
    this.modes = modes;
    this.objectXlen = modes.extensions.xlen;
    this.allowsCompressed = modes.extensions.has('c');
    this.files = files;
    for (const [name, attributes] of standardSections) this.sectionNamed(name, attributes);
    this.section = this.sections.get('.text') as Section;
    this.section.align = modes.extensions.has('c') ? 2 : 4;
    this.previous = { section: this.section, part: 0 };
  }

  /** Bits of the registers, and of addresses. */
  get xlen(): Xlen {
    return this.modes.extensions.xlen;
  }

  /** Bytes of an address. */
  get addressSize(): 4 | 8 {
    return this.xlen === 32 ? 4 : 8;
  }

  get compressed(): boolean {
    return this.modes.extensions.has('c');
  }

  /** Sets the extensions in force from here on. */
  use(extensions: Extensions): void {
    this.modes = { ...this.modes, extensions };
    this.allowsCompressed ||= this.compressed;
  }

  /** Makes a section, or one of its numbered subsections, the one that is written to. */
  enter(section: Section, part = 0): void {
    this.previous = { section: this.section, part: this.section.part };
    this.section = section;
    section.enterPart(part);
  }

  /**
   * The section of that name, made if need be; its attributes are those of its first mention.
   * @param key what tells it from others, if sections in several groups have that name
   */
  sectionNamed(name: string, attributes: SectionAttributes, key: string = name): Section {
    const section = this.ownSection(name, attributes, key);
    this.symbols.interpose(section);
    return section;
  }

  /** The same for a section that the source does not name, but the assembler fills itself. */
  ownSection(name: string, attributes: SectionAttributes, key: string = name): Section {
    let section = this.sections.get(key);
    if (!section) {
      section = new Section(name, attributes);
      this.sections.set(key, section);
      this.#sectionNames.getOrAdd(key, this.sections.size);
    }
    return section;
  }

  /** Puts the current section into a group; its name alone means another section from then on. */
  attachToGroup(name: string): void {
    const { section } = this;
    section.attach(name);
    const all = [...this.sections];
    this.sections.clear();
    for (const [key, each] of all)
      this.sections.set(each === section ? `${section.name}\0${name}` : key, each);
  }

  /** Defines a label at the current place. */
  label(name: string, place: Place): void {
    this.#defineHere(this.symbols.named(name, place), place);
  }

  /** Defines a numeric label at the current place. */
  numericLabel(label: number, place: Place): void {
    this.#defineHere(this.symbols.nextNumeric(label, place), place);
  }

  /** A symbol without a name for the current place. */
  here(place: Place): Sym {
    return this.#anonymous(place, false);
  }

  /** The same for an instruction that another refers to, which only relocations name. */
  internalLabel(place: Place): Sym {
    return this.#anonymous(place, true);
  }

  #anonymous(place: Place, isDeferred: boolean): Sym {
    const { current, offset } = this.section;
    const definition = this.#placeAt(current, offset);
    const symbol = this.symbols.anonymous(place, definition, NAMELESS, isDeferred);
    this.listing?.define(symbol);
    return symbol;
  }

  /** What a symbol for a place in the current section is: a label, or where only offsets are counted a number. */
  #placeAt(chunk: Chunk, offset: number): Definition {
    const { isAbsolute, position } = this.section;
    if (!isAbsolute) return { kind: 'label', chunk, offset };
    const value = BigInt(position);
    return { kind: 'equate', value: { kind: 'integer', value }, final: true };
  }

  /** Gives a symbol the value of an expression. @param final whether `.set` may change it later */
  equate(name: string, value: Bound, place: Place, final: boolean): void {
    const isNew = this.listing !== undefined && !this.symbols.find(name);
    const known = this.symbols.described(name, place);
    if (isNew) this.listing?.define(known);
    if (isFinal(known) || (final && known.definition)) {
      this.#alreadyDefined(known, place);
      return;
    }
    this.#setValue(known, value, place, final);
  }

  /** Reports that a symbol is given nothing; as in GNU as it is 0 from then on. */
  equateNothing(name: string, place: Place, final: boolean): void {
    const message = `\`${name}\` is given no value`;
    this.report.error('operand-count', place, message, `write ${name} = 0`);
    this.equate(name, { kind: 'integer', value: 0n }, place, final);
  }

  /** Gives a symbol an expression that is computed anew wherever it is used. @param value it now */
  equateAnew(name: string, anew: Expression, value: Bound, place: Place): void {
    const symbol = this.symbols.described(name, place);
    if (symbol.definition) {
      this.#alreadyDefined(symbol, place);
      return;
    }
    symbol.place = place;
    const short = shortened(value, reduce(value));
    symbol.definition = { kind: 'equate', value: short, final: true, anew };
  }

  #setValue(known: Sym, value: Bound, place: Place, final: boolean): void {
    const symbol = this.#redefinable(known, place);
    symbol.place = place;
    const reduced = reduce(value);
    refuseCommon(this, known.name, reduced, place);
    symbol.definition = { kind: 'equate', value: shortened(value, reduced), final };
    becomeLabel(symbol, reduced, !final);
    if (typeof reduced !== 'string' && reduced.add) this.listing?.defineAs(symbol, reduced.add);
  }

  /** The symbol that gets another value: what refers to it as it was keeps the old one. */
  #redefinable(known: Sym, place: Place): Sym {
    return known.definition && known.isHeld ? this.symbols.renewed(known, place) : known;
  }

  /**
   * At the end of the source: names of labels that were defined after them become labels too, and
   * names of sections stand for these.
   */
  settleNames(): void {
    const equates: [Sym, Bound][] = [];
    for (const symbol of this.symbols.current) {
      this.#computeAnew(symbol);
      const { definition } = symbol;
      if (!definition) this.#settleSection(symbol);
      else if (definition.kind === 'equate' && definition.value.kind !== 'integer')
        equates.push([symbol, definition.value]);
    }
    for (const [symbol, value] of equates) {
      const reduced = reduce(value);
      refuseCommon(this, symbol.name, reduced, symbol.place);
      becomeLabel(symbol, reduced, false);
    }
  }

  /** What is computed wherever it is used is in the object what it is at the end. */
  #computeAnew(symbol: Sym): void {
    const { definition, place } = symbol;
    if (definition?.kind !== 'equate' || !definition.anew || !namesDot(definition.anew)) return;
    const value = this.bind(definition.anew, place);
    if (value) symbol.definition = { ...definition, value: shortened(value, reduce(value)) };
  }

  /** When all addresses are known: values that are neither numbers nor places are mistakes. */
  settleValues(): void {
    for (const symbol of this.symbols.current) settleValue(this, symbol);
  }

  /** A name that nothing defines may be a section's. */
  #settleSection(symbol: Sym): void {
    const [chunk] = this.sections.get(symbol.name)?.chunks ?? [];
    if (!chunk) return;
    symbol.definition = { kind: 'label', chunk, offset: 0 };
    symbol.isSection = true;
    symbol.binding = 'local';
  }

  /**
   * Looks up the names of an expression; reports a numeric label that does not exist.
   * @param name what stands in the hole of an expression that is a shape's
   */
  bind(expression: Expression, place: Place, name = ''): Bound | undefined {
    return this.#bind(expression, place, name, 0);
  }

  #bind(expression: Expression, place: Place, hole: string, depth: number): Bound | undefined {
    if (expression.kind === 'name') {
      const { name } = expression;
      return this.#valueOf(name === HOLE ? hole : name, place, depth);
    }
    return bind(expression, {
      name: (name) => this.#valueOf(name === HOLE ? hole : name, place, depth),
      local: (label, direction) => {
        const symbol = this.symbols.numeric(label, direction, place);
        if (!symbol) this.#noSuchLabel(label, place);
        return symbol;
      },
      dividesByZero: () => {
        this.report.warning('division-by-zero', place, 'division by zero', 'it is divided by 1');
      },
      missing: () => {
        const message = 'nothing stands behind the operator, and 0 is taken';
        this.report.warning('missing-operand', place, message);
      },
    });
  }

  /** What a name means at a place. @param depth how many names that are computed anew led here */
  #valueOf(name: string, place: Place, depth: number): Bound | undefined {
    if (name === '.') {
      const dot = this.here(place);
      this.listing?.defineDot(dot);
      return dot;
    }
    const symbol = this.#referenced(name, place);
    const { definition } = symbol;
    if (definition?.kind !== 'equate' || !definition.anew) return snapshot(symbol);
    if (depth < MOST_ALIASES) return this.#bind(definition.anew, place, '', depth + 1);
    this.report.error('bad-expression', place, troubleMessage('cycle'));
    return undefined;
  }

  /**
   * The value of an expression that must be a number here and now.
   * @param what what the number is for, for the message: `the alignment`
   */
  number(expression: Expression, place: Place, what: string): bigint | undefined {
    const bound = this.bind(expression, place);
    if (!bound) return undefined;
    const known = constantOf(bound);
    const value = known ?? decidedNumber(bound);
    if (known === undefined && value !== undefined) {
      const message = 'what is compared here is not known to be equal, and counts as different';
      this.report.warning('undecided', place, message, 'define the names that stand here above');
    } else if (
      value === undefined &&
      expression.kind === 'name' &&
      !this.isDefined(expression.name)
    ) {
      const { name } = expression;
      this.report.error('not-constant', place, undefinedNumber(name), this.hintForUndefined(name));
    } else if (value === undefined) {
      this.report.error(
        'not-constant',
        place,
        `${what} must be a number that is known here`,
        'a symbol must be defined above, and two labels must have nothing between them whose size can change',
      );
    }
    return value;
  }

  /** Whether the symbol has a value by now. */
  isDefined(name: string): boolean {
    return this.symbols.find(name)?.definition !== undefined;
  }

  /** What to do about a symbol without a value: another spelling, or a definition. */
  hintForUndefined(name: string): string {
    return this.nearDefined(name) ?? 'define it above with .equ, or include the file that does';
  }

  /** `did you mean x?` for the symbol with a value whose name is nearest. */
  nearDefined(name: string): string | undefined {
    const defined = [...this.symbols].flatMap((symbol) => (symbol.definition ? [symbol.name] : []));
    return didYouMean(name, defined);
  }

  /** Asks for a value to be filled in at the current place, in bytes that are written next. */
  fixup(value: Bound, how: FixupKind, place: Place): void {
    const { current: chunk, offset } = this.section;
    this.section.fixups.add(chunk, offset, value, how, place, this.modes.relax);
  }

  /** Instructions were written here last, and another has nothing to announce. */
  get isInCode(): boolean {
    const { section, lines, modes } = this;
    const isMapped = section.mapped === 'code' && section.mappedExtensions === modes.extensions;
    return isMapped && !section.isNobits && !lines.isPending;
  }

  /** Reports that something is put into a section that has no contents. */
  requireContents(place: Place, severity: 'error' | 'warning' = 'error'): void {
    if (!this.section.isNobits) return;
    const message = `${this.section.name} holds only zeros`;
    const hint = 'choose another section, such as .data';
    this.report[severity]('nobits-data', place, message, hint);
  }

  /** A symbol as the value of an expression. */
  referTo(symbol: Sym): Bound {
    symbol.isReferenced = true;
    return snapshot(symbol);
  }

  /** What a name in an expression stands for: `.weakref` may have made it another's. */
  #referenced(name: string, place: Place): Sym {
    let symbol = this.symbols.named(name, place);
    if (!symbol.aliasOf) symbol.isReferenced = true;
    for (let steps = 0; symbol.aliasOf && steps < MOST_ALIASES; steps++) {
      symbol = symbol.aliasOf;
      symbol.isWeaklyReferenced = true;
    }
    return symbol;
  }

  #defineHere(known: Sym, place: Place): void {
    if (this.#sectionNames.get(known.name) !== undefined) {
      const hint = 'labels and sections share their names; choose another one';
      this.report.error('already-defined', place, `\`${known.name}\` is a section`, hint);
      return;
    }
    const { current: chunk, offset } = this.section;
    if (isFinal(known) && !isStillUndefined(known)) {
      const { definition } = known;
      const isHere =
        definition?.kind === 'label' && definition.chunk === chunk && definition.offset === offset;
      if (!isHere) this.#alreadyDefined(known, place);
      return;
    }
    const symbol = this.#redefinable(known, place);
    symbol.definition = this.#placeAt(chunk, offset);
    symbol.place = place;
    this.lines.markLabel(this, symbol, place);
    this.listing?.define(symbol);
  }

  #alreadyDefined(symbol: Sym, place: Place): void {
    const { file, line } = symbol.place.source.span(symbol.place.start, symbol.place.end);
    this.report.error(
      'already-defined',
      place,
      `\`${symbol.name}\` is already defined`,
      `it was first defined at ${file}:${line}`,
    );
  }

  #noSuchLabel(label: number, place: Place): void {
    this.report.error(
      'undefined-label',
      place,
      `there is no label \`${label}:\` before this place`,
      `${label}f means the next one`,
    );
  }
}

/** Whether an expression depends on where it stands. */
function namesDot(expression: Expression): boolean {
  switch (expression.kind) {
    case 'name':
      return expression.name === '.';
    case 'unary':
      return namesDot(expression.operand);
    case 'binary':
      return namesDot(expression.left) || namesDot(expression.right);
    default:
      return false;
  }
}

/** Names that stand for names, one after the other; more go in circles. */
const MOST_ALIASES = 100;

/** The message for a name that should be a number and is nothing yet. */
export function undefinedNumber(name: string): string {
  return `a number is expected here, and \`${name}\` is not defined above`;
}

/** The message for an expression that has no value. */
export function troubleMessage(trouble: Trouble): string {
  switch (trouble) {
    case 'division-by-zero':
      return 'division by zero';
    case 'cycle':
      return 'a symbol is defined in terms of itself';
    case 'not-linear':
      return 'the value is neither a number nor an address plus or minus a number';
  }
}
