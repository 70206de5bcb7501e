/** Aligned columns of text. */

/** The widest line of a report, in characters. */
export const pageWidth = 100;

const GAP = 2;
const INDENT = '  ';
const NO_BREAK = '\u00a0';

/** A phrase that a paragraph does not break. */
export const unbroken = (phrase: string): string => phrase.replaceAll(' ', NO_BREAK);

/** A row of cells; every row of a table has as many. */
export type Row = readonly string[];

/**
 * Lays rows out in columns: the first to the left, the others to the right.
 * @param head names the columns.
 * @param foot a row below a rule: the sums.
 */
export function table(head: Row, rows: readonly Row[], foot?: Row): string {
  const all = [head, ...rows, ...(foot ? [foot] : [])];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const line = (row: Row) =>
    (
      INDENT +
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return column === 0 ? cell.padEnd(width) : cell.padStart(width);
        })
        .join(' '.repeat(GAP))
    ).trimEnd();
  const rule = INDENT + '─'.repeat(widths.reduce((sum, width) => sum + width + GAP, -GAP));
  return [line(head), ...rows.map(line), ...(foot ? [rule, line(foot)] : [])].join('\n');
}

/** How wide the widest line of a text is. */
export const widthOf = (text: string): number =>
  Math.max(...text.split('\n').map(({ length }) => length));

/** A title, and at the right edge what is to be known of it. */
export function title(text: string, remark: string): string {
  return `${text}${remark.padStart(pageWidth - text.length)}`;
}

/** Words in lines that fit the page; those that a no-break space joins stay together. */
export function paragraph(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && INDENT.length + line.length + 1 + word.length > pageWidth) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line].map((each) => INDENT + each.replaceAll(NO_BREAK, ' ')).join('\n');
}
