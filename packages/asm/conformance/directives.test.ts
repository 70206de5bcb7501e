/** Every directive, and programs of a compiler: the object of GNU as. */

import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { bothObjects, gnuObject, ourObject, view } from './oracle.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

describe.each([
  ['for good', false],
  ['for a linker that shortens code', true],
])('%s', (_, relax) => {
  test.each(readdirSync(path('programs/directives')))('%s', (name) => {
    const file = path(`programs/directives/${name}`);
    expect(view(ourObject(file, { relax }))).toEqual(view(gnuObject(file, { relax })));
  });

  test.each(['directives', 'macros', 'relocations', 'branches', 'relaxation', 'frames', 'lines'])(
    '%s.s',
    (name) => {
      const file = path(`programs/${name}.s`);
      expect(view(ourObject(file, { relax }))).toEqual(view(gnuObject(file, { relax })));
    },
  );
});

const gcc = 'riscv64-unknown-elf-gcc';
const gccOptions = ['-march=rv64imac_zicsr_zifencei', '-mabi=lp64', '-ffreestanding', '-S', '-o-'];

describe('what gcc writes', () => {
  test.each([
    '-O0',
    '-O1',
    '-O2',
    '-O3',
    '-Os',
    '-O2 -fPIC',
    '-O2 -fasynchronous-unwind-tables',
    '-O2 -g',
    '-O0 -g',
  ])('%s', (levels) => {
    const options = [...gccOptions, ...levels.split(' '), path('programs/program.c')];
    const source = execFileSync(gcc, options, { encoding: 'utf8' });
    for (const relax of [false, true]) {
      const { ours, gnu } = bothObjects(source, { relax });
      expect(view(ours)).toEqual(view(gnu));
    }
  });
});
