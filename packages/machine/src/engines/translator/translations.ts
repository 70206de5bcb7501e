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
import { slot, TRANSLATIONS, translationEntries } from '../../hart/layout.ts';
import type { Mmu } from '../../hart/mmu.ts';
import type {} from '../../wasm/webassembly.ts';
import { findRegion } from './region.ts';
import { regionModule } from './region-module.ts';

interface Translation {
  /** Its places in the table of functions. */
  readonly indices: readonly number[];
  readonly pc: bigint;
  /** The translated bytes, as places in the shared memory. */
  readonly start: number;
  readonly end: number;
  /** The hash table's entry that leads to it. */
  readonly entry: number;
}

const PAGE = 4096;
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
    const hart = this.#hart;
    const pc = hart.pc;
    const page = hart.get(slot.fetchPage);
    const addend = hart.low(slot.fetchAddend);
    const pagePlace = (Number(BigInt.asUintN(32, page)) + addend) >>> 0;
    const region = findRegion(pc, new DataView(hart.memory.buffer, pagePlace, PAGE));
    if (!region) return 0;
    if (this.#used + region.blocks.size + 2 >= MAX_FUNCTIONS) this.forgetAll();

    const index = this.#indexOf(nearName(pc, pagePlace));
    const bytes = regionModule(region, {
      page,
      addend,
      calleeIndex: (callee) => {
        const isNear = callee >= page && callee < page + BigInt(PAGE);
        return this.#indexOf(isNear ? nearName(callee, pagePlace) : farName(callee));
      },
    });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), this.#imports());
    const { region: translated } = instance.exports;
    this.table.set(index, translated);
    const far = this.#indexOf(farName(pc));
    this.table.set(far, translated);

    const place = pagePlace + Number(pc - page);
    const translations = this.#byPage.get(pagePlace) ?? [];
    translations.push({
      indices: [index, far],
      pc,
      start: pagePlace + region.start,
      end: pagePlace + region.end,
      entry: entryOf(pc),
    });
    this.#byPage.set(pagePlace, translations);
    this.#mmu.watchWrites(pagePlace, true);
    this.#putEntry(pc, place, index);
    return index;
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
    return translations.some((each) => each.start < start + length && start < each.end);
  }

  /** Bytes of the shared memory have been or will be written: translations of them go. */
  written(start: number, length: number): void {
    const last = start + length - 1;
    for (let page = start - (start % PAGE); page <= last; page += PAGE) {
      const translations = this.#byPage.get(page);
      if (!translations) continue;
      const stale = translations.filter((each) => each.start < start + length && start < each.end);
      if (stale.length === 0) continue;
      for (const translation of stale) this.#forget(translation);
      const fresh = translations.filter((each) => !stale.includes(each));
      if (fresh.length > 0) this.#byPage.set(page, fresh);
      else {
        this.#byPage.delete(page);
        this.#mmu.watchWrites(page, false);
      }
    }
  }

  #forget({ indices, pc, entry }: Translation): void {
    for (const index of indices) this.table.set(index, this.stub);
    if (this.#hart.get(entry) === pc) this.#hart.setHalves(entry + 8, 0, 0);
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

/** Code that a region calls in its own page is known by its address and where the page is. */
function nearName(pc: bigint, pagePlace: number): string {
  return `${pc} ${pagePlace}`;
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
