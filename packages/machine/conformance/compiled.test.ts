/** A C program as GCC compiles it, on QEMU and on every engine: the same output. */
import { expect, test } from 'vitest';
import { engineNames } from '../src/index.ts';
import { compile } from './compiled.ts';
import { runHere, runOnQemu } from './qemu.ts';

test.each([
  ['rv64gc', '-O2'],
  ['rv64gc_zba_zbb_zbs', '-O3'],
])(
  'a program compiled for %s with %s prints what it prints on QEMU',
  (architecture, optimization) => {
    const elf = compile(architecture, optimization);
    const theirs = runOnQemu(elf);
    expect(theirs.split('\n').length).toBe(23);
    for (const engine of engineNames) {
      if (engine === 'reference') continue;
      expect([engine, runHere(elf, engine)]).toEqual([engine, theirs]);
    }
  },
);
