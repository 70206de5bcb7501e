/**
 * Addresses: walks the script from top to bottom, moving `.`, and gives each section its address,
 * load address and size, and each symbol of the script its value.
 *
 * A script may use what comes later in it (`SIZEOF(.bss)`, a symbol set below), so the walk is
 * repeated until nothing changes; the mistakes that count are those of the last walk.
 */

import { SHF_ALLOC, SHF_TLS, SHT_NOBITS } from '@ireko/elf';
import type { Source } from '../source.ts';
import {
  addressOf,
  alignUp,
  type DataSegment,
  evaluate,
  type Scope,
  savesPage,
  type Value,
  wrap,
} from './evaluate.ts';
import { type InputSection, sizeOf as sectionSize } from './input.ts';
import { type Region, Regions, regionsOf } from './memory-region.ts';
import {
  type Content,
  flagsOf,
  type Item,
  inputsOf,
  isAllocated,
  isPresent,
  isRigid,
  type OutputSection,
  type Placement,
  reserveRoom,
  type SectionContent,
  typeOf,
} from './output.ts';
import { Report } from './report.ts';
import type { Assertion, Assignment, Expression, Fill, Named, Range, Script } from './script.ts';
import { globalAddress, globalSymbol, type SymbolTable } from './symbol.ts';
import { isThreadLocalZeros } from './tls.ts';

/** What a layout works on. */
export interface LayoutInput {
  readonly source: Source;
  readonly script: Script;
  readonly items: readonly Item[];
  readonly symbols: SymbolTable;
  readonly headersSize: number;
  /** Bytes of the largest page. */
  readonly pageSize: bigint;
  /** Where the command line wants sections and segments. */
  readonly sectionStarts?: ReadonlyMap<string, bigint>;
  readonly report: Report;
  /** It is an object, not an executable: sections that the script does not mention stand at 0. */
  readonly isObject?: boolean;
  /** Shortens a section before it is placed; returns whether it did. */
  readonly relax?: (input: InputSection) => boolean;
}

const MOST_WALKS = 16;
/** Alignments are less than two to the power of this. */
const ALIGNMENT_BITS = 32;

/** What a layout tells beside the addresses that it sets. */
export interface Laid {
  readonly regions: readonly Region[];
  /** What the script's statements are worth; those of `PROVIDE` that provide nothing are left out. */
  readonly values: ReadonlyMap<Assignment | Assertion, bigint>;
}

/** Lays the executable out: sets addresses, sizes and the script's symbols. */
export function layOut(input: LayoutInput): Laid {
  let before = '';
  for (let count = 0; ; count++) {
    const walk = walkThrough(input);
    const now = fingerprint(input);
    if (now === before || count === MOST_WALKS) {
      input.report.diagnostics.push(...walk.report.diagnostics);
      return walk;
    }
    before = now;
  }
}

/** Walks once, and again if the data segment had better begin on a page of its own. */
function walkThrough(input: LayoutInput): Walk {
  const first = new Walk(input);
  first.run();
  if (!savesPage(first.dataSegment)) return first;
  const walk = new Walk(input, true);
  walk.run();
  return walk;
}

/** Lays out as often as `relax` shortens anything; the sections must have been laid out before. */
export function relaxLayout(input: LayoutInput, relax: (input: InputSection) => boolean): void {
  for (let shorter = true; shorter; ) {
    shorter = false;
    const relaxing = (each: InputSection) => {
      const done = relax(each);
      shorter ||= done;
      return done;
    };
    walkThrough({ ...input, relax: relaxing });
  }
}

function fingerprint({ items, symbols }: LayoutInput): string {
  const sections = items.flatMap((each) =>
    each.kind === 'section' ? [`${each.address},${each.loadAddress},${each.size}`] : [],
  );
  const values = [...symbols.values()].flatMap(({ script }) => script?.address ?? []);
  return [...sections, ...values].join();
}

