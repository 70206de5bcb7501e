/** Any bytes as an object to link, as `ld -b binary` and `objcopy -I binary` make one. */

import {
  type Bits,
  type ElfSymbol,
  EM_RISCV,
  ET_REL,
  SHF_ALLOC,
  SHF_WRITE,
  STB_GLOBAL,
  section,
  symbol,
  writeElf,
} from '@ireko/elf';

/**
 * An object whose `.data` is the bytes, between `_binary_NAME_start` and `_binary_NAME_end`;
 * `_binary_NAME_size` is how many.
 * @param path as it was written: what is no letter or digit of it becomes `_`.
 */
export function binaryObject(path: string, bytes: Uint8Array, bits: Bits = 64): Uint8Array {
  const data = section({ name: '.data', flags: SHF_ALLOC | SHF_WRITE, data: bytes });
  const stem = `_binary_${path.replaceAll(/[^A-Za-z0-9]/g, '_')}`;
  const named = (suffix: string, value: number, place: ElfSymbol['section']) =>
    symbol({
      ...{ name: `${stem}_${suffix}`, value: BigInt(value), section: place, binding: STB_GLOBAL },
    });
  return writeElf({
    ...{ bits, type: ET_REL, machine: EM_RISCV, flags: 0, entry: 0n, segments: [] },
    sections: [data],
    symbols: [
      named('start', 0, data),
      named('end', bytes.length, data),
      named('size', bytes.length, 'absolute'),
    ],
  });
}
