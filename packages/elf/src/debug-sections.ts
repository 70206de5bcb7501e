/**
 * The sections of debug information, as if their file were linked. In an object every section
 * begins at 0; here each gets a place of its own, so that an address tells the section as well.
 */

import { ET_REL, SHF_ALLOC } from './constants.ts';
import type { ElfFile, Section } from './file.ts';
import { type Places, relocatedData } from './relocated.ts';

/** What readers of debug information start from. */
export interface DebugSections {
  /** The bytes of a section by name; none if it is not there. */
  contents(name: string): Uint8Array;
  /** What is to be added to an address that is an offset in a section of an object. */
  placeOf(section: Section | undefined): bigint;
}

/** Where the first section is placed: nothing is at 0, which stands for code that was dropped. */
const FIRST_PLACE = 0x1_0000n;
/** A multiple of every instruction's size. */
const PLACE_ALIGN = 16n;

/** The debug information of a file. */
export function debugSections(file: ElfFile): DebugSections {
  const isObject = file.type === ET_REL;
  const places: Places = isObject ? placeSections(file) : new Map();
  const read = new Map<string, Uint8Array>();
  return {
    contents(name) {
      const known = read.get(name);
      if (known !== undefined) return known;
      const section = file.sections.find((each) => each.name === name);
      const bytes =
        section === undefined
          ? new Uint8Array(0)
          : isObject
            ? relocatedData(section, places)
            : section.data;
      read.set(name, bytes);
      return bytes;
    },
    placeOf: (section) => (section && places.get(section)) ?? 0n,
  };
}

function placeSections(file: ElfFile): Places {
  const places = new Map<Section, bigint>();
  let next = FIRST_PLACE;
  for (const section of file.sections) {
    if ((section.flags & SHF_ALLOC) === 0) continue;
    places.set(section, next);
    next += (BigInt(section.size) / PLACE_ALIGN + 1n) * PLACE_ALIGN;
  }
  return places;
}
