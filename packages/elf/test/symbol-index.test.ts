import { expect, test } from 'vitest';
import { STB_GLOBAL, STT_FUNC, section, symbol, symbolAt, symbolIndex } from '../src/index.ts';
import { sample } from './sample.ts';

const text = section({ name: '.text', size: 64 });
const at = (name: string, value: bigint, more = {}) =>
  symbol({ name, value, section: text, ...more });
const file = {
  ...sample,
  sections: [text],
  symbols: [
    at('second', 0x8000_0020n),
    at('first', 0x8000_0000n),
    at('$xrv64i2p1', 0x8000_0000n),
    at('.L0 ', 0x8000_0024n),
    at('label', 0x8000_0030n),
    at('alias', 0x8000_0030n, { binding: STB_GLOBAL }),
    at('function', 0x8000_0030n, { type: STT_FUNC }),
    symbol({ name: 'size', value: 0x8000_0008n, section: 'absolute' }),
  ],
};
const index = symbolIndex(file);

test('an address belongs to the nearest symbol below it', () => {
  expect(symbolAt(index, 0x8000_0000n)).toMatchObject({ symbol: { name: 'first' }, offset: 0n });
  expect(symbolAt(index, 0x8000_001fn)).toMatchObject({ symbol: { name: 'first' }, offset: 0x1fn });
  expect(symbolAt(index, 0x8000_002fn)).toMatchObject({ symbol: { name: 'second' }, offset: 15n });
});

test('below the first symbol there is none', () => {
  expect(symbolAt(index, 0x7fff_ffffn)).toBeUndefined();
});

test('of several symbols at one address the function is named', () => {
  expect(symbolAt(index, 0x8000_0030n)?.symbol.name).toBe('function');
});

test('in an object, only the symbols of the section asked for are looked at', () => {
  expect(symbolIndex(file, section({ name: '.data' }))).toEqual([]);
});