/** One walk through the script. */
class Walk implements Laid {
  readonly #input: LayoutInput;
  readonly values = new Map<Assignment | Assertion, bigint>();
  /** What is wrong, as far as this walk knows. */
  readonly report: Report = new Report();
  readonly dataSegment: DataSegment;
  readonly #regions: Regions;
  /** Symbols that this walk has set so far: `DEFINED` asks for those. */
  readonly #set = new Map<string, Value>();
  #dot = 0n;
  /** The item being walked. */
  #at = 0;
  /** `.` was set behind the section that was placed last: what follows belongs to the next. */
  #dotIsSet = false;
  /** The section that was placed last, of those that may hold symbols. */
  #previous: OutputSection | undefined;
  /** Its regions. */
  #before: { readonly region?: Region; readonly loadRegion: Region | undefined } = {
    loadRegion: undefined,
  };
  /** The section whose contents are being placed. */
  #section: OutputSection | undefined;

  constructor(input: LayoutInput, alignsToPage = false) {
    this.dataSegment = { alignsToPage, start: 0n, end: 0n };
    this.#input = input;
    const { regions, aliases } = input.script;
    this.#regions = new Regions(aliases);
    for (const statement of regions) {
      const origin = addressOf(this.#evaluate(statement.origin));
      this.#regions.add(statement, origin, addressOf(this.#evaluate(statement.length)));
    }
  }

  get regions(): readonly Region[] {
    return this.#regions.all;
  }

  run(): void {
    for (const [at, item] of this.#input.items.entries()) {
      this.#at = at;
      if (item.kind === 'assignment') this.#assign(item);
      else if (item.kind === 'assertion') this.#assert(item);
      else if (item.name !== '/DISCARD/') this.#placeOutput(item);
    }
  }

  #placeOutput(output: OutputSection): void {
    const active = isPresent(output) || output.contents.some((each) => each.kind === 'assignment');
    const { statement } = output;
    const region = this.#regionOf(output);
    if (!active) {
      const address = region.statement === undefined ? this.#dot : region.next;
      output.address = output.loadAddress = wrap(address);
      return;
    }
    const before = output.address;
    output.align = this.#alignOf(output);
    const address = statement?.address;
    if (address !== undefined) this.#dot = addressOf(this.#evaluate(address));
    else if (statement === undefined && (!isAllocated(output) || this.#input.isObject))
      this.#dot = 0n;
    else this.#dot = region.next;
    // A place that the script gives holds even if what stands there asks for more alignment.
    const align = address === undefined ? output.align : this.#askedAlign(output);
    const unaligned = this.#dot;
    this.#dot = alignUp(this.#dot, BigInt(align));
    const skipped = this.#dot - unaligned;
    output.address = wrap(this.#dot);

    this.#section = output;
    const subalign = statement?.subalign && this.#evaluate(statement.subalign).number;
    moveInputs(output, output.address - before);
    if (mayMoveWhole(output, output.address - before))
      this.#dot = output.address + BigInt(output.size);
    else output.placements = this.#placeContents(output, subalign);
    output.fill = statement?.fill === undefined ? [] : this.#fillBytes(statement.fill);
    this.#section = undefined;
    output.size = Number(this.#dot - output.address);
    reserveRoom(output);

    if (statement?.dotBehind !== undefined)
      this.#dot = addressOf(this.#evaluate(statement.dotBehind));
    this.#placeLoad(output, region, align, skipped);
    if (isThreadLocalZeros(output)) this.#dot = output.address;
    if (!takesMemory(output)) return;
    region.next = this.#dot;
    if (isPresent(output)) {
      region.last = output;
      if (holdsSymbols(output)) this.#previous = output;
      this.#dotIsSet = false;
    }
    this.#checkRegion(output, region, this.#dot);
  }

  /** Places inputs by plain numbers, counted from the section's start: there are many. */
  #placeContents(output: OutputSection, subalign: bigint | undefined): readonly Placement[] {
    const { address } = output;
    const start = Number(BigInt.asUintN(ALIGNMENT_BITS, address));
    let at = 0;
    const before = isLaidOut(output) ? output.placements : [];
    const gapAt = (i: number, bytes: number) =>
      bytes > 0 || before[i]?.gap !== undefined ? bytes : undefined;
    const placements = output.contents.map((content, i) => {
      const end = at;
      if (content.kind === 'section') {
        const { input } = content;
        this.#input.relax?.(input);
        const align = subalign === undefined ? input.section.align : Number(subalign);
        const aligns = align > 1 && !isUsedUp(input);
        if (aligns) at = Math.ceil((start + at) / align) * align - start;
        input.address = wrap(address + BigInt(at));
        const offset = at;
        at += sectionSize(input);
        return { offset, value: 0n, gap: gapAt(i, offset - end) };
      }
      this.#dot = address + BigInt(at);
      const value = this.#walkStatement(content);
      const offset = Number(this.#dot - address);
      at = offset + (content.kind === 'data' ? content.size : 0);
      return { offset, value, gap: gapAt(i, offset - end) };
    });
    this.#dot = address + BigInt(at);
    return placements;
  }

  /** A statement between the inputs of a section; returns what it is to write. */
  #walkStatement(content: Exclude<Content, SectionContent>): bigint {
    if (content.kind === 'data')
      return addressOf(evaluate(content.value, { ...this.#scope(), section: undefined }));
    if (content.kind === 'assignment') this.#assign(content);
    else if (content.kind === 'assertion') this.#assert(content);
    else if (content.fill.kind === 'expression') return this.#evaluate(content.fill.value).number;
    return 0n;
  }

  #fillBytes(fill: Fill): readonly number[] {
    return fill.kind === 'bytes' ? fill.bytes : fillBytes(this.#evaluate(fill.value).number);
  }

  /** The largest alignment that anything in the section asks for. */
  #alignOf(output: OutputSection): number {
    const { statement, contents } = output;
    const asked = this.#askedAlign(output);
    const subalign = statement?.subalign && Number(this.#evaluate(statement.subalign).number);
    if (isLaidOut(output) && isRigid(output) && !statement?.align && !statement?.subalign)
      return output.align;
    let most = asked;
    for (const each of contents)
      if (each.kind === 'section' && !isUsedUp(each.input))
        most = Math.max(most, subalign ?? each.input.section.align);
    return most;
  }

  /** What `ALIGN` behind an output section's name asks for. */
  #askedAlign({ statement }: OutputSection): number {
    return statement?.align === undefined ? 1 : Number(this.#evaluate(statement.align).number);
  }

  /**
   * Load addresses follow the run-time addresses unless the script says otherwise; a section
   * behind one with a load region of its own stays in that region [ld §3.6.8.2].
   * @param align what the section was aligned to, which moved it by `skipped` bytes.
   */
  #placeLoad(output: OutputSection, region: Region, align: number, skipped: bigint): void {
    const { statement, address } = output;
    const loadRegion = this.#loadRegionOf(output, region);
    if (statement?.loadAddress !== undefined) {
      output.loadAddress = addressOf(this.#evaluate(statement.loadAddress));
    } else if (loadRegion !== undefined) {
      const asked = loadRegion === region ? align : this.#askedAlign(output);
      output.loadAddress = statement?.alignsWithInput
        ? loadRegion.next + skipped
        : alignUp(loadRegion.next, BigInt(asked));
      const takesRoom = typeOf(output) !== SHT_NOBITS || statement?.alignsWithInput;
      if (takesRoom && loadRegion !== region && isAllocated(output)) {
        loadRegion.next = output.loadAddress + BigInt(output.size);
        this.#checkRegion(output, loadRegion, loadRegion.next);
      }
    } else if (region.last !== undefined && address >= region.last.address && isAllocated(output)) {
      const distance = region.last.loadAddress - region.last.address;
      output.loadAddress = wrap(alignUp(address + distance, BigInt(align)));
    } else {
      output.loadAddress = address;
    }
    if (isPresent(output) && isAllocated(output)) this.#before = { region, loadRegion };
  }

  #loadRegionOf(output: OutputSection, region: Region): Region | undefined {
    const { statement } = output;
    const { loadRegion } = regionsOf(output);
    if (loadRegion !== undefined) return this.#namedRegion(loadRegion);
    const own = statement?.loadAddress !== undefined || statement?.address !== undefined;
    return own || this.#before.region !== region ? undefined : this.#before.loadRegion;
  }

  #regionOf(output: OutputSection): Region {
    const { region, loadRegion } = regionsOf(output);
    const named = region ?? loadRegion;
    if (named !== undefined) return this.#namedRegion(named) ?? this.#regions.anywhere;
    if (output.statement?.address !== undefined || !isAllocated(output))
      return this.#regions.anywhere;
    return this.#regions.accepting(flagsOf(output));
  }

  #namedRegion(named: Named): Region | undefined {
    const region = this.#regions.find(named.name);
    if (region === undefined) this.#fail(named, `there is no memory region \`${named.name}\``);
    return region;
  }

  #checkRegion(output: OutputSection, region: Region, end: bigint): void {
    const over = end - (region.origin + region.length);
    if (over <= 0n || region.statement === undefined) return;
    this.#fail(
      output.statement ?? region.statement,
      `section ${output.name} does not fit: region \`${region.name}\` of ${region.length} bytes is exceeded by ${over} bytes`,
    );
  }

  #assign(assignment: Assignment): void {
    if (assignment.name === '.') this.#moveDot(assignment);
    else this.#setSymbol(assignment);
  }

  #moveDot(assignment: Assignment): void {
    const { value, ...range } = assignment;
    const section = this.#section;
    const target = addressOf(this.#placed(this.#evaluate(value)));
    if (section !== undefined && target < this.#dot) {
      const places = `0x${this.#dot.toString(16)} to 0x${target.toString(16)}`;
      this.#fail(range, `\`.\` moves backwards, from ${places}, inside section ${section.name}`);
      return;
    }
    this.#dot = target;
    this.values.set(assignment, wrap(target));
    if (section !== undefined) return;
    this.#regions.anywhere.next = target;
    this.#dotIsSet = true;
  }

  #setSymbol(assignment: Assignment): void {
    const { name, value, provide, hidden } = assignment;
    const known = this.#input.symbols.get(name);
    if (provide && (known?.referenced !== true || known.definition !== undefined)) return;
    const scope = this.#scope();
    const result = this.#placed(evaluate(value, scope));
    this.#set.set(name, result);
    const output = this.#ownerOf(result, scope);
    const address = addressOf(result);
    this.values.set(assignment, wrap(address));
    const base = typeof result.base === 'string' ? output : result.base;
    globalSymbol(this.#input.symbols, name).script = { address, output, base, hidden };
  }

  /** What is assigned: a number counts from the section at hand. */
  #placed({ base, number }: Value): Value {
    return { base: base === 'number' ? (this.#section ?? 'absolute') : base, number };
  }

  /** The section that a symbol of the script is listed under; none if it is absolute. */
  #ownerOf({ base }: Value, { followsDot }: Scope): OutputSection | undefined {
    if (typeof base !== 'string') return base;
    if (this.#section !== undefined || !followsDot) return undefined;
    if (!this.#dotIsSet && this.#previous !== undefined) return this.#previous;
    const next = this.#input.items
      .slice(this.#at + 1)
      .find((each): each is OutputSection => each.kind === 'section' && isPresent(each));
    const holder = next !== undefined && holdsSymbols(next) ? next : undefined;
    return holder?.statement === undefined ? (this.#previous ?? holder) : holder;
  }

  #assert(assertion: Assertion): void {
    const { condition, message, ...range } = assertion;
    const { number } = this.#evaluate(condition);
    this.values.set(assertion, wrap(number));
    if (number === 0n) this.#fail(range, `assertion failed: ${message}`);
  }

  #evaluate(expression: Expression): Value {
    return evaluate(expression, this.#scope());
  }

  #scope(): Scope {
    const { symbols, items, headersSize, pageSize } = this.#input;
    return {
      section: this.#section,
      dataSegment: this.dataSegment,
      dot: this.#dot,
      followsDot: false,
      headersSize,
      pageSize,
      symbol: (name) => this.#symbol(name, symbols),
      refer: (name) => {
        globalSymbol(symbols, name).referenced = true;
      },
      output: (name) => {
        const named = items.filter(
          (each): each is OutputSection => each.kind === 'section' && each.name === name,
        );
        return named.find(isPresent) ?? named[0];
      },
      region: (name) => this.#regions.find(name),
      segmentStart: (name) => this.#input.sectionStarts?.get(name),
      fail: (range, message) => this.#fail(range, message),
    };
  }

  #symbol(name: string, symbols: SymbolTable): Value | undefined {
    const set = this.#set.get(name);
    if (set !== undefined) return set;
    const global = symbols.get(name);
    const address = global && globalAddress(global);
    if (global === undefined || address === undefined) return undefined;
    const base = global.script?.output ?? global.definition?.section?.output;
    if (base === undefined) return { base: 'absolute', number: wrap(address) };
    return { base, number: wrap(address - base.address) };
  }

  #fail({ start, end }: Range, message: string): void {
    this.report.error('script', message, undefined, this.#input.source.span(start, end));
  }
}

