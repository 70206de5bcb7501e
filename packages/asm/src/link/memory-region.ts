/** The memory regions of a script, and how full they are [ld §3.7]. */

import { SHF_EXECINSTR, SHF_WRITE } from '@ireko/elf';
import { isAllocated, type OutputSection } from './output.ts';
import type { MemoryRegion, OutputStatement, Script } from './script.ts';

/** A memory region with what is used of it. */
export interface Region {
  readonly statement: MemoryRegion | undefined;
  readonly name: string;
  readonly origin: bigint;
  readonly length: bigint;
  next: bigint;
  /** The section placed last in it, whose load address the next one follows. */
  last: OutputSection | undefined;
}

/** All regions of a script. */
export class Regions {
  readonly #byName = new Map<string, Region>();
  readonly #aliases: Script['aliases'];
  /** Where sections go that name no region: after each other. */
  readonly anywhere: Region;

  constructor(aliases: Script['aliases']) {
    this.#aliases = aliases;
    this.anywhere = {
      ...{ statement: undefined, name: '', origin: 0n, length: 1n << 64n },
      ...{ next: 0n, last: undefined },
    };
  }

  get all(): readonly Region[] {
    return [...this.#byName.values()];
  }

  add(statement: MemoryRegion, origin: bigint, length: bigint): void {
    const { name } = statement;
    this.#byName.set(name, { statement, name, origin, length, next: origin, last: undefined });
  }

  find(name: string): Region | undefined {
    return this.#byName.get(name) ?? this.#byName.get(this.#aliases.get(name) ?? name);
  }

  /** The first that asks for sections with these flags, or none in particular. */
  accepting(flags: number): Region {
    const isAsking = ({ statement }: Region) => accepts(statement?.attributes ?? '', flags);
    return this.all.find(isAsking) ?? this.anywhere;
  }
}

/** What the script says of a section's memory, or of that of the one that an orphan follows. */
export function regionsOf(
  output: OutputSection,
): Partial<Pick<OutputStatement, 'region' | 'loadRegion'>> {
  const { statement, follows } = output;
  if (statement !== undefined) return statement;
  return (isAllocated(output) && follows?.statement) || {};
}

/** Whether a region's attributes ask for sections like this one [ld §3.7]. */
function accepts(attributes: string, flags: number): boolean {
  const [yes = '', no = ''] = attributes.toLowerCase().split('!');
  const has = (letters: string): boolean =>
    (letters.includes('r') && (flags & SHF_WRITE) === 0) ||
    (letters.includes('w') && (flags & (SHF_WRITE | SHF_EXECINSTR)) === SHF_WRITE) ||
    (letters.includes('x') && (flags & SHF_EXECINSTR) !== 0) ||
    /[ail]/.test(letters);
  return has(yes) && !has(no);
}
