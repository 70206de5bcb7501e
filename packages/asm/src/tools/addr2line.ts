/** `addr2line`: the lines of source that addresses came from, as GNU addr2line prints them. */

import { ET_REL, readElf, type Section, SHF_ALLOC } from '@ireko/elf';
import { SourcePlaces } from './source-place.ts';
import { address } from './text.ts';

/** What to print. */
export interface Addr2lineOptions {
  /** `-a`: the address. */
  readonly addresses?: boolean;
  /** `-f`: the function. */
  readonly functions?: boolean;
  /** `-i`: who inlined it too. */
  readonly inlines?: boolean;
  /** `-p`: all of it in one line. */
  readonly pretty?: boolean;
  /** `-s`: files without their folders. */
  readonly baseNames?: boolean;
  /** `-j`: addresses are offsets in this section. */
  readonly section?: string;
}

/**
 * Looks addresses up in a file.
 * @returns the lines for one address, or why the file cannot be read.
 */
export function addr2line(
  bytes: Uint8Array,
  options: Addr2lineOptions,
): { readonly look: (address: bigint) => string } | { readonly problem: string } {
  const file = readElf(bytes);
  if ('problem' in file) return file;
  const section = file.sections.find(({ name }) => name === options.section);
  if (options.section !== undefined && section === undefined)
    return { problem: `there is no section ${options.section}` };
  const isObject = file.type === ET_REL;
  const places = new SourcePlaces(file);
  const { functions, pretty } = options;
  /** A function, and a line in it. */
  const place = (name = '??', path = '??', line = 0, discriminator = 0) => {
    const lead = functions ? `${name}${pretty ? ' at ' : '\n'}` : '';
    const mark = line > 0 && discriminator > 0 ? ` (discriminator ${discriminator})` : '';
    return `${lead}${options.baseNames ? baseName(path) : path}:${line || '?'}${mark}\n`;
  };
  const look = (given: bigint) => {
    const at = isObject ? given : given + (section?.address ?? 0n);
    const likely =
      section ?? file.sections.find((each) => (isObject ? isText(each) : contains(each, at)));
    const found = likely && reaches(likely, at) ? places.at(at, likely) : undefined;
    const { line, file: path, frames = [] } = found ?? {};
    if (line === undefined && frames.length === 0)
      return `${functions ? `??${pretty ? ' ' : '\n'}` : ''}??:0\n`;
    const shown = [place(frames[0]?.name, path, line?.line, line?.discriminator)];
    if (options.inlines)
      frames.slice(1).forEach(({ name }, i) => {
        const call = frames[i]?.call;
        // The discriminator is that of the code also in GNU addr2line.
        shown.push(place(name, call?.file, call?.line, line?.discriminator));
      });
    return shown.join(pretty ? ' (inlined by) ' : '');
  };
  return {
    look(given) {
      if (!options.addresses) return look(given);
      return `0x${address(given, file)}${pretty ? ': ' : '\n'}${look(given)}`;
    },
  };
}

function isText({ name }: Section): boolean {
  return name === '.text';
}

function contains(section: Section, address: bigint): boolean {
  return (section.flags & SHF_ALLOC) !== 0 && reaches(section, address);
}

function reaches({ address: start, size }: Section, address: bigint): boolean {
  return address >= start && address < start + BigInt(size);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
