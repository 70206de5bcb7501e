import { expect, test } from 'vitest';
import { NameTable } from '../../src/unit/name-table.ts';

test('a table of names has each under its number, whatever others there are', () => {
  const table = new NameTable();
  const names = Array.from({ length: 5000 }, (_, n) => `.L${n}`);
  for (const [number, name] of names.entries()) {
    expect(table.get(name)).toBe(undefined);
    expect(table.getOrAdd(name, number)).toBe(number);
  }
  expect(names.map((name) => table.get(name))).toEqual([...names.keys()]);
  // A part of a text is the same name as one that is written alone.
  expect(table.get('j .L42 # back'.slice(2, 6))).toBe(42);
  expect(table.get('.L5000')).toBe(undefined);
  expect(table.get('')).toBe(undefined);
});
