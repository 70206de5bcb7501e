import { expect, test } from 'vitest';
import { readArchive, writeArchive } from '../src/archive.ts';
import { encodeText } from '../src/strings.ts';

const members = [
  { name: 'short.o', bytes: Uint8Array.of(1, 2, 3) },
  { name: 'a-name-of-more-than-fifteen-letters.o', bytes: Uint8Array.of(4, 5) },
];

test('members come back as they were written, long names and odd sizes included', () => {
  expect(readArchive(writeArchive(members))).toEqual({ members, index: [] });
});

test('names need not be ASCII', () => {
  const named = ['入れ子.o', 'another-name-of-more-than-fifteen-letters.o', 'é.o'].map((name) => ({
    name,
    bytes: Uint8Array.of(1),
  }));
  expect(readArchive(writeArchive(named))).toEqual({ members: named, index: [] });
});

test('a thin archive is refused with what to do', () => {
  const result = readArchive(encodeText('!<thin>\n'));
  expect(result).toEqual({
    problem: 'a thin archive: it holds names of files, not the files; make one without T',
  });
});

test('damage is a value, never an exception', () => {
  const bytes = writeArchive(members);
  for (let at = 0; at < bytes.length; at++) {
    for (const byte of [0x00, 0x2f, 0x39, 0xff]) {
      const damaged = bytes.slice();
      damaged[at] = byte;
      expect(() => readArchive(damaged), `${byte} at ${at}`).not.toThrow();
    }
  }
  const cut = readArchive(bytes.subarray(0, bytes.length - 8));
  expect(cut).toHaveProperty('problem');
});
