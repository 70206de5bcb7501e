/** `.S` files: the object that gcc makes of them. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ourObject, view } from './oracle.ts';

test('a preprocessed file is assembled as gcc has it assembled', () => {
  const file = fileURLToPath(new URL('programs/preprocessed.S', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'cpp-'));
  try {
    const object = join(folder, 'a.o');
    const options = ['-march=rv64imac_zicsr_zifencei', '-mabi=lp64', '-c', '-o', object];
    execFileSync('riscv64-unknown-elf-gcc', [...options, file]);
    expect(view(ourObject(file, { relax: true }))).toEqual(view(readFileSync(object)));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