/** Whether a symbol that is an address beside it is listed under it: not if it is thread-local. */
function holdsSymbols(output: OutputSection): boolean {
  return isAllocated(output) && (flagsOf(output) & SHF_TLS) === 0;
}

/** Whether it takes memory of its region; of one that is not there, an empty section may ask for it. */
function takesMemory(output: OutputSection): boolean {
  if (isPresent(output)) return isAllocated(output);
  return inputsOf(output).some(({ section }) => (section.flags & SHF_ALLOC) !== 0);
}

/** All that it held is elsewhere: it does not ask for its alignment any more. */
function isUsedUp({ merged, data }: InputSection): boolean {
  return merged !== undefined && data.length === 0;
}

/**
 * Keeps what a section holds as far from its start as at the walk before: so relaxation sees what is not
 * yet placed anew, as with GNU ld.
 */
function moveInputs(output: OutputSection, distance: bigint): void {
  if (distance === 0n) return;
  for (const input of inputsOf(output)) input.address = wrap(input.address + distance);
}

/** Whether what a section holds stands as far from its start as at the walk before. */
function mayMoveWhole(output: OutputSection, distance: bigint): boolean {
  if (!isLaidOut(output) || !isRigid(output) || output.statement?.subalign) return false;
  return distance % BigInt(output.align) === 0n;
}

/** Whether a walk has placed its contents before. */
function isLaidOut({ placements, contents }: OutputSection): boolean {
  return contents.length > 0 && placements.length === contents.length;
}

/** A fill given as a number is four bytes of it, the highest first [ld §3.6.8.8]. */
export function fillBytes(value: bigint): readonly number[] {
  return [24n, 16n, 8n, 0n].map((shift) => Number((value >> shift) & 0xffn));
}
