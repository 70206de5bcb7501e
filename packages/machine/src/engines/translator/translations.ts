/**
 * The translations of a machine: which code has one, when code is hot, and when a translation has
 * to go because its bytes were written.
 *
 * A translation is known by the virtual address of its entry and by where the code is in the shared
 * memory, so it serves every address space that maps the page there. Entries stand in a hash table
 * in the shared memory, where generated code finds them.
 *
 *   entry   +0 pc (64 bits)   +8 place of the code (32)   +12 place of its function in the table, or 0 (32)
 */

import type { CodeWatcher } from '../../hart/access.ts';
import type { Hart } from '../../hart/hart.ts';
import { TRANSLATIONS, translationEntries } from '../../hart/layout.ts';
import type { Mmu } from '../../hart/mmu.ts';
import { PAGE } from '../../hart/page.ts';
import { WebAssembly } from '../../wasm/webassembly.ts';
import { CodeAround, CodeMarks, pageOf } from './code-around.ts';
import { type Entrances, Hotness } from './hotness.ts';
import { likelyEntry } from './likely-entry.ts';
import { addressAt, findRegion, type Range, type Region, type RegionOptions } from './region.ts';
import { regionModule } from './region-module.ts';

interface Translation {
  /** Where it can be entered: its entry first. */
  readonly entries: readonly Entry[];
  /** The translated bytes: places in the shared memory. */
  readonly ranges: readonly Range[];
  /** The pages that these are in. */
  readonly pages: ReadonlySet<number>;
  /** How many instructions it has. */
  readonly length: number;
  /** How often it is entered, if it leads to other regions. */
  readonly entrances: Entrances | undefined;
}

/** One that leads to others. */
type LeadingTranslation = Translation & { readonly entrances: Entrances };

/** A place at which a translation can be entered. */
interface Entry {
  readonly name: string;
  /** Its places in the table of functions. */
  readonly indices: readonly number[];
  readonly pc: bigint;
  /** Where it is in the shared memory. */
  readonly place: number;
  /** How often it may yet be left at once for an access that the TLB does not know, until another takes its place that looks further. */
  missesLeft: number;
}

const ENTRY_BYTES = 16;
/** Places in the table of functions: of translations, and of code that they lead to. */
export const MAX_FUNCTIONS = 65_536;
/** Engines limit how many modules may live. */
const MAX_TRANSLATIONS = 4096;

export interface TranslationOptions extends RegionOptions {
  /** How often code is jumped to until it is hot. */
  readonly hotAfter: number;
}

export class Translations implements CodeWatcher {
  readonly #table: WebAssembly.Table;
  /** The first of the table's places for translations. */
  readonly #first: number;
  readonly #hart: Hart;
  readonly #mmu: Mmu;
  readonly #options: TranslationOptions;
  readonly #imports: (floats: boolean) => Record<string, Record<string, unknown>>;
  /** By the page of the shared memory in which the code is. */
  readonly #byPage = new Map<number, Translation[]>();
  /** Where each can be entered, by names: the newest wins. */
  readonly #byName = new Map<string, readonly [Entry, Translation]>();
  readonly #all = new Set<Translation>();
  /** Places in the function table by `nameOf` and `farName`. */
  readonly #indices = new Map<string, number>();
  /** The function that stands where there is no translation. */
  stub: unknown;
  readonly #hotness: Hotness;
  readonly #marks = new CodeMarks();
  #used = 0;

  /**
   * @param functions the table of functions, which has `MAX_FUNCTIONS` places for translations.
   * @param imports what a region's module imports, given whether it has floating-point operations.
   */
  constructor(
    hart: Hart,
    mmu: Mmu,
    functions: { readonly table: WebAssembly.Table; readonly first: number },
    options: TranslationOptions,
    imports: (floats: boolean) => Record<string, Record<string, unknown>>,
  ) {
    this.#options = options;
    this.#hotness = new Hotness(hart, options.hotAfter);
    this.#hart = hart;
    this.#mmu = mmu;
    this.#imports = imports;
    this.#table = functions.table;
    this.#first = functions.first;
  }

