/** A small object with one of each: code, zeros, a relocation, symbols of every place. */

import {
  EF_RISCV_RVC,
  type ElfFile,
  EM_RISCV,
  ET_REL,
  R,
  SHF_ALLOC,
  SHF_EXECINSTR,
  SHF_WRITE,
  STB_GLOBAL,
  STT_FUNC,
  STT_OBJECT,
  STT_SECTION,
  Symbols,
  section,
  symbol,
} from '../src/index.ts';

const main = symbol({ name: 'main', binding: STB_GLOBAL });

const text = section({
  name: '.text',
  flags: SHF_ALLOC | SHF_EXECINSTR,
  align: 4,
  data: Uint8Array.of(0x6f, 0, 0, 0, 0x67, 0x80, 0, 0),
  relocations: [
    { offset: 0, type: R.R_RISCV_JAL, symbol: main, addend: -4n },
    { offset: 4, type: R.R_RISCV_NONE, symbol: undefined, addend: 0n },
  ],
});
const bss = section({ name: '.bss', flags: SHF_ALLOC | SHF_WRITE, align: 16, size: 64 });

export const sample: ElfFile = {
  type: ET_REL,
  machine: EM_RISCV,
  flags: EF_RISCV_RVC,
  entry: 0n,
  sections: [text, bss],
  segments: [],
  symbols: Symbols.from([
    symbol({ name: '', type: STT_SECTION, section: text }),
    symbol({ name: 'lower', section: text, value: 4n }),
    symbol({ name: 'start', section: text, type: STT_FUNC, size: 8, binding: STB_GLOBAL }),
    main,
    symbol({ name: 'limit', section: 'absolute', value: 0xffff_ffff_8000_0000n }),
    symbol({
      name: 'pool',
      section: 'common',
      value: 8n,
      size: 24,
      type: STT_OBJECT,
      binding: STB_GLOBAL,
    }),
  ]),
};
