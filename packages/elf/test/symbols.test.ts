import { expect, test } from 'vitest';
import {
  infoOf,
  STB_GLOBAL,
  STB_LOCAL,
  STO_RISCV_VARIANT_CC,
  STT_FUNC,
  STV_HIDDEN,
  Symbols,
  section,
  symbol,
} from '../src/index.ts';

const text = section({ name: '.text', size: 64 });

test('what goes into the columns comes out as an object, the same each time', () => {
  const symbols = new Symbols();
  const high = 0xffff_ffff_8000_0000n;
  symbols.push('f', 8, 4, infoOf(STB_GLOBAL, STT_FUNC), 0x82, text);
  symbols.push('limit', high, 0, 0, 0, 'absolute');
  const [f, limit] = symbols;
  const given = { name: 'f', value: 8n, size: 4, type: STT_FUNC, binding: STB_GLOBAL };
  expect(f).toEqual({
    ...given,
    visibility: STV_HIDDEN,
    attributes: STO_RISCV_VARIANT_CC,
    section: text,
  });
  expect(limit).toEqual(symbol({ name: 'limit', value: high, section: 'absolute' }));
  expect(symbols.at(1)).toBe(limit);
  expect(symbols.at(2)).toBeUndefined();
  expect([symbols.value(0), symbols.value(1), symbols.isLocal(1)]).toEqual([8, high, true]);
});

test('the objects of a list stay what they are, and have their places', () => {
  const list = Array.from({ length: 40 }, (_, number) => symbol({ name: `s${number}` }));
  const symbols = Symbols.from(list);
  expect(symbols.length).toBe(40);
  expect([...symbols].every((each, place) => each === list[place])).toBe(true);
  expect(symbols.placeOf(list[30] as (typeof list)[number])).toBe(30);
  expect(symbols.placeOf(symbol({ name: 's30' }))).toBeUndefined();
  symbols.push('late', 0, 0, infoOf(STB_LOCAL, 0), 0, 'undefined');
  const late = symbols.at(40);
  expect(late && symbols.placeOf(late)).toBe(40);
});
