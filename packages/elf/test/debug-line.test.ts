import { expect, test } from 'vitest';
import { readDebug, section } from '../src/index.ts';
import { sample } from './sample.ts';

/** A unit of version 4: one file, and a program of its bytes. */
function unit(program: readonly number[]): Uint8Array {
  const text = (word: string) => [...word].map((each) => each.charCodeAt(0)).concat(0);
  const counts = [0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1];
  const tables = [...text('lib'), 0, ...text('a.s'), 1, 0, 0, 0];
  const head = [1, 1, 1, 0xfb, 14, 13, ...counts, ...tables];
  const word = (value: number) => [value, 0, 0, 0];
  const body = [4, 0, ...word(head.length), ...head, ...program];
  return Uint8Array.from([...word(body.length), ...body]);
}

const withLines = (data: Uint8Array) =>
  readDebug({ ...sample, sections: [section({ name: '.debug_line', data })] });

test('an address belongs to the last line that begins at or below it', () => {
  const setAddress = [0, 9, 2, 0, 0, 0, 0x80, 0, 0, 0, 0];
  const lines = withLines(unit([...setAddress, 3, 6, 1, 2, 4, 3, 2, 1, 2, 4, 0, 1, 1]));
  expect(lines.lineAt(0x8000_0000n)).toMatchObject({ file: 'lib/a.s', line: 7 });
  expect(lines.lineAt(0x8000_0003n)).toMatchObject({ line: 7 });
  expect(lines.lineAt(0x8000_0004n)).toMatchObject({ line: 9 });
  expect(lines.lineAt(0x8000_0008n)).toBeUndefined();
  expect(lines.lineAt(0x7fff_ffffn)).toBeUndefined();
});

test('all lines are told with where their code begins', () => {
  const setAddress = [0, 9, 2, 0, 0, 0, 0x80, 0, 0, 0, 0];
  const { lines } = withLines(unit([...setAddress, 3, 6, 1, 2, 4, 3, 2, 1, 2, 4, 0, 1, 1]));
  expect(lines.map(({ address, line }) => [address, line])).toEqual([
    [0x8000_0000n, 7],
    [0x8000_0004n, 9],
  ]);
});

test('a file without lines has none', () => {
  expect(readDebug(sample).lines).toEqual([]);
  expect(readDebug(sample).lineAt(0n)).toBeUndefined();
});

test('damage ends a table, and nothing else', () => {
  const whole = unit([0, 9, 2, 0, 0, 0, 0x80, 0, 0, 0, 0, 3, 6, 1, 2, 4, 0, 1, 1]);
  for (let at = 0; at < whole.length; at++)
    for (const value of [0, 1, 2, 5, 0x7f, 0x80, 0xff]) {
      const bytes = Uint8Array.from(whole);
      bytes[at] = value;
      withLines(bytes).lineAt(0x8000_0000n);
      withLines(whole.subarray(0, at)).lineAt(0x8000_0000n);
    }
});
