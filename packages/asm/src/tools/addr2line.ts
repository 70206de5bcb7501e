/** `addr2line`: the lines of source that addresses came from, as GNU addr2line prints them. */

import {
  ET_REL,
  indexSymbols,
  readElf,
  readLines,
  type Section,
  SHF_ALLOC,
  STT_FUNC,
  STT_NOTYPE,
  symbolAt,
} from '@ireko/elf';
import { address } from './text.ts';

/** What to print. */
export interface Addr2lineOptions {
  /** `-a`: the address. */
  readonly addresses?: boolean;
  /** `-f`: the function. */
  readonly functions?: boolean;
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
  const lines = readLines(file);
  const functions = indexSymbols(
    file.symbols.filter(
      ({ type, section }) =>
        (type === STT_FUNC || type === STT_NOTYPE) && typeof section !== 'string',
    ),
  );
  const functionAt = (address: bigint, within: Section | undefined) => {
    const own = functions.filter((each) => within !== undefined && each.section === within);
    return symbolAt(own, address)?.symbol.name;
  };
  return {
    look: (given) => {
      const place = isObject ? given : given + (section?.address ?? 0n);
      const likely =
        section ?? file.sections.find((each) => (isObject ? isText(each) : contains(each, place)));
      const within = likely && reaches(likely, place) ? likely : undefined;
      const found = within && lines.lineAt(place, isObject ? within : undefined);
      const symbol = functionAt(place, within);
      const path = found && (options.baseNames ? baseName(found.file) : found.file);
      const mark = found?.discriminator ? ` (discriminator ${found.discriminator})` : '';
      const unknown = symbol === undefined ? '??:0' : '??:?';
      const line = found ? `${path}:${found.line}${mark}` : unknown;
      const name = options.functions && (symbol ?? '??');
      const where = `0x${address(given, file)}`;
      if (options.pretty)
        return `${options.addresses ? `${where}: ` : ''}${name ? `${name}${found || symbol ? ' at' : ''} ` : ''}${line}\n`;
      return `${options.addresses ? `${where}\n` : ''}${name ? `${name}\n` : ''}${line}\n`;
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
