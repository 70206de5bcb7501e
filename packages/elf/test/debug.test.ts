import { expect, test } from 'vitest';
import { type ElfFile, ET_EXEC, readDebug, section } from '../src/index.ts';
import { sample } from './sample.ts';

const text = (word: string) => [...word].map((each) => each.charCodeAt(0)).concat(0);
const word = (value: number) => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
const long = (value: number) => [...word(value), ...word(0)];
const sized = (body: readonly number[]) => [...word(body.length), ...body];

function fileOf(contents: Readonly<Record<string, readonly number[]>>): ElfFile {
  const sections = Object.entries(contents).map(([name, data]) =>
    section({ name, data: Uint8Array.from(data) }),
  );
  return { ...sample, type: ET_EXEC, sections };
}

// Tags, attributes and forms by their numbers in the standard; each abbreviation ends with two zeros.
const UNIT = 0x11;
const FUNCTION = 0x2e;
const INLINED = 0x1d;
const BLOCK = 0x0b;

/** Version 4: `main` with a block, in it `twice`, inlined at line 7, in that `once`, at line 3. */
function version4({ language = 0x0c, isLoop = false } = {}): Record<string, number[]> {
  const abbreviations = [
    [1, UNIT, 1, 0x13, 0x0b, 0x11, 0x01, 0x12, 0x06, 0, 0],
    [2, FUNCTION, 1, 0x03, 0x08, 0x11, 0x01, 0x12, 0x0b, 0, 0],
    [3, BLOCK, 1, 0x02, 0x18, 0, 0], // with a location, to be passed over
    [4, INLINED, 1, 0x31, 0x13, 0x55, 0x17, 0x58, 0x0b, 0x59, 0x0b, 0, 0],
    [5, FUNCTION, 0, 0x03, 0x0e, 0, 0],
    [6, FUNCTION, 0, 0x47, 0x13, isLoop ? 0x3a : 0x6e, 0x08, 0, 0],
  ].flat();
  const header = [4, 0, ...word(0), 8];
  const root = [1, language, ...long(0x1000), ...word(0x100)];
  const twice = 4 + header.length + root.length;
  const once = twice + 5;
  const linked = once + 5;
  const declarations = [
    5,
    ...word(0),
    5,
    ...word(6),
    6,
    ...word(isLoop ? linked : once),
    ...text('_Zonce'),
  ];
  const main = [2, ...text('main'), ...long(0x1010), 0x40];
  const inlined = [4, ...word(twice), ...word(0), 0, 7];
  const inner = [4, ...word(linked), ...word(0x30), 0, 3];
  const entries = [
    ...[root, declarations, main],
    ...[[3, 1, 0x9c], [0], [3, 1, 0x9c], inlined, [3, 0], [0], inner, [0], [0], [0], [0], [0]],
  ].flat();
  const ranges = [0x20, 0x30, 0x38, 0x3c, 0, 0, 0x28, 0x2c, 0, 0];
  return {
    '.debug_info': sized([...header, ...entries]),
    '.debug_abbrev': [...abbreviations, 0],
    '.debug_str': [...text('twice'), ...text('once')],
    '.debug_ranges': ranges.flatMap(long),
  };
}

const namesAt = (file: ElfFile, address: bigint) =>
  readDebug(file)
    .framesAt(address)
    .map(({ name, call }) => [name, call?.line]);

test('an address is code of the innermost function, and of those that it was inlined into', () => {
  const file = fileOf(version4());
  expect(namesAt(file, 0x1029n)).toEqual([
    ['_Zonce', 3],
    ['twice', 7],
    ['main', undefined],
  ]);
  expect(namesAt(file, 0x1020n).map(([name]) => name)).toEqual(['twice', 'main']);
  expect(namesAt(file, 0x1038n).map(([name]) => name)).toEqual(['twice', 'main']);
  expect(namesAt(file, 0x1030n).map(([name]) => name)).toEqual(['main']);
  expect(namesAt(file, 0x1050n)).toEqual([]);
});

test('in C a name is that of the symbol, in C++ only the name for the linker is', () => {
  const told = (language: number) =>
    readDebug(fileOf(version4({ language })))
      .framesAt(0x1029n)
      .map(({ isSymbolName }) => isSymbolName);
  expect(told(0x0c)).toEqual([true, true, true]);
  expect(told(0x21)).toEqual([true, false, false]);
});

/** Version 5 as clang writes it: addresses, texts and ranges are named by their numbers in tables. */
function version5(): Record<string, number[]> {
  const abbreviations = [
    [1, UNIT, 1, 0x72, 0x17, 0x73, 0x17, 0x74, 0x17, 0x13, 0x05, 0x11, 0x1b, 0x55, 0x23, 0, 0],
    [2, FUNCTION, 1, 0x03, 0x25, 0x11, 0x1b, 0x12, 0x06, 0, 0],
    [3, FUNCTION, 0, 0x03, 0x25, 0x20, 0x21, 3, 0, 0], // with a value in the abbreviation
    [4, INLINED, 0, 0x31, 0x13, 0x55, 0x23, 0x59, 0x0b, 0, 0],
  ].flat();
  const header = [5, 0, 1, 8, ...word(0)];
  const root = [1, ...word(8), ...word(8), ...word(12), 0x0c, 0, 0, 0];
  const twice = 4 + header.length + root.length;
  const entries = [root, [3, 1], [2, 0, 0, ...word(0x40)], [4, ...word(twice), 1, 9], [0], [0]];
  const all = [6, ...long(0x1000), ...long(0x1040), 0]; // DW_RLE_start_end
  const some = [4, 4, 8, 3, 1, 4, 2, 1, 2, 7, ...long(0x1030), 2, 5, ...long(0x1020), 4, 0, 2, 0];
  const lists = [...word(8), ...word(8 + all.length), ...all, ...some];
  return {
    '.debug_info': sized([...header, ...entries.flat()]),
    '.debug_abbrev': [...abbreviations, 0],
    '.debug_str': [...text('main'), ...text('twice')],
    '.debug_str_offsets': [...word(12), ...word(5), ...word(0), ...word(5)],
    '.debug_addr': [...sized([5, 0, 8, 0, ...[0x1000, 0x1010, 0x1018].flatMap(long)])],
    '.debug_rnglists': [...word(0), 5, 0, 8, 0, ...word(2), ...lists],
  };
}

test('the tables of version 5 are followed, and every kind of range', () => {
  const file = fileOf(version5());
  const inlined = [
    ['twice', 9],
    ['main', undefined],
  ];
  for (const start of [0x1004n, 0x1010n, 0x1030n, 0x1020n]) {
    expect(namesAt(file, start)).toEqual(inlined);
    expect(namesAt(file, start + 8n)).not.toEqual(inlined);
  }
});

test('damage ends what is read, and nothing else', () => {
  for (const contents of [version4(), version5()])
    for (const [name, bytes] of Object.entries(contents))
      for (let at = 0; at < bytes.length; at++)
        for (const value of [0, 1, 0x16, 0x7f, 0x80, 0xff]) {
          const damaged = { ...contents, [name]: bytes.with(at, value) };
          readDebug(fileOf(damaged)).framesAt(0x1029n);
        }
});

test('a function that is specified by itself has no name', () => {
  const [inner] = namesAt(fileOf(version4({ isLoop: true })), 0x1029n);
  expect(inner).toEqual([undefined, 3]);
});
