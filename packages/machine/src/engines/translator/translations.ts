/**
 * The translations of a machine: which code has one, when code is hot, and when a translation has
 * to go because its bytes were written.
 *
 * A translation is known by the virtual address of its entry and by where the code is in the shared
 * memory, so it serves every address space that maps the page there. Entries stand in a hash table
 * in the shared memory, where generated code finds them; an entry counts how often its address was
 * jumped to until it is worth a translation.
 *
 *   entry   +0 pc (64 bits)   +8 place of the code (32)   +12 count, or ~index of its function (32)
 */

import type { CodeWatcher } from '../../hart/access.ts';
import type { Hart } from '../../hart/hart.ts';
import { TRANSLATIONS, translationEntries } from '../../hart/layout.ts';
import type { Mmu } from '../../hart/mmu.ts';
import type {} from '../../wasm/webassembly.ts';
import { findRegion } from './region.ts';
import { regionModule } from './region-module.ts';

interface Translation {
  /** Its places in the table of functions. */
  readonly indices: readonly number[];
  readonly pc: bigint;
  /** The translated bytes, a range in each page, as half-open places in the shared memory. */
  readonly ranges: readonly { readonly start: number; readonly end: number }[];
  /** The hash table's entry that leads to it. */
  readonly entry: number;
}

const PAGE = 4096;
/** How far from its entry a region may reach, in bytes. */
const MAX_DISTANCE = 3n * 4096n;
const ENTRY_BYTES = 16;
/** Functions that the table has room for: engines limit how many modules may live. */
const MAX_FUNCTIONS = 4096;

export class Translations implements CodeWatcher {
  readonly table: WebAssembly.Table;
  readonly #hart: Hart;
  readonly #mmu: Mmu;
  readonly #imports: () => Record<string, Record<string, unknown>>;
  /** By the page of the shared memory in which the code is. */
  readonly #byPage = new Map<number, Translation[]>();
  /** Places in the function table by `nearName` and `farName`. */
  readonly #indices = new Map<string, number>();
  /** The function that stands where there is no translation. */
  stub: unknown;
  #used = 0;

  /** @param imports what a region's module imports, asked for when the first one is made. */
  constructor(hart: Hart, mmu: Mmu, imports: () => Record<string, Record<string, unknown>>) {
    this.#hart = hart;
    this.#mmu = mmu;
    this.#imports = imports;
    this.table = new WebAssembly.Table({ element: 'anyfunc', initial: MAX_FUNCTIONS });
  }

  /**
   * Translates the code at the hart's `pc`, which the fetch window shows.
   * @returns the function's place in the table, or 0 if it cannot be translated.
   */
  translate(): number {
    const { pc } = this.#hart;
    const home = pageOf(pc);
    const addends = new Map<bigint, number | undefined>();
    const addendOf = (page: bigint): number | undefined => {
      const distance = page - home;
      if (distance > MAX_DISTANCE || distance < -MAX_DISTANCE) return undefined;
      if (!addends.has(page)) addends.set(page, this.#mmu.fetchAddend(page));
      return addends.get(page);
    };
    const region = findRegion(pc, (at) => {
      const addend = addendOf(pageOf(at));
      if (addend === undefined) return undefined;
      return this.#hart.view.getUint16(placeOf(at, addend), true);
    });
    if (!region) return 0;
    if (this.#used + region.blocks.size + 2 >= MAX_FUNCTIONS) this.forgetAll();

    const nameOf = (callee: bigint) => {
      const addend = region.pages.has(pageOf(callee)) ? addendOf(pageOf(callee)) : undefined;
      return addend === undefined ? farName(callee) : nearName(callee, placeOf(callee, addend));
    };
    const pages = [...region.pages.keys()].map((page) => ({ page, addend: addendOf(page) ?? 0 }));
    const bytes = regionModule(region, {
      pages,
      calleeIndex: (callee) => this.#indexOf(nameOf(callee)),
    });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), this.#imports());
    const { region: translated } = instance.exports;
    const indices = [this.#indexOf(nameOf(pc)), this.#indexOf(farName(pc))];
    for (const index of indices) this.table.set(index, translated);

    const ranges = [...region.pages].map(([page, { start, end }]) => {
      const place = placeOf(page, addendOf(page) ?? 0);
      return { start: place + start, end: place + end };
    });
    this.#add({ indices, pc, ranges, entry: entryOf(pc) });
    const [index = 0] = indices;
    this.#putEntry(pc, placeOf(pc, addendOf(home) ?? 0), index);
    return index;
  }

  #add(translation: Translation): void {
    for (const { start } of translation.ranges) {
      const page = start - (start % PAGE);
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
      index = ++this.#used;
      this.#indices.set(name, index);
      this.table.set(index, this.stub);
    }
    return index;
  }

  #putEntry(pc: bigint, place: number, index: number): void {
    const entry = entryOf(pc);
    const hart = this.#hart;
    hart.set(entry, pc);
    hart.setHalves(entry + 8, place, ~index >>> 0);
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
    const { indices, pc, ranges, entry } = translation;
    for (const index of indices) this.table.set(index, this.stub);
    if (this.#hart.get(entry) === pc) this.#hart.setHalves(entry + 8, 0, 0);
    for (const { start } of ranges) {
      const page = start - (start % PAGE);
      const others = (this.#byPage.get(page) ?? []).filter((each) => each !== translation);
      if (others.length > 0) this.#byPage.set(page, others);
      else {
        this.#byPage.delete(page);
        this.#mmu.watchWrites(page, false);
      }
    }
  }

  /** Forgets every translation, for want of room. */
  forgetAll(): void {
    for (const page of this.#byPage.keys()) this.#mmu.watchWrites(page, false);
    this.#byPage.clear();
    this.#indices.clear();
    this.#used = 0;
    const end = TRANSLATIONS + translationEntries * ENTRY_BYTES;
    this.#hart.bytes.fill(0, TRANSLATIONS, end);
    for (let index = 0; index < MAX_FUNCTIONS; index++) this.table.set(index, this.stub);
  }
}

function overlaps({ ranges }: Translation, start: number, length: number): boolean {
  return ranges.some((range) => range.start < start + length && start < range.end);
}

function pageOf(pc: bigint): bigint {
  return pc - (pc % BigInt(PAGE));
}

/** Where an address is in the shared memory. */
function placeOf(pc: bigint, addend: number): number {
  return (Number(BigInt.asUintN(32, pc)) + addend) >>> 0;
}

/** Code that a region calls in its own pages is known by its address and where it is. */
function nearName(pc: bigint, place: number): string {
  return `${pc} ${place}`;
}

/** Code in other pages by its address alone: it looks itself whether its page is where it was. */
function farName(pc: bigint): string {
  return `${pc}`;
}

/** The place of an address's entry in the hash table; generated code computes the same. */
function entryOf(pc: bigint): number {
  const index = Number((pc >> 1n) & BigInt(translationEntries - 1));
  return TRANSLATIONS + index * ENTRY_BYTES;
}
