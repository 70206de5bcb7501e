/**
 * A position-independent executable without a dynamic linker (`-pie`): it may be loaded anywhere,
 * and adds where that is to every address that it holds, before it uses any. `.rela.dyn` lists
 * the places, one `R_RISCV_RELATIVE` each [psABI Dynamic Linking]; `.dynamic` says where the list is.
 */

import { R, SHF_ALLOC, SHF_WRITE, SHT_DYNAMIC, SHT_RELA } from '@ireko/elf';
import { DYNAMIC, type GlobalOffsetTable } from './got.ts';
import type { InputObject, InputSection } from './input.ts';
import { linkerTable, nameTable, resizeTable } from './linker-table.ts';
import type { Report } from './report.ts';
import type { SymbolTable } from './symbol.ts';
import { targetOf } from './target.ts';

const WORD = 8;
const RELA_SIZE = 24;
const ENTRY_SIZE = 16;

/** Entries of `.dynamic`, and those that say what no position-independent file can do without. */
const DT_RELA = 7n;
const DT_RELASZ = 8n;
const DT_RELAENT = 9n;
const DT_RELACOUNT = 0x6fff_fff9n;
const DT_NULL = 0n;
const ENTRIES = 5;

/** Instructions that hold an address itself rather than a distance. */
const ABSOLUTE: ReadonlySet<number> = new Set([R.R_RISCV_HI20, R.R_RISCV_RVC_LUI, R.R_RISCV_32]);

/** The lists of one link. */
export class DynamicSections {
  readonly #list: InputSection;
  readonly #dynamic: InputSection;

  /** Adds the sections to the first object. */
  constructor(objects: readonly InputObject[], symbols: SymbolTable) {
    const owner = objects[0] as InputObject;
    this.#list = linkerTable(owner, {
      ...{ name: '.rela.dyn', type: SHT_RELA, flags: SHF_ALLOC },
      ...{ entrySize: RELA_SIZE, data: new Uint8Array(RELA_SIZE) },
    });
    this.#dynamic = linkerTable(owner, {
      ...{ name: '.dynamic', type: SHT_DYNAMIC, flags: SHF_ALLOC | SHF_WRITE },
      ...{ entrySize: ENTRY_SIZE, data: new Uint8Array(ENTRIES * ENTRY_SIZE) },
    });
    nameTable(symbols, DYNAMIC, this.#dynamic);
  }

  /** Makes room for every address that may be there; code that holds one itself is a mistake. */
  reserve(inputs: readonly InputSection[], got: GlobalOffsetTable): void {
    const words = inputs.filter(isLoaded).flatMap(({ relocations }) => relocations.filter(isWord));
    resizeTable(this.#list, RELA_SIZE * (words.length + got.addressCount));
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
        const isAddress = isWord(relocation);
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
    const view = new DataView(this.#list.data.buffer);
    places.forEach(({ at, value }, i) => {
      view.setBigUint64(i * RELA_SIZE, at, true);
      view.setBigUint64(i * RELA_SIZE + WORD, BigInt(R.R_RISCV_RELATIVE), true);
      view.setBigUint64(i * RELA_SIZE + 2 * WORD, BigInt.asUintN(64, value), true);
    });
    const entries = [
      ...[DT_RELA, this.#list.address, DT_RELASZ, BigInt(places.length * RELA_SIZE)],
      ...[DT_RELAENT, BigInt(RELA_SIZE), DT_RELACOUNT, BigInt(places.length), DT_NULL, 0n],
    ];
    const dynamic = new DataView(this.#dynamic.data.buffer);
    for (const [i, value] of entries.entries()) dynamic.setBigUint64(i * WORD, value, true);
  }
}

function isLoaded({ output, section: { flags } }: InputSection): boolean {
  return output !== undefined && (flags & SHF_ALLOC) !== 0;
}

function isWord({ type, symbol: named }: InputSection['relocations'][number]): boolean {
  return type === R.R_RISCV_64 && named !== undefined && named.section !== 'absolute';
}
