/** Instructions by the routines of an image in assembly, counted one by one, as documents show them. */

import { readdirSync, readFileSync } from 'node:fs';
import { indexSymbols, readElf, symbolAt } from '../../elf/src/index.ts';

/** What routines did in a stretch of a run. */
export interface Counted {
  /** Instructions by routine, in the order in which routines were first entered. */
  readonly routines: ReadonlyMap<string, number>;
  readonly instructions: number;
  /** Virtual microseconds in which the hart waited for an interrupt. */
  readonly idleMicroseconds: number;
}

/** Gives the name of the routine that an address is in, by the image's symbols. */
export function routineNames(image: Uint8Array): (address: bigint) => string {
  const elf = readElf(image);
  if ('problem' in elf) throw new Error(elf.problem);
  const labels = indexSymbols(
    elf.symbols.filter(({ name, section }) => /^[a-z_]/.test(name) && typeof section === 'object'),
  );
  return (address) => symbolAt(labels, address)?.symbol.name ?? 'nowhere';
}

/**
 * A Markdown table, for a page of `docs/explain`: routines, their files, their instructions.
 * @param folder the sources, from the repository's root.
 * @param waiting what the hart does while it is idle.
 */
export function routineTable(
  { routines, instructions, idleMicroseconds }: Counted,
  folder: string,
  waiting: string,
): string {
  const place = `${import.meta.dirname}/../../../${folder}`;
  const sources = readdirSync(place).map((file) => ({
    file,
    text: readFileSync(`${place}/${file}`, 'utf8'),
  }));
  const rows = [...routines].map(([name, count]) => {
    const file = sources.find(({ text }) => new RegExp(`^${name}:`, 'm').test(text))?.file;
    return `| \`${name}\` | [${file}](../../${folder}/${file}) | ${count} |`;
  });
  const idle = idleMicroseconds > 0 ? `, and ${idleMicroseconds} µs of ${waiting}` : '';
  return [
    '| routine | file | instructions |',
    '| --- | --- | ---: |',
    ...rows,
    '',
    `Together ${instructions} instructions${idle}.`,
  ].join('\n');
}
