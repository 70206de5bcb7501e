import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withResponseFiles } from '../../src/options/response-file.ts';
import { folder } from '../command-line.ts';

function file(text: string): string {
  const path = join(folder(), 'words');
  writeFileSync(path, text);
  return path;
}

test('@file stands for its words', () => {
  const path = file(`a.o\n 'two words' "say \\"hi\\"" b\\ c.o\n`);
  expect(withResponseFiles(['-o', `@${path}`, 'z.o'])).toEqual([
    ...['-o', 'a.o', 'two words', 'say "hi"', 'b c.o', 'z.o'],
  ]);
});

test('what names no file stays as it is', () => {
  expect(withResponseFiles(['@nowhere', '@'])).toEqual(['@nowhere', '@']);
});

test('files that name each other end in a mistake', () => {
  const path = file('');
  writeFileSync(path, `@${path}`);
  expect(() => withResponseFiles([`@${path}`])).toThrow('without end');
});
