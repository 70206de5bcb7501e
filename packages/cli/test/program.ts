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

/** Sends back each of three characters, one higher, and finishes. */
export const echoSource: string = `
        li      s0, 0x10000000
        li      s1, 3
1:      lbu     t0, 5(s0)
        andi    t0, t0, 1
        beqz    t0, 1b
        lbu     t0, 0(s0)
        addi    t0, t0, 1
        sb      t0, 0(s0)
        addi    s1, s1, -1
        bnez    s1, 1b
        li      t0, 0x100000
        li      t1, 0x5555
        sw      t1, 0(t0)
`;
