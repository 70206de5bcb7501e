import { expect, test } from 'vitest';
import { pageWidth, paragraph, table, title, unbroken, widthOf } from '../../src/format/table.ts';

test('the first column stands to the left and the others to the right, the sums below a rule', () => {
  const text = table(
    ['guest', 'instructions'],
    [
      ['a', '1'],
      ['longest', '22'],
    ],
    ['all', '23'],
  );
  expect(text.split('\n')).toEqual([
    '  guest    instructions',
    '  a                   1',
    '  longest            22',
    '  ─────────────────────',
    '  all                23',
  ]);
});

test('no line ends in spaces', () => {
  expect(table(['a', 'b'], [['1', '']])).not.toMatch(/ $/m);
});

test("a title's remark ends at the page's edge", () => {
  expect(title('Title', 'remark')).toHaveLength(pageWidth);
});

test('a paragraph loses no word and stays on the page', () => {
  const words = Array.from({ length: 60 }, (_, n) => `word${n}`);
  const text = paragraph(words.join(' '));
  expect(text.trim().split(/\s+/)).toEqual(words);
  expect(widthOf(text)).toBeLessThanOrEqual(pageWidth);
  expect(text).toMatch(/^ {2}word0/);
});

test('a word longer than the page has a line of its own', () => {
  const long = 'x'.repeat(pageWidth);
  expect(paragraph(`a ${long} b`)).toBe(`  a\n  ${long}\n  b`);
});

test('an unbroken phrase stays on one line, with plain spaces', () => {
  const text = paragraph(`${'x'.repeat(90)} ${unbroken('csrw mtvec 3,')} end`);
  expect(text).toBe(`  ${'x'.repeat(90)}\n  csrw mtvec 3, end`);
});
