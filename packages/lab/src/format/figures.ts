/** Numbers as the tables write them. */

/** `1,234,567`; of a fraction the whole part that is nearest. */
export function count(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** As `count`, but a dot for nothing: it keeps a table of counts readable. */
export const countOrDot = (value: number): string => (value === 0 ? '·' : count(value));

/** `12.3 %` of a whole; a dot if there is no whole. */
export function share(part: number, whole: number): string {
  return whole === 0 ? '·' : `${((100 * part) / whole).toFixed(1)} %`;
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