  /**
   * Is asked for the code at the hart's `pc`, which the fetch window shows. What comes then depends on its state:
   *
   *   it has no translation                      it gets one, or waits to be asked again
   *   it has, which is worn: led to others often one that has what they have, if that is worth it
   *   it has, which missed the TLB too often     one that looks further
   *   it has, and another entry took its place in the hash table, or none of this is to be done yet: the same again
   *
   * @param missed whether a region was left for an access there whose place the TLB did not know; a worn one says so as well.
   * @returns the function's place in the table, or 0 if it cannot be translated, or not yet.
   */
  translate(missed: boolean): number {
    const code = this.#codeAround(this.#hart.pc);
    const [entry, translation] = this.#byName.get(nameOf(code)) ?? [];
    if (!entry) {
      if (this.#hotness.mayWait(code)) return 0;
      return this.#make(code, findRegion(code, this.#options), false);
    }
    if (this.#isWorn(translation)) {
      const region = this.#regionAnew(code, translation);
      if (!region) return this.#putAgain(code, entry);
      this.#drop(translation);
      return this.#make(code, region, false);
    }
    if (missed) entry.missesLeft--;
    if (entry.missesLeft > 0) return this.#putAgain(code, entry);
    this.#forgetEntry(entry);
    return this.#make(code, findRegion(code, this.#options), missed);
  }

  /** Whether a translation leads to others, and was entered often since that was last looked at. */
  #isWorn(translation: Translation | undefined): translation is LeadingTranslation {
    const { entrances } = translation ?? {};
    return entrances !== undefined && this.#hotness.isOftenEntered(entrances);
  }

  /** What a worn translation would be if it were made anew, if it is worth that. */
  #regionAnew(code: CodeAround, { entrances, length }: LeadingTranslation): Region | undefined {
    if (!this.#hotness.mayBeWorthRemaking(entrances)) return undefined;
    const region = findRegion(code, this.#options);
    return this.#hotness.isWorthRemaking(entrances, length, region?.length ?? 0)
      ? region
      : undefined;
  }

  #putAgain(code: CodeAround, { indices: [index = 0] }: Entry): number {
    this.#putEntry(code, index);
    return index;
  }

  #codeAround(pc: bigint): CodeAround {
    return new CodeAround(this.#hart, this.#mmu, pc, this.#marks);
  }

