/** Numbers as the tables write them. */

/** `1,234,567`; of a fraction the whole part that is nearest. */
export function count(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** As `count`, but a dot for nothing: it keeps a table of counts readable. */
export const countOrDot = (value: number): string => (value === 0 ? '·' : count(value));

/**
 * `12.3 %` of a whole. Never rounded to none or to all when it is neither; a dot if there is no
 * whole.
 */
export function share(part: number, whole: number): string {
  if (whole === 0) return '·';
  const percent = (100 * part) / whole;
  if (part > 0 && percent < 0.05) return '< 0.1 %';
  if (part < whole && percent >= 99.95) return '> 99.9 %';
  return `${percent.toFixed(1)} %`;
}

/** `×1.79`: how many times as much; a dot if there is nothing to compare with. */
export function times(value: number, of: number): string {
  return of === 0 ? '·' : `×${(value / of).toFixed(2)}`;
}

/** Virtual time: `153.513 ms`. */
export const milliseconds = (ns: number): string => {
  const [whole = '0', fraction = ''] = (ns / 1e6).toFixed(3).split('.');
  return `${count(Number(whole))}.${fraction} ms`;
};

/** `144 … 887`, or one number when they are the same. */
export function range(min: number, max: number): string {
  return min === max ? count(min) : `${count(min)} … ${count(max)}`;
}

export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
