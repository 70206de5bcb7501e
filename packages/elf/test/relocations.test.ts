import { expect, test } from 'vitest';
import { R, Relocations, Symbols, symbol } from '../src/index.ts';

const [f, g] = [symbol({ name: 'f' }), symbol({ name: 'g' })];
const jump = { offset: 8, type: R.R_RISCV_JAL, symbol: f, addend: -4n };
const mark = { offset: 8, type: R.R_RISCV_RELAX, symbol: undefined, addend: 0n };
const word = { offset: 0, type: R.R_RISCV_64, symbol: g, addend: 2n ** 62n + 1n };

test('what goes in comes out, however large an addend is', () => {
  const all = Relocations.from([jump, mark, word]);
  expect([...all]).toEqual([jump, mark, word]);
  expect(all.smallAddend(0)).toBe(-4);
  expect(all.smallAddend(2)).toBeNaN();
  expect(all.hasType(R.R_RISCV_64)).toBe(true);
  expect(all.hasType(R.R_RISCV_NONE)).toBe(false);
});

test('a copy changes alone', () => {
  const all = Relocations.from([jump, word]);
  const copy = all.copy();
  copy.set(1, { ...jump, offset: 4 });
  copy.set(0, mark);
  expect([...copy]).toEqual([mark, { ...jump, offset: 4 }]);
  expect([...all]).toEqual([jump, word]);
});

test('in order those of the same place stay as they stand', () => {
  expect([...Relocations.from([jump, mark, word]).inOrder()]).toEqual([word, jump, mark]);
});

test('other symbols take the places of those that are named', () => {
  const all = Relocations.from([jump, mark, word]);
  const renamed = all.withSymbols(Symbols.from([f, g].map((each) => ({ ...each, name: 'h' }))));
  expect(renamed.map((each) => each.symbol?.name)).toEqual(['h', undefined, 'h']);
});
