/**
 * A position-independent executable without a dynamic linker (`-pie`): it may be loaded anywhere,
 * and adds where that is to every address that it holds, before it uses any. `.rela.dyn` lists
 * the places, one `R_RISCV_RELATIVE` each [psABI Dynamic Linking]; `.dynamic` says where the list is.
 */

import {
  ADDRESS_TYPE,
  type Bits,
  DYNAMIC as ENTRY,
  R,
  RELA,
  type Relocation,
  SHF_ALLOC,
  SHF_WRITE,
  SHT_DYNAMIC,
  SHT_RELA,
  SHT_STRTAB,
  sizeOf,
  writeStructure,
} from '@ireko/elf';
import { DYNAMIC, type GlobalOffsetTable } from './got.ts';
import type { InputObject, InputSection } from './input.ts';
import { linkerTable, nameTable, resizeTable } from './linker-table.ts';
import type { Report } from './report.ts';
import type { SymbolTable } from './symbol.ts';
import { targetOf } from './target.ts';

/** The section of the names of `.dynamic`, which has none: readers want it to be there [gABI §5]. */
export const DYNAMIC_NAMES = '.dynstr';

/** Entries of `.dynamic`, and those that say what no position-independent file can do without. */
const DT_STRTAB = 5n;
const DT_STRSZ = 10n;
const DT_RELA = 7n;
const DT_RELASZ = 8n;
const DT_RELAENT = 9n;
const DT_RELACOUNT = 0x6fff_fff9n;
const DT_NULL = 0n;
const ENTRIES = 7;

/** What holds an address itself rather than a distance; a whole address can be moved, if it is one. */
const ABSOLUTE: ReadonlySet<number> = new Set([R.R_RISCV_HI20, R.R_RISCV_RVC_LUI, R.R_RISCV_32]);

/** The lists of one link. */
export class DynamicSections {
  readonly #bits: Bits;
  readonly #relaSize: number;
  readonly #list: InputSection;
  readonly #names: InputSection;
  readonly #dynamic: InputSection;

  /** Adds the sections to the first object. */
  constructor(bits: Bits, objects: readonly InputObject[], symbols: SymbolTable) {
    const owner = objects[0] as InputObject;
    this.#bits = bits;
    this.#relaSize = sizeOf(RELA[bits], bits);
    const entrySize = sizeOf(ENTRY, bits);
    this.#list = linkerTable(owner, {
      ...{ name: '.rela.dyn', type: SHT_RELA, flags: SHF_ALLOC },
      ...{ entrySize: this.#relaSize, data: new Uint8Array(this.#relaSize) },
    });
    this.#names = linkerTable(owner, {
      ...{ name: DYNAMIC_NAMES, type: SHT_STRTAB, flags: SHF_ALLOC },
      ...{ align: 1, data: new Uint8Array(1) },
    });
    this.#dynamic = linkerTable(owner, {
      ...{ name: '.dynamic', type: SHT_DYNAMIC, flags: SHF_ALLOC | SHF_WRITE },
      ...{ entrySize, data: new Uint8Array(ENTRIES * entrySize) },
    });
    nameTable(symbols, DYNAMIC, this.#dynamic);
  }

  /** Makes room for every address that may be there; code that holds one itself is a mistake. */
  reserve(inputs: readonly InputSection[], got: GlobalOffsetTable): void {
    const loaded = inputs.filter(isLoaded);
    const words = loaded.flatMap(({ relocations }) => [...relocations].filter(this.#isAddress));
    resizeTable(this.#list, this.#relaSize * (words.length + got.addressCount));
  }

  /** Writes the list, once all addresses are known. */
  fill(
    inputs: readonly InputSection[],
    got: GlobalOffsetTable,
    symbols: SymbolTable,
    report: Report,
  ): void {
    const places: { readonly at: bigint; readonly value: bigint }[] = [];
    for (const input of inputs.filter(isLoaded)) {
      for (const relocation of input.relocations) {
        const isAddress = this.#isAddress(relocation);
        if (!isAddress && !ABSOLUTE.has(relocation.type)) continue;
        const target = targetOf(relocation, input, symbols);
        if (target?.output === undefined || target.missing || target.discarded) continue;
        const at = input.address + BigInt(input.cuts.moved(relocation.offset));
        if (isAddress) places.push({ at, value: target.address });
        else
          report.error(
            'position-dependent',
            `${input.object.name}: code in ${input.section.name} holds an address, which -pie cannot move`,
            'compile it with -fPIE',
          );
      }
    }
    places.push(...got.addressSlots(symbols));
    places.sort((a, b) => (a.at < b.at ? -1 : 1));
    const [bits, size] = [this.#bits, this.#relaSize];
    const view = new DataView(this.#list.data.buffer);
    places.forEach(({ at, value }, i) => {
      writeStructure(RELA[bits], bits, view, i * size, {
        ...{ r_offset: Number(at), r_type: R.R_RISCV_RELATIVE, r_sym: 0, r_addend: value },
      });
    });
    const entries = [
      [DT_RELA, this.#list.address],
      [DT_RELASZ, BigInt(places.length * size)],
      [DT_RELAENT, BigInt(size)],
      [DT_RELACOUNT, BigInt(places.length)],
      [DT_STRTAB, this.#names.address],
      [DT_STRSZ, BigInt(this.#names.data.length)],
      [DT_NULL, 0n],
    ] as const;
    const dynamic = new DataView(this.#dynamic.data.buffer);
    for (const [i, [d_tag, d_val]] of entries.entries())
      writeStructure(ENTRY, bits, dynamic, i * sizeOf(ENTRY, bits), { d_tag, d_val });
  }

  /** Whether a relocation puts an address of the program into a datum as wide as one. */
  readonly #isAddress = ({ type, symbol: named }: Relocation): boolean =>
    type === ADDRESS_TYPE[this.#bits] && named !== undefined && named.section !== 'absolute';
}

function isLoaded({ output, section: { flags } }: InputSection): boolean {
  return output !== undefined && (flags & SHF_ALLOC) !== 0;
}
