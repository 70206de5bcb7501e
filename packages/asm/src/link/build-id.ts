/**
 * `--build-id`: a note that tells this build of a program from all others, so that a core file, a
 * log or a debugger can name the very executable that it came from [ld §2.1, `--build-id`].
 */

import { encodeText, NT_GNU_BUILD_ID, SHF_ALLOC, SHT_NOTE } from '@ireko/elf';
import type { InputObject, InputSection } from './input.ts';
import { linkerTable } from './linker-table.ts';
import type { Report } from './report.ts';
import type { FilePlan } from './segment.ts';
import { isDiscarded } from './target.ts';

/** What identifies a build. */
export interface BuildId {
  /** Bytes of it. */
  readonly size: number;
  /** The identity of an executable whose note holds zeros so far; `size` bytes. */
  readonly of: (executable: Uint8Array) => Uint8Array;
}

const NAME = '.note.gnu.build-id';
const OWNER = encodeText('GNU\0');
const WORD = 4;
/** Sizes of the owner's name and of the identity, the note's type, and the name. */
const HEADER = 3 * WORD + OWNER.length;

/** Adds the note, its identity still zeros, to the first object. */
export function addBuildId(objects: readonly InputObject[], { size }: BuildId): InputSection {
  const owner = objects[0] as InputObject;
  const data = new Uint8Array(HEADER + size);
  const words = new DataView(data.buffer);
  [OWNER.length, size, NT_GNU_BUILD_ID].forEach((each, i) => {
    words.setUint32(i * WORD, each, true);
  });
  data.set(OWNER, 3 * WORD);
  return linkerTable(owner, { name: NAME, type: SHT_NOTE, flags: SHF_ALLOC, align: WORD, data });
}

/** Writes the identity of the executable into the note, which a script may have left out. */
export function identify(
  executable: Uint8Array,
  note: InputSection,
  id: BuildId,
  plan: FilePlan,
  report: Report,
): void {
  const { output } = note;
  const offset = output && plan.offsets.get(output);
  if (output === undefined || offset === undefined || isDiscarded(note)) {
    report.warning('build-id', `the script leaves out ${NAME}, so --build-id has no effect`);
    return;
  }
  const start = offset + Number(note.address - output.address) + HEADER;
  executable.set(id.of(executable), start);
}
