/**
 * The global offset table: addresses that code loads from memory instead of computing them
 * [psABI Code Models]. In a static executable everything in it is known to the linker.
 *
 *   .got.plt   -1, 0                       for a dynamic linker; there if `.got` has entries
 *   .got       _DYNAMIC or 0, then entries
 *
 * An entry is an address, for thread-local data an offset from `tp` (initial exec), or a module's
 * number and an offset in its data (general dynamic). The entries of the objects' own symbols stand
 * first, object by object, then those of global ones, as GNU ld arranges them.
 */

import {
  type Bits,
  type ElfSymbol,
  R,
  type Relocation,
  SHF_ALLOC,
  SHF_WRITE,
  writeNumber,
} from '@ireko/elf';
import { inHashOrder } from './hash-order.ts';
import { type InputObject, type InputSection, isGlobal } from './input.ts';
import { linkerTable, nameTable, resizeTable } from './linker-table.ts';
import { DTP_OFFSET } from './relocation.ts';
import { globalAddress, type SymbolTable } from './symbol.ts';
import { targetOf } from './target.ts';

const HEADER_WORDS = 1;
const PLT_HEADER = [-1n, 0n];
/** The number of the executable among the modules of a program. */
const EXECUTABLE = 1n;

const TABLE = '_GLOBAL_OFFSET_TABLE_';
/** Where a position-independent executable has its list of lists. */
export const DYNAMIC = '_DYNAMIC';

type Kind = 'address' | 'initial-exec' | 'general-dynamic';

const KINDS: ReadonlyMap<number, Kind> = new Map([
  [R.R_RISCV_GOT_HI20, 'address'],
  [R.R_RISCV_TLS_GOT_HI20, 'initial-exec'],
  [R.R_RISCV_TLS_GD_HI20, 'general-dynamic'],
]);

/** What entries a symbol has, and where. */
interface Entry {
  readonly name: string;
  readonly symbol: ElfSymbol;
  readonly user: InputSection;
  readonly kinds: Set<Kind>;
  /** The word at which its entries begin. */
  start: number;
}

/** The table of one link. */
export class GlobalOffsetTable {
  readonly #entries = new Map<unknown, Entry>();
  /** Bytes of an entry. */
  readonly #word: number;
  #table: InputSection | undefined;
  #pltTable: InputSection | undefined;

  constructor(bits: Bits) {
    this.#word = bits / 8;
  }

