import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { guestColours } from '../../src/host/guest-colours.ts';

function painted(text: string): string {
  const bytes: number[] = [];
  const write = guestColours((byte) => bytes.push(byte));
  for (const byte of new TextEncoder().encode(text)) write(byte);
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

const cyan = (text: string) => `\u001b[36m${text}\u001b[39m`;
const magenta = (text: string) => `\u001b[35m${text}\u001b[39m`;

test('each guest keeps the colour that it got first', () => {
  expect(painted('a| one\nb| two\na| three\n')).toBe(
    `${cyan('a|')} one\n${magenta('b|')} two\n${cyan('a|')} three\n`,
  );
});

test('a line without a name, and a bar later in a line, are left as they are', () => {
  expect(painted('vmm: a ended, status 0\na| x | y\n')).toBe(
    `vmm: a ended, status 0\n${cyan('a|')} x | y\n`,
  );
});

test('nothing but colours is added, and nothing is lost', () => {
  const text = 'a| é ←\n\nno name here but a long line\n|\nb|';
  expect(stripVTControlCharacters(painted(text))).toBe(text);
});
