/** `size`: how many bytes of code, data and zeros files hold, as GNU size prints them. */

import { readElf, SHF_ALLOC, SHF_WRITE, SHT_NOBITS } from '@ireko/elf';
import { decimal, hex, type ToolResult } from './text.ts';

/** A row for each file, below a heading. */
export function size(
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): ToolResult {
  let text = '   text\t   data\t    bss\t    dec\t    hex\tfilename\n';
  for (const { name, bytes } of files) {
    const file = readElf(bytes);
    if ('problem' in file) return { problem: `${name}: ${file.problem}` };
    let [code, data, zeros] = [0, 0, 0];
    for (const { flags, type, size: bytesOf } of file.sections) {
      if ((flags & SHF_ALLOC) === 0) continue;
      if (type === SHT_NOBITS) zeros += bytesOf;
      else if (flags & SHF_WRITE) data += bytesOf;
      else code += bytesOf;
    }
    const all = code + data + zeros;
    const numbers = [code, data, zeros, all].map((each) => decimal(each, 7));
    text += `${numbers.join('\t')}\t${hex(all).padStart(7)}\t${name}\n`;
  }
  return { text };
}