  /** Makes a region's function known. @returns its place in the table, or 0 if there is no region. */
  #make(code: CodeAround, region: Region | undefined, isThorough: boolean): number {
    if (!region) {
      this.#putEntry(code, 0);
      return 0;
    }
    const { pc } = code;
    const { blocks, length } = region;
    if (this.#all.size >= MAX_TRANSLATIONS) this.#forgetOldest();
    // A block leads to two places at most, and has two itself if it can be entered.
    if (this.#used + 4 * length > MAX_FUNCTIONS) this.forgetAll();
    for (const inside of blocks.keys()) this.#hotness.hasRegion(code.placeOf(inside) ?? 0);
    const leads = [...region.cuts].some((cut) => code.isEntry(cut));
    const cuts = [...region.cuts].filter((cut) => !code.endsBefore(cut));
    for (const cut of cuts) code.cut(cut);
    const entrances = leads ? this.#hotness.countEntrances(code, length) : undefined;

    const own = new Set(region.ranges.map(({ start }) => code.pageOf(start)));
    const isNear = (offset: number) => own.has(code.pageOf(offset));
    const calleeName = (offset: number) =>
      isNear(offset) ? nameOf(code, offset) : farName(addressAt(pc, offset));
    const ranges = region.ranges.map(({ start, end }) => {
      const place = code.placeOf(start) ?? 0;
      return { start: place, end: place + end - start };
    });
    const pages = [...own].map((number) => {
      const page = pageOf(addressAt(pc, number * PAGE));
      return { page, addend: this.#mmu.fetchAddend(page) ?? 0 };
    });
    const { bytes, ways } = regionModule(region, {
      pages,
      calleeIndex: (offset) => this.#indexOf(calleeName(offset)),
      dataTlb: this.#mmu.dataTlb,
      isThorough,
      likelyEntry: likelyEntry(this.#hart, this.#mmu.dataTlb),
      entrances: entrances && { count: entrances.count, most: this.#hotness.mostEntered },
    });
    const imports = this.#imports(region.floatOperations.size > 0);
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
    const { region: translated } = instance.exports;
    const missesLeft = isThorough ? Infinity : this.#hotness.misses;
    const entries = [0, ...ways].map((offset): Entry => {
      const [name, address] = [nameOf(code, offset), addressAt(pc, offset)];
      const indices = [this.#indexOf(name), this.#indexOf(farName(address))];
      for (const index of indices) this.#table.set(index, translated);
      if (offset !== 0) code.heat(offset, this.#options.hotAfter);
      const place = code.placeOf(offset) ?? 0;
      return { name, indices, pc: address, place, missesLeft };
    });
    const inPages = new Set(ranges.map(({ start }) => start - (start % PAGE)));
    this.#add({ entries, ranges, pages: inPages, length, entrances });
    const index = entries[0]?.indices[0] ?? 0;
    this.#putEntry(code, index);
    return index;
  }

  #add(translation: Translation): void {
    this.#all.add(translation);
    for (const entry of translation.entries) {
      this.#byName.set(entry.name, [entry, translation]);
      this.#marks.entries.add(entry.place);
    }
    for (const page of translation.pages) {
      const others = this.#byPage.get(page);
      if (others) others.push(translation);
      else this.#byPage.set(page, [translation]);
      this.#mmu.watchWrites(page, true);
    }
  }

  /** The table's place under a name; a new one has the stub, until a translation comes. */
  #indexOf(name: string): number {
    let index = this.#indices.get(name);
    if (index === undefined) {
      index = this.#first + this.#used++;
      this.#indices.set(name, index);
      this.#table.set(index, this.stub);
    }
    return index;
  }

  #putEntry(code: CodeAround, index: number): void {
    const { pc } = code;
    const entry = entryOf(pc);
    this.#hart.set(entry, pc);
    this.#hart.setHalves(entry + 8, code.placeOf(0) ?? 0, index);
  }

  /** Whether any of these bytes of the shared memory has been translated. */
  covers(start: number, length: number): boolean {
    const translations = this.#byPage.get(start - (start % PAGE)) ?? [];
    return translations.some((each) => overlaps(each, start, length));
  }

  /** Bytes of the shared memory have been or will be written: translations of them go. */
  written(start: number, length: number): void {
    for (let page = start - (start % PAGE); page < start + length; page += PAGE) {
      const stale = (this.#byPage.get(page) ?? []).filter((each) => overlaps(each, start, length));
      for (const translation of stale) this.#forget(translation);
    }
  }

  #forget(translation: Translation): void {
    for (const { start, end } of translation.ranges) this.#marks.forget(start, end);
    this.#drop(translation);
  }

  /** Drops a translation whose code is as it was. */
  #drop(translation: Translation): void {
    const { entries, pages } = translation;
    this.#all.delete(translation);
    for (const entry of entries) {
      if (this.#byName.get(entry.name)?.[1] === translation) this.#forgetEntry(entry);
    }
    for (const page of pages) {
      const others = (this.#byPage.get(page) ?? []).filter((each) => each !== translation);
      if (others.length > 0) this.#byPage.set(page, others);
      else {
        this.#byPage.delete(page);
        this.#mmu.watchWrites(page, false);
      }
    }
  }

  #forgetEntry({ name, indices, pc, place }: Entry): void {
    this.#byName.delete(name);
    this.#marks.entries.delete(place);
    for (const index of indices) this.#table.set(index, this.stub);
    const entry = entryOf(pc);
    if (this.#hart.get(entry) === pc) this.#hart.setHalves(entry + 8, 0, 0);
  }

  /** Forgets a quarter of the translations: what is still in use will be translated again. */
  #forgetOldest(): void {
    const oldest = [...this.#all].slice(0, MAX_TRANSLATIONS / 4);
    for (const translation of oldest) this.#forget(translation);
  }

  /** Forgets every translation, for want of room. */
  forgetAll(): void {
    for (const page of this.#byPage.keys()) this.#mmu.watchWrites(page, false);
    this.#byPage.clear();
    this.#byName.clear();
    this.#all.clear();
    this.#indices.clear();
    this.#marks.clear();
    this.#hotness.clear();
    this.#used = 0;
    const end = TRANSLATIONS + translationEntries * ENTRY_BYTES;
    this.#hart.bytes.fill(0, TRANSLATIONS, end);
    for (let index = 0; index < MAX_FUNCTIONS; index++)
      this.#table.set(this.#first + index, this.stub);
  }
}

function overlaps({ ranges }: Translation, start: number, length: number): boolean {
  return ranges.some((range) => range.start < start + length && start < range.end);
}

/** Code in a region's own pages is known by its address and where it is. */
function nameOf(code: CodeAround, offset = 0): string {
  const address = addressAt(code.pc, offset);
  const place = code.placeOf(offset);
  return place === undefined ? farName(address) : `${address} ${place}`;
}

/** Code in other pages is known by its address alone: it looks itself whether its page is where it was. */
function farName(pc: bigint): string {
  return `${pc}`;
}

/** The place of an address's entry in the hash table; generated code computes the same. */
function entryOf(pc: bigint): number {
  const index = Number((pc >> 1n) & BigInt(translationEntries - 1));
  return TRANSLATIONS + index * ENTRY_BYTES;
}
