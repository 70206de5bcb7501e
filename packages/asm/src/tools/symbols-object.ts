/** Where the symbols of a linked program are, as an object to link: `ld -R` makes one. */

import {
  type Bits,
  type ElfSymbol,
  EM_RISCV,
  ET_REL,
  readElf,
  STB_LOCAL,
  STT_SECTION,
  STT_TLS,
  writeElf,
} from '@ireko/elf';

/**
 * An object without code or data, in which the symbols of a program are addresses: what others see of
 * it, but not what each thread has a copy of. Bytes that are no ELF file are returned as they are.
 */
export function symbolsObject(bytes: Uint8Array, bits: Bits): Uint8Array {
  const file = readElf(bytes);
  if ('problem' in file) return bytes;
  const isOfUse = ({ binding, type, section }: ElfSymbol) =>
    binding !== STB_LOCAL && type !== STT_TLS && type !== STT_SECTION && section !== 'undefined';
  const symbols = file.symbols
    .filter(isOfUse)
    .map((each) => ({ ...each, section: 'absolute' as const }));
  return writeElf({
    ...{ bits: file.bits ?? bits, type: ET_REL, machine: EM_RISCV, flags: 0, entry: 0n },
    ...{ sections: [], segments: [], symbols },
  });
}
