/**
 * What kind of section it is, as far as the place of an orphan depends on it: the flags that BFD, the
 * library of GNU's tools, has for a section, and its type.
 */

import {
  SHF_ALLOC,
  SHF_EXECINSTR,
  SHF_TLS,
  SHF_WRITE,
  SHT_NOBITS,
  SHT_NOTE,
  SHT_NULL,
} from '@ireko/elf';
import { isDebug } from '../tools/section-flags.ts';
import type { InputSection } from './input.ts';
import { type Content, flagsWithout, type OutputSection } from './output.ts';
import { specialSection } from './special-sections.ts';

export const CONTENTS = 1;
export const ALLOC = 2;
export const LOAD = 4;
export const READONLY = 8;
export const CODE = 16;
export const TLS = 32;
export const DEBUGGING = 64;

/** The nature of a section. */
export interface Nature {
  /** `CONTENTS`, `ALLOC`, … */
  readonly flags: number;
  /** `SHT_…` */
  readonly type: number;
}

/** The nature of an object's section. */
export function natureOf({ section: { name, type, flags } }: InputSection): Nature {
  const stored = type !== SHT_NOBITS;
  const allocated = (flags & SHF_ALLOC) !== 0;
  const given =
    (stored ? CONTENTS : 0) |
    (allocated ? ALLOC : 0) |
    (stored && allocated ? LOAD : 0) |
    (flags & SHF_WRITE ? 0 : READONLY) |
    (flags & SHF_EXECINSTR ? CODE : 0) |
    (flags & SHF_TLS ? TLS : 0) |
    (!allocated && isDebug(name) ? DEBUGGING : 0);
  return { flags: given, type };
}

/** Whether a section of notes for the program's loader. */
export function isLoadedNote({ flags, type }: Nature): boolean {
  return type === SHT_NOTE && (flags & LOAD) !== 0;
}

/** What is known of an output section, which only ever grows while orphans are placed. */
interface Known {
  readonly flags: number;
  readonly type: number | undefined;
  /** How many contents it follows from. */
  readonly count: number;
}

const known = new WeakMap<OutputSection, Known>();

/**
 * The nature of an output section so far: read-only if all that it holds is. Undefined if it holds
 * nothing, not even a statement.
 */
export function natureOfOutput(output: OutputSection): Nature | undefined {
  const { contents } = output;
  if (contents.length === 0) return undefined;
  const before = known.get(output);
  const start = before && before.count <= contents.length ? before : undefined;
  // As in BFD, a section that is not like its first part has no type yet.
  const [more, less] = changeBy(output.statement?.type);
  let { flags, type } = start ?? { flags: 0, type: specialSection(output.name)?.type };
  for (let at = start?.count ?? 0; at < contents.length; at++) {
    const content = contents[at] as Content;
    if (content.kind === 'data') flags |= CONTENTS | ALLOC | LOAD;
    if (content.kind !== 'section') continue;
    const own = natureOf(content.input);
    const isFirst = (flags & HAS_INPUT) === 0;
    const readonly = isFirst ? own.flags : flags & own.flags;
    flags = ((flags | own.flags) & ~READONLY) | (readonly & READONLY) | HAS_INPUT;
    if (isFirst) type ??= ((own.flags | more) & ~less) === own.flags ? own.type : SHT_NULL;
  }
  known.set(output, { flags, type, count: contents.length });
  return { flags: (flags | more) & ~(less | HAS_INPUT), type: type ?? SHT_NULL };
}

/** What a section has because a script asks for its kind, and what it does not have then. */
function changeBy(kind: string | undefined): readonly [more: number, less: number] {
  const without = flagsWithout(kind);
  const less = (without & SHF_ALLOC ? ALLOC : 0) | (kind === 'NOLOAD' ? LOAD | CONTENTS : 0);
  return [without & SHF_WRITE ? READONLY : 0, less];
}

/** A mark among the flags of an output section: an object has given it a part. */
const HAS_INPUT = 128;
