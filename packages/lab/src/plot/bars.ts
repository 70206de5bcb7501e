/** A distribution as text: a bar for each range of values. */

/** A range and how often values fell into it. */
export interface Bar {
  readonly name: string;
  readonly count: number;
}

const PARTS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/**
 * Draws bars, the longest of `columns` characters.
 * @param write how a count is written, behind its bar.
 */
export function textBars(
  bars: readonly Bar[],
  write: (count: number) => string = String,
  columns = 48,
): string {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const margin = Math.max(0, ...bars.map(({ name }) => name.length));
  return bars
    .map(({ name, count }) => {
      const eighths = Math.round((8 * columns * count) / most);
      const bar = '█'.repeat(Math.floor(eighths / 8)) + (PARTS[eighths % 8] ?? '');
      return `  ${name.padStart(margin)} │${bar} ${write(count)}\n`;
    })
    .join('');
}
