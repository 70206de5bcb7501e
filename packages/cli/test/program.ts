/** Programs of a few lines for tests, built within this process. */

import { build } from '../src/repository.ts';

/** What stands at the start of RAM, and all of it. */
export const linkerScript: string =
  'SECTIONS { . = 0x80000000; .text : { *(.text) } .bss : { *(.bss) } }\n';

/** The executable of an assembly source. */
export function program(source: string, script: string = linkerScript): Uint8Array {
  const text = new TextEncoder();
  const files = new Map([
    ['/program.s', text.encode(source)],
    ['/program.ld', text.encode(script)],
  ]);
  const image = { name: 'program', sources: ['/program.s'], script: '/program.ld' };
  return build({ ...image, includePaths: [], needs: [] }, files);
}
