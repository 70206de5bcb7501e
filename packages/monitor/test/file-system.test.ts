import { expect, test } from 'vitest';
import {
  makeFileSystem,
  maxFileBytes,
  maxFiles,
  maxNameLength,
  readFileSystem,
} from '../src/index.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const files = new Map([
  ['empty', bytes('')],
  ['poem', bytes('boxes\nthat nest\n')],
  ['a.block', new Uint8Array(4096).fill(7)],
  ['some-blocks', Uint8Array.from({ length: 20_000 }, (_, i) => i % 251)],
]);

function disk(blocks?: number): Uint8Array {
  const made = makeFileSystem(files, blocks);
  if (typeof made === 'string') throw new Error(made);
  return made;
}

test('a disk has the files that were put on it', () => {
  expect(readFileSystem(disk())).toEqual(files);
});

test('a disk may be just large enough, and not smaller', () => {
  const needed = 2 + (1 + 1) + (1 + 1) + (1 + 5);
  expect(readFileSystem(disk(needed))).toEqual(files);
  const problem = `the files need more than ${needed - 1} blocks`;
  expect(makeFileSystem(files, needed - 1)).toBe(problem);
});

test('what no disk can hold is refused with the limit', () => {
  const many = new Map(Array.from({ length: maxFiles + 1 }, (_, i) => [`f${i}`, bytes('')]));
  const one = (name: string, length = 0) =>
    makeFileSystem(new Map([[name, new Uint8Array(length)]]));
  expect(makeFileSystem(many)).toBe('a disk has at most 63 files, not 64');
  expect(one('')).toBe("'': a name is 1 to 15 characters from ! to ~");
  expect(one('two words')).toMatch(/^'two words': a name/);
  expect(one('x'.repeat(maxNameLength + 1))).toMatch(/a name is 1 to 15/);
  expect(one('big', maxFileBytes + 1)).toBe(
    "'big' has 184549377 bytes; a file has at most 184549376",
  );
  expect(makeFileSystem(new Map(), 2)).toBe('a disk has 3 to 32768 blocks, not 2');
});

test('a file may need more than one list of blocks', () => {
  const large = Uint8Array.from({ length: 2048 * 4096 + 1 }, (_, i) => i % 251);
  const made = makeFileSystem(new Map([['large', large]]), 2 + 2 + 2049);
  const read = typeof made === 'string' ? made : readFileSystem(made);
  if (typeof read === 'string') throw new Error(read);
  expect(Buffer.compare(read.get('large') ?? bytes(''), large)).toBe(0);
});

test('blocks for pages lie behind those of files, and are no part of the file system', () => {
  const made = makeFileSystem(files, 256, 100);
  if (typeof made === 'string') throw new Error(made);
  expect(made.length).toBe((256 + 100) * 4096);
  expect(readFileSystem(made)).toEqual(files);
});

test('a catalogue with one wrong bit is no catalogue', () => {
  const broken = disk();
  broken[4096 + 70] = (broken[4096 + 70] as number) ^ 1;
  expect(readFileSystem(broken)).toBe('neither block 0 nor block 1 is a valid catalogue');
});

test('a disk that is cut off, or was never made, has no files', () => {
  expect(readFileSystem(disk().subarray(0, 9 * 4096))).toMatch(/valid catalogue/);
  expect(readFileSystem(new Uint8Array(512))).toMatch(/valid catalogue/);
});
