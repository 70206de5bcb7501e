/** Every directive, and programs of a compiler: the object of GNU as. */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { bothObjects, gnuObject, ourObject, view } from './oracle.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

test.each(['directives', 'macros', 'relocations', 'branches'])('programs/%s.s', (name) => {
  const file = path(`programs/${name}.s`);
  expect(view(ourObject(file))).toEqual(view(gnuObject(file)));
});

const gcc = 'riscv64-unknown-elf-gcc';
const gccOptions = ['-march=rv64imac_zicsr_zifencei', '-mabi=lp64', '-ffreestanding', '-S', '-o-'];

describe('what gcc writes', () => {
  test.each(['-O0', '-O1', '-O2', '-O3', '-Os', '-O2 -fPIC'])('%s', (levels) => {
    const options = [...gccOptions, ...levels.split(' '), path('programs/program.c')];
    const { ours, gnu } = bothObjects(execFileSync(gcc, options, { encoding: 'utf8' }));
    expect(view(ours)).toEqual(view(gnu));
  });
});
