import { expect, test } from 'vitest';
import { assemble, type ListedLine, printListing } from '../../src/index.ts';

const SOURCE = `        .macro  twice
        nop
        nop
        .endm
_start: twice
        .data
value:  .word   _start - value, 7
`;

function listingOf(options = {}) {
  const read = () => new TextEncoder().encode(SOURCE);
  const { listing } = assemble('a.s', read, { relax: false, listing: options });
  if (!listing) throw new Error('no listing');
  return listing;
}

const digits = ({ bytes }: ListedLine) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

test('a listing tells of each line where its bytes stand, and what they are', () => {
  const { lines } = listingOf();
  const call = lines.find(({ line }) => line === 5) as ListedLine;
  expect([call.section, call.address, digits(call)]).toEqual(['.text', 0, '01000100']);
  const data = lines.find(({ line }) => line === 7) as ListedLine;
  expect([data.section, digits(data).slice(8)]).toEqual(['.data', '07000000']);
});

test('what a macro makes has lines of its own if that is asked for', () => {
  const { lines } = listingOf({ expansions: true });
  const made = lines.filter(({ expansion }) => expansion !== undefined);
  expect(made.map(({ line, address, expansion }) => [line, address, expansion])).toEqual([
    [5, 0, '>  nop'],
    [5, 2, '>  nop'],
  ]);
});

test('symbols come with the line that defines them', () => {
  const { symbols } = listingOf();
  const value = symbols.find(({ name }) => name === 'value');
  expect(value).toEqual({
    ...{ name: 'value', section: '.data', value: 0n },
    line: { file: 'a.s', line: 7 },
  });
});

test('it prints as GNU as does', () => {
  const format = { lines: true, symbols: false, compiled: false, omitsDebugging: false };
  const text = printListing(listingOf(), { ...format, omitsForms: true }, () => SOURCE);
  expect(text.split('\n').slice(4, 7)).toEqual([
    '   5 0000 01000100 \t_start: twice',
    '   6              \t        .data',
    '   7 0000 00000000 \tvalue:  .word   _start - value, 7',
  ]);
});

test('warnings stand with their lines', () => {
  const source = '.data\n.byte 1\n.byte 300\n.byte 2\n';
  const { listing } = assemble('a.s', () => new TextEncoder().encode(source), { listing: {} });
  const told = listing?.lines.map(({ messages }) => messages.map(({ code }) => code));
  expect(told).toEqual([[], [], ['truncated'], []]);
});

test('without the option there is none', () => {
  const { listing } = assemble('a.s', () => new TextEncoder().encode(SOURCE));
  expect(listing).toBeUndefined();
});
