/** Options of `ireko as` for listings: what is to be in one, and how it is printed. */

import type { AssembleOptions } from '@ireko/asm/assemble';
import type { ListingFormat } from '@ireko/asm/listing-text';
import { Mistake } from '../mistake.ts';
import type { Given } from '../options/options.ts';
import { version } from '../version.ts';

/** They by name. */
export const listingOptions = {
  a: {
    value: 'LETTERS',
    repeat: true,
    letters: 'cdghlmns',
    spelling: '-a[cdghlmns][=FILE]',
    help: `print a listing, or write it to FILE: l lines of the source, h those
of the compiled program too, m what macros make, s symbols, g general;
d without debugging, c without false conditionals, n without pages
(default: hls)`,
  },
  'listing-lhs-width': {
    value: 'WORDS',
    help: 'words of four bytes in a line of the listing (default: 1)',
  },
  'listing-lhs-width2': { value: 'WORDS', help: 'and in lines that continue it' },
  'listing-rhs-width': {
    value: 'COLUMNS',
    help: 'columns for the text of a line (default: 100)',
  },
  'listing-cont-lines': { value: 'LINES', help: 'lines that may continue one (default: 4)' },
} as const;

/** What `-a…` asks for: its letters, and the file. */
export interface WantedListing {
  readonly letters: ReadonlySet<string>;
  readonly file: string | undefined;
}

/** What a listing has if nothing else is said. */
const USUAL_LISTING = 'hls';

/** The listing that the options ask for, if any. @param given what stands behind each `-a` */
export function listingOf(given: readonly string[]): WantedListing | undefined {
  if (given.length === 0) return undefined;
  const parts = given.map((each) => /^([a-z]*)(?:=(.*))?$/s.exec(each));
  const letters = parts.reduce((all, part) => all + (part?.[1] ?? '') || USUAL_LISTING, '');
  const file = parts.findLast((part) => part?.[2] !== undefined)?.[2];
  return { letters: new Set(letters), file };
}

/** The widths that a listing was given, one after the other: continued lines are no narrower than others. */
function widthsOf(given: readonly Given[]): Partial<ListingFormat> {
  let [words, wordsContinued, continued, textWidth] = [1, 1, 4, 100];
  for (const { name, value } of given) {
    if (!name?.startsWith('listing-')) continue;
    const number = Number(value);
    if (!Number.isInteger(number) || number < 1)
      throw new Mistake(`--${name}: '${value}' is not a number from 1 on`);
    if (name === 'listing-rhs-width') textWidth = number;
    else if (name === 'listing-cont-lines') continued = number;
    else if (name === 'listing-lhs-width') {
      words = number;
      wordsContinued = Math.max(words, wordsContinued);
    } else if (number > words) wordsContinued = number;
  }
  return { words, wordsContinued, continued, textWidth };
}

/** How the assembler was called. */
export interface Call {
  readonly input: string;
  readonly output: string;
  /** All arguments. */
  readonly typed: readonly string[];
}

/** What `g` puts first: which assembler, how it was called, and for what. No time: outputs are the same always. */
function generalPart({ input, output, typed }: Call): string {
  const options = typed.filter((each, index) => {
    const isName = each.startsWith('-') && each !== '-o' && each !== '-v';
    return isName && typed[index - 1] !== '-o';
  });
  return [
    ` ireko as ${version}, compatible with GNU as 2.40`,
    ` options passed\t: ${options.join(' ')}`,
    ` input file    \t: ${input}`,
    ` output file   \t: ${output}`,
    ' target        \t: riscv64-unknown-elf\n\n',
  ].join('\n');
}

/** What the assembler must note for a listing. */
export function notesFor({ letters }: WantedListing): NonNullable<AssembleOptions['listing']> {
  return {
    expansions: letters.has('m'),
    logicalLines: letters.has('h'),
    skipsConditions: letters.has('c'),
  };
}

/** How a listing is printed. @param sequence all options in the order in which they were given */
export function formatOf(
  { letters }: WantedListing,
  sequence: readonly Given[],
  call: Call,
): ListingFormat {
  return {
    lines: letters.has('l'),
    symbols: letters.has('s'),
    compiled: letters.has('h'),
    omitsDebugging: letters.has('d'),
    omitsForms: letters.has('n'),
    ...(letters.has('g') && { general: generalPart(call) }),
    ...widthsOf(sequence),
  };
}
