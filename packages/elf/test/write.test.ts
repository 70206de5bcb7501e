import { expect, test } from 'vitest';
import {
  type ElfFile,
  type GivenFile,
  Relocations,
  readElf,
  type Section,
  SHF_GROUP,
  SHT_GROUP,
  SHT_NOBITS,
  STB_LOCAL,
  section,
  symbol,
  writeElf,
} from '../src/index.ts';
import { sample } from './sample.ts';

function reread(file: GivenFile): ElfFile {
  const result = readElf(writeElf(file));
  if ('problem' in result) throw new Error(result.problem);
  return result;
}

const named = (file: ElfFile, name: string) =>
  file.sections.find((each) => each.name === name) as Section;

test('what is written is read back: sections, symbols, relocations', () => {
  const file = reread(sample);
  expect(named(file, '.text').data).toEqual(sample.sections[0]?.data);
  expect(named(file, '.bss')).toMatchObject({ size: 64, align: 16 });
  expect(named(file, '.bss').data).toHaveLength(0);
  const [jump, none] = named(file, '.text').relocations;
  expect(jump).toMatchObject({ offset: 0, type: 17, addend: -4n, symbol: { name: 'main' } });
  expect(none?.symbol).toBeUndefined();
  const limit = file.symbols.find((each) => each.name === 'limit');
  expect(limit).toMatchObject({ section: 'absolute', value: 0xffff_ffff_8000_0000n });
  expect(file.symbols.find((each) => each.name === 'pool')?.section).toBe('common');
});

test('a 32-bit file is read back as such, and takes less room', () => {
  const file = reread({ ...sample, bits: 32 });
  const before = reread(sample);
  expect(file.bits).toBe(32);
  expect(before.bits).toBe(64);
  expect(named(file, '.rela.text')).toMatchObject({ entrySize: 12, align: 4, size: 24 });
  expect(named(file, '.symtab')).toMatchObject({ entrySize: 16, align: 4 });
  const patches = ({ sections }: ElfFile) =>
    sections.flatMap(({ relocations }) =>
      relocations.map(({ symbol, ...rest }) => [symbol?.name, rest]),
    );
  expect(patches(file)).toEqual(patches(before));
  expect(file.symbols.find(({ name }) => name === 'limit')?.value).toBe(0x8000_0000n);
  const rewritten = writeElf(file);
  expect(rewritten).toEqual(writeElf({ ...sample, bits: 32 }));
});

test('local symbols stand before global ones, as sh_info of the symbol table says', () => {
  const file = reread(sample);
  const locals = file.symbols.filter((each) => each.binding === STB_LOCAL);
  expect([...file.symbols].slice(0, locals.length)).toEqual(locals);
  expect(named(file, '.symtab').info).toBe(locals.length + 1);
});

test('a section is followed by its relocation table, which points back at it', () => {
  const names = reread(sample).sections.map((each) => each.name);
  expect(names).toEqual(['.text', '.rela.text', '.bss', '.symtab', '.strtab', '.shstrtab']);
  expect(named(reread(sample), '.rela.text')).toMatchObject({ link: 4, info: 1, entrySize: 24 });
});

test('a file that was read is written with the same bytes', () => {
  const bytes = writeElf(sample);
  expect(writeElf(reread(sample))).toEqual(bytes);
});

test('a section group has its sections and their relocation tables', () => {
  const call = { offset: 0, type: 19, symbol: undefined, addend: 0n };
  const body = section({
    ...{ name: '.text.f', flags: SHF_GROUP, data: new Uint8Array(4), relocations: [call] },
  });
  const f = symbol({ name: 'f', section: body });
  const group = { signature: f, comdat: true, members: [body] };
  const head = section({
    ...{ name: '.group', type: SHT_GROUP, align: 4, entrySize: 4, data: new Uint8Array(0), group },
  });
  const file = reread({ ...sample, sections: [head, body], symbols: [f] });
  expect([...named(file, '.group').data]).toEqual([1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]);
  expect(named(file, '.rela.text.f').flags & SHF_GROUP).toBe(SHF_GROUP);
  const read = named(file, '.group').group;
  expect(read).toMatchObject({ comdat: true, signature: { name: 'f' } });
  expect(read?.members).toEqual([named(file, '.text.f')]);
  expect(writeElf(file)).toEqual(writeElf(reread(file)));
});

test('a section with an offset stays there, and the tables go behind it', () => {
  const sections = sample.sections.map((each, i) => ({
    ...each,
    offset: 0x1000 + i,
    relocations: Relocations.none(),
  }));
  const file = reread({ ...sample, sections, symbols: [] });
  expect(named(file, '.text').offset).toBe(0x1000);
  expect(named(file, '.shstrtab').offset).toBeGreaterThanOrEqual(0x1008);
});

test('zeros in no segment have a place in the file only if it is an object', () => {
  const zeros = section({ name: '.tbss', type: SHT_NOBITS });
  const load = { type: 1, flags: 5, offset: 0, address: 0n, physicalAddress: 0n };
  const file = { ...sample, sections: [zeros], symbols: [] };
  const segments = [{ ...load, fileSize: 8, memorySize: 8, align: 8 }];
  expect(named(reread(file), '.tbss').offset).toBeGreaterThan(0);
  expect(named(reread({ ...file, segments }), '.tbss').offset).toBe(0);
});

test('program headers are written behind the file header', () => {
  const load = {
    ...{ type: 1, flags: 5, offset: 0x1000, address: 0x8000_0000n, physicalAddress: 0x8000_0000n },
    ...{ fileSize: 8, memorySize: 4096, align: 4096 },
  };
  const sections = sample.sections.map((each) => ({
    ...each,
    offset: 0x1000,
    relocations: Relocations.none(),
  }));
  const file = reread({ ...sample, sections, symbols: [], segments: [load] });
  expect(file.segments).toEqual([load]);
});

test('a symbol in a section that is not in the file is a defect of the caller', () => {
  expect(() => writeElf({ ...sample, sections: [] })).toThrow('not in the file');
});