  /** Adds the table's sections to the first object whose code uses it. */
  makeSections(objects: readonly InputObject[], symbols: SymbolTable): void {
    const uses = ({ section: { flags }, relocations }: InputSection) =>
      (flags & SHF_ALLOC) !== 0 && [...KINDS.keys()].some((type) => relocations.hasType(type));
    const user = objects.find(({ sections }) => sections.some(uses));
    if (user === undefined) return;
    this.#table = wordTable(user, '.got', HEADER_WORDS);
    this.#pltTable = wordTable(user, '.got.plt', PLT_HEADER.length);
    nameTable(symbols, TABLE, this.#table);
  }

  /** Gives entries to what the sections that are in the program refer to. */
  addEntries(inputs: readonly InputSection[]): void {
    if (this.#table === undefined) return;
    for (const input of inputs) {
      if (input.output === undefined || (input.section.flags & SHF_ALLOC) === 0) continue;
      const { relocations } = input;
      for (let at = 0; at < relocations.length; at++)
        if (KINDS.has(relocations.type(at))) this.#addEntry(relocations.at(at), input);
    }
    const all = [...this.#entries.values()];
    const own = all.filter((each) => !isGlobal(each.symbol));
    const shared = all.filter((each) => isGlobal(each.symbol));
    let next = HEADER_WORDS;
    for (const entry of [...own, ...inHashOrder(shared)]) {
      entry.start = next;
      next += wordsOf(entry.kinds);
    }
    resizeTable(this.#table, next * this.#word);
    if (this.#pltTable)
      resizeTable(this.#pltTable, all.length > 0 ? PLT_HEADER.length * this.#word : 0);
  }

  #addEntry({ type, symbol: named }: Relocation, user: InputSection): void {
    const kind = KINDS.get(type);
    if (kind === undefined || named === undefined) return;
    const key = keyOf(named);
    const entry = this.#entries.get(key);
    if (entry) entry.kinds.add(kind);
    else
      this.#entries.set(key, {
        ...{ name: named.name, symbol: named, user, kinds: new Set([kind]), start: 0 },
      });
  }

  /** How many entries hold an address. */
  get addressCount(): number {
    return [...this.#entries.values()].filter(({ kinds }) => kinds.has('address')).length;
  }

  /** Where the entries are that hold an address of the program, and the addresses. */
  addressSlots(symbols: SymbolTable): { readonly at: bigint; readonly value: bigint }[] {
    const table = this.#table;
    if (table === undefined) return [];
    return [...this.#entries.values()].flatMap(({ symbol: named, user, kinds, start }) => {
      const relocation = { offset: 0, type: R.R_RISCV_NONE, symbol: named, addend: 0n };
      const target = targetOf(relocation, user, symbols);
      if (!kinds.has('address') || target?.output === undefined) return [];
      const word = start + offsetOf('address', kinds);
      return [{ at: table.address + BigInt(this.#word * word), value: target.address }];
    });
  }

  /** The address of the entry that a relocation asks for, if it asks for one. */
  slotOf({ type, symbol: named }: Relocation): bigint | undefined {
    const kind = KINDS.get(type);
    const entry = kind && named && this.#entries.get(keyOf(named));
    if (kind === undefined || entry === undefined || this.#table === undefined) return undefined;
    return this.#table.address + BigInt(this.#word * (entry.start + offsetOf(kind, entry.kinds)));
  }

  /** Writes the entries, once all addresses are known. */
  fill(symbols: SymbolTable, tls: bigint): void {
    if (this.#table === undefined || this.#pltTable === undefined) return;
    const word = this.#word;
    const words = new DataView(this.#table.data.buffer);
    const put = (at: number, value: bigint) => writeNumber(words, word * at, word, value);
    const dynamic = symbols.get(DYNAMIC);
    put(0, (dynamic && globalAddress(dynamic)) ?? 0n);
    for (const { symbol: named, user, kinds, start } of this.#entries.values()) {
      const relocation = { offset: 0, type: R.R_RISCV_NONE, symbol: named, addend: 0n };
      const address = targetOf(relocation, user, symbols)?.address ?? 0n;
      const at = (kind: Kind) => start + offsetOf(kind, kinds);
      if (kinds.has('general-dynamic')) {
        put(at('general-dynamic'), EXECUTABLE);
        put(at('general-dynamic') + 1, address - tls - DTP_OFFSET);
      }
      if (kinds.has('initial-exec')) put(at('initial-exec'), address - tls);
      if (kinds.has('address')) put(at('address'), address);
    }
    const plt = new DataView(this.#pltTable.data.buffer);
    if (plt.byteLength > 0)
      for (const [i, value] of PLT_HEADER.entries()) writeNumber(plt, word * i, word, value);
  }
}

/** A global symbol by its name, another by what it is. */
function keyOf(named: ElfSymbol): unknown {
  return isGlobal(named) ? named.name : named;
}

function wordsOf(kinds: ReadonlySet<Kind>): number {
  return (
    (kinds.has('general-dynamic') ? 2 : 0) +
    (kinds.has('initial-exec') ? 1 : 0) +
    (kinds.has('address') ? 1 : 0)
  );
}

/** Words of a symbol's entries before the one of a kind. */
function offsetOf(kind: Kind, kinds: ReadonlySet<Kind>): number {
  return kind === 'initial-exec' && kinds.has('general-dynamic') ? 2 : 0;
}

function wordTable(object: InputObject, name: string, words: number): InputSection {
  const [flags, entrySize] = [SHF_ALLOC | SHF_WRITE, object.bits / 8];
  return linkerTable(object, { name, flags, entrySize, data: new Uint8Array(entrySize * words) });
}
