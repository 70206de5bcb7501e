/** The code of an executable: which line of which source each address came from, and the other way round. */

import {
  type ElfFile,
  type ElfSymbol,
  readDebug,
  readElf,
  type Section,
  type SymbolIndex,
  symbolAt,
  symbolIndex,
} from '@ireko/elf';

const SHF_EXECINSTR = 4;

/** A line of a source. */
export interface CodeLine {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** An executable with its lines described. */
export class CodeMap {
  readonly #file: ElfFile;
  readonly #code: readonly Section[];
  readonly #symbols: SymbolIndex;
  readonly #lineAt: (address: bigint) => CodeLine | undefined;
  /** Where the code of a line begins, by file and line: several places where a macro makes it, or none. */
  readonly #starts = new Map<string, Set<bigint>>();

  /** @throws where that is no ELF file, which our own linker does not make. */
  constructor(image: Uint8Array) {
    const file = readElf(image);
    if ('problem' in file) throw new Error(file.problem);
    const debug = readDebug(file);
    this.#file = file;
    this.#code = file.sections.filter(({ flags }) => (flags & SHF_EXECINSTR) !== 0);
    this.#symbols = symbolIndex(file);
    this.#lineAt = (address) => debug.lineAt(address);
    let before = '';
    for (const { address, file: source, line } of debug.lines) {
      const key = keyOf({ file: source, line });
      const starts = this.#starts.get(key) ?? new Set();
      if (key !== before) this.#starts.set(key, starts.add(address));
      before = key;
    }
  }

  /** How many of these bytes, which are in memory at an address, are its code there; 0: none of it is there. */
  matches(address: bigint, bytes: Uint8Array): number {
    const section = this.#code.find(
      (each) => address >= each.address && address < each.address + BigInt(each.size),
    );
    if (!section) return 0;
    const own = section.data.subarray(Number(address - section.address));
    const differs = bytes.findIndex((byte, index) => byte !== own[index]);
    return differs < 0 ? Math.max(bytes.length, 1) : differs;
  }

  /** The line that the instruction at an address came from. */
  lineAt(address: bigint): CodeLine | undefined {
    const found = this.#lineAt(address);
    return found && { file: found.file, line: found.line };
  }

  /** The nearest symbol at or below an address, and how far below: `main+0x10`. */
  symbolAt(address: bigint): string | undefined {
    const found = symbolAt(this.#symbols, address);
    if (!found) return undefined;
    const { symbol, offset } = found;
    return offset === 0n ? symbol.name : `${symbol.name}+0x${offset.toString(16)}`;
  }

  /** What a symbol of this name stands for. */
  valueOf(name: string): bigint | undefined {
    const named = (symbol: ElfSymbol) => symbol.name === name && symbol.section !== 'undefined';
    return this.#file.symbols.find(named)?.value;
  }

  /** Where the code of a line begins. */
  startsOf(line: CodeLine): readonly bigint[] {
    return [...(this.#starts.get(keyOf(line)) ?? [])];
  }
}

/** A line as a key: `a.s:12`. */
export const keyOf = ({ file, line }: CodeLine): string => `${file}:${line}`;
