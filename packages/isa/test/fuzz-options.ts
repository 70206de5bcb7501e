/** What `npm run fuzz` and its kin take: which seeds, and how long each runs. */

import { parseArgs } from 'node:util';

/** Numbers by their options' names: `--from`, `--count` and whatever else a fuzzer has. */
export type FuzzOptions<Name extends string> = Readonly<Record<'from' | 'count' | Name, number>>;

/**
 * Reads the options of a fuzzer from the command line. On a mistake it says so and ends the process.
 * @param others further options with their defaults, as `from` and `count` positive whole numbers
 * @param usualCount what `count` is if it is not given.
 */
export function fuzzOptions<Name extends string = never>(
  others: Readonly<Record<Name, number>>,
  usualCount = 1_000_000,
): FuzzOptions<Name> {
  const defaults: Readonly<Record<string, number>> = { from: 1, count: usualCount, ...others };
  try {
    const options = Object.fromEntries(
      Object.keys(defaults).map((name) => [name, { type: 'string' } as const]),
    );
    const { values } = parseArgs({ options });
    const numbers = Object.entries(defaults).map(([name, usual]): [string, number] => {
      const text = values[name];
      return [name, text === undefined ? usual : wholeNumber(name, String(text))];
    });
    return Object.fromEntries(numbers) as FuzzOptions<Name>;
  } catch (mistake) {
    const usage = Object.entries(defaults).map(([name, usual]) => `[--${name} ${usual}]`);
    console.error(`error: ${(mistake as Error).message}\nusage: ${usage.join(' ')}`);
    process.exit(1);
  }
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number > 0 && Number.isSafeInteger(number)) return number;
  throw new Error(`--${name} takes a positive whole number, not '${text}'`);
}
