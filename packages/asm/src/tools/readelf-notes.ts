/** `readelf -n`: the notes of a file, each with an owner's name, a type and a description. */

import { decodeText, type ElfFile, NT_GNU_BUILD_ID, type Section, SHT_NOTE } from '@ireko/elf';
import { hex } from './text.ts';

const WORD = 4;
const HEADER = 3 * WORD;
/** Types that mean the same whoever the owner is. */
const TYPES: Readonly<Record<number, string>> = {
  1: 'NT_VERSION (version)',
  2: 'NT_ARCH (architecture)',
};
const BUILD_ID = 'NT_GNU_BUILD_ID (unique build ID bitstring)';

/** The notes of all sections that hold some. */
export function notes(file: ElfFile, wide: boolean): string {
  return file.sections
    .filter(({ type, size }) => type === SHT_NOTE && size > 0)
    .map(
      (each) =>
        `\nDisplaying notes found in: ${each.name}\n  Owner                Data size \tDescription\n${notesOf(each, wide)}`,
    )
    .join('');
}

/** Up to the first one that is not whole. */
function notesOf({ data, align }: Section, wide: boolean): string {
  const words = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const unit = align === 8 ? 8 : WORD;
  const alignUp = (at: number) => Math.ceil(at / unit) * unit;
  let text = '';
  for (let at = 0; at + HEADER <= data.length; ) {
    const [nameSize, size, type] = [0, WORD, 2 * WORD].map((each) =>
      words.getUint32(at + each, true),
    ) as [number, number, number];
    const start = at + alignUp(HEADER + nameSize);
    const end = start + alignUp(size);
    if (end > data.length) break;
    const owner = decodeText(data.subarray(at + HEADER, at + HEADER + nameSize)).replace(
      /\0.*/s,
      '',
    );
    const described = describe(owner, type, data.subarray(start, start + size));
    const { kind, description } = described;
    const gap = wide ? '\t' : '\n';
    text += `  ${owner.padEnd(20)} 0x${hex(size, 8)}\t${kind}${description === '' ? '' : gap + description}\n`;
    at = end;
  }
  return text;
}

function describe(owner: string, type: number, bytes: Uint8Array) {
  const digits = [...bytes].map((each) => hex(each, 2));
  if (owner === 'GNU' && type === NT_GNU_BUILD_ID)
    return { kind: BUILD_ID, description: `    Build ID: ${digits.join('')}` };
  const kind = TYPES[type] ?? `Unknown note type: (0x${hex(type, 8)})`;
  const data = digits.map((each) => `${each} `).join('');
  return { kind, description: data === '' ? '' : `   description data: ${data}` };
}
