import { readdirSync, readFileSync } from 'node:fs';
import { csrFields, csrIsReadOnly, csrs, fieldMask } from '@ireko/isa';
import { expect, test } from 'vitest';
import { fieldFacts } from '../reference/legal-values.ts';
import { referencePages } from '../reference/reference.ts';

const folder = new URL('../../../docs/reference/', import.meta.url);
const pages = referencePages();

test.each(pages)('docs/reference/$name is what `npm run reference` writes', ({ name, text }) => {
  expect(readFileSync(new URL(name, folder), 'utf8')).toBe(text);
});

test('docs/reference has no other pages of instructions and CSRs', () => {
  const found = readdirSync(folder).filter((name) => /^(README|instructions|csrs)/.test(name));
  expect(found.sort()).toEqual(pages.map(({ name }) => name).sort());
});

test('mstatus.mpp keeps 0, 1 and 3, and mstatus.sxl is 2 for ever', () => {
  const row = csrs.find(({ name }) => name === 'mstatus');
  const facts = row ? fieldFacts(row) : [];
  const of = (field: string) => facts.find(({ name }) => name === field);
  expect(of('mpp')?.access).toEqual({ is: 'values', legal: [0n, 1n, 3n] });
  expect(of('sxl')).toMatchObject({ reset: 2n, access: { is: 'read-only' } });
});

/** `mcycle` and `minstret` change while one looks. */
const written = csrs.filter(
  ({ name, number }) => !csrIsReadOnly(number) && !/^m(cycle|instret)$/.test(name),
);

test.each(written)(
  'every bit of $name that software can change belongs to a named field',
  (csr) => {
    const fields = Object.values(csrFields(csr.name));
    if (fields.length === 0) return; // one number
    const named = fields.reduce((mask, field) => mask | fieldMask(field), 0n);
    const unnamed = { ...csr, name: 'one number' };
    const [whole] = fieldFacts(unnamed);
    const changed = whole?.access.is === 'bits' ? whole.access.mask : 0n;
    expect(changed & ~named).toBe(0n);
  },
);
