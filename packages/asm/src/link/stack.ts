/**
 * `PT_GNU_STACK`: whether the program needs to execute its stack, and how large that is to be. It is there where
 * an object has `.note.GNU-stack`, whose flags say so, or an option asks for it
 * [bfd/elflink.c `bfd_elf_size_dynamic_sections`].
 */

import { PF_R, PF_W, PF_X, PT_GNU_STACK, SHF_EXECINSTR } from '@ireko/elf';
import type { InputObject } from './input.ts';
import type { LinkOptions } from './options.ts';
import type { SegmentPlan } from './segment.ts';

const NOTE = '.note.GNU-stack';
/** Bytes [psABI, "Integer Calling Convention"]. */
const ALIGN = 16;

/** The segment, if there is to be one. */
export function stackSegment(
  objects: readonly InputObject[],
  { executableStack, stackSize = 0 }: Pick<LinkOptions, 'executableStack' | 'stackSize'>,
): SegmentPlan | undefined {
  const notes = objects.flatMap(({ file }) => file.sections.filter(({ name }) => name === NOTE));
  if (executableStack === undefined && stackSize === 0 && notes.length === 0) return undefined;
  const isExecutable = executableStack ?? notes.some(({ flags }) => flags & SHF_EXECINSTR);
  return {
    type: PT_GNU_STACK,
    sections: [],
    flags: PF_R | PF_W | (isExecutable ? PF_X : 0),
    loadAddress: undefined,
    includesHeaders: false,
    room: { memorySize: stackSize, align: ALIGN },
  };
}
