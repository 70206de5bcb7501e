/**
 * Listings beside GNU as 2.40, text for text: of the sources here, and of compiled code. Needs
 * binutils-riscv64-unknown-elf and gcc-riscv64-unknown-elf.
 *
 * Left out of the comparison: messages, which are our own; and a line of the compiled program that is shown
 * again, for which GNU as prints the line behind it. With a listing GNU as refuses `storage.s`, whose sizes
 * are distances: it does not know these then.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assemble, printListing } from '../src/index.ts';

const ARCHITECTURE = 'rv64gc';
const programs = join(import.meta.dirname, 'programs');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'listing-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a listing with these letters is. */
function bothListings(file: string, letters: string): { ours: string[]; gnu: string[] } {
  const output = join(folder, 'gnu.lst');
  const object = join(folder, 'gnu.o');
  const args = [`-march=${ARCHITECTURE}`, `-a${letters}=${output}`, '-o', object, file];
  execFileSync('riscv64-unknown-elf-as', args, { cwd: folder, stdio: 'ignore' });
  const has = (letter: string) => letters.includes(letter);

  const readIfThere = (path: string) => {
    try {
      return readFileSync(resolve(folder, path));
    } catch {
      return undefined;
    }
  };
  const { listing } = assemble(file, readIfThere, {
    architecture: ARCHITECTURE,
    listing: { expansions: has('m'), logicalLines: has('h'), skipsConditions: has('c') },
  });
  if (!listing) throw new Error(`${file} does not assemble`);
  const format = {
    ...{ lines: has('l'), symbols: has('s'), compiled: has('h') },
    ...{ omitsDebugging: has('d'), omitsForms: has('n') },
  };
  const text = printListing(listing, format, (path) => readIfThere(path)?.toString());
  return { ours: comparable(text), gnu: comparable(readFileSync(output, 'utf8')) };
}

function comparable(text: string): string[] {
  let last = 0;
  return text.split('\n').flatMap((line) => {
    if (line.startsWith('****  ')) return [];
    const number = Number(/^ *(\d+):\S+ +\*\*\*\* /.exec(line)?.[1] ?? 0);
    if (number === 0) return [line];
    const isRepeated = number <= last;
    last = Math.max(last, number);
    return [isRepeated ? `${number} again` : line];
  });
}

const sources = [programs, join(programs, 'directives')].flatMap((path) =>
  readdirSync(path)
    .filter((name) => name.endsWith('.s') && name !== 'storage.s')
    .map((name) => join(path, name)),
);

describe.each(['ln', 'lmn', 'hln', 'cdlmn'])('-a%s', (letters) => {
  test.each(sources)('%s', (file) => {
    const { ours, gnu } = bothListings(file, letters);
    expect(ours).toEqual(gnu);
  });
});

const PROGRAM = `int table[8];
static inline int twice(int x) { return x * 2; }
int sum(int n) {
  int s = 0;
  for (int i = 0; i < n; i++)
    s += twice(table[i & 7]);
#ifdef INLINE
  asm volatile("nop\\n\\tnop");
#endif
  return s;
}
`;

describe.each(['-O0 -g', '-O2 -g', '-O2 -DINLINE', '-O1 -fpic -DINLINE'])(
  'compiled with %s',
  (options) => {
    beforeAll(() => {
      writeFileSync(join(folder, 'sum.c'), PROGRAM);
      const args = [...options.split(' '), `-march=${ARCHITECTURE}`, '-S', '-o', 'sum.s', 'sum.c'];
      execFileSync('riscv64-unknown-elf-gcc', args, { cwd: folder });
    });
    test.each(['l', 'dhln', 'hl', 'dlm'])('-a%s', (letters) => {
      const { ours, gnu } = bothListings('sum.s', letters);
      expect(ours).toEqual(gnu);
    });
  },
);

test.each(['ln', 'lmn', 'hln'])(
  'a file that is included and ends with a macro: -a%s',
  (letters) => {
    writeFileSync(
      join(folder, 'twice.inc'),
      '        .macro twice\n        nop\n        nop\n        .endm\n',
    );
    writeFileSync(
      join(folder, 'uses.s'),
      '        .include "twice.inc"\n        twice\n        ret\n',
    );
    const { ours, gnu } = bothListings('uses.s', letters);
    expect(ours).toEqual(gnu);
  },
);

const PAGES = `        .title "A program"
        .sbttl plain
        .psize 20, 60
        .text
_start: la      a0, text                # a remark that is too long for a page of sixty columns
        beqz    a0, 1f
        call    elsewhere
1:      .nolist
        nop
        .list
        .eject
        .if     0
        nop
        .else
        li      a1, 0x12345678
        .endif
        .set    five, 5
        ten = 10
        .data
text:   .asciz  "so many bytes that a line of the listing does not hold them all"
        .comm   shared, 8, 8
        .balign 4
        .word   1, 2, 3, 4, 5, five
        .bss
        .space  6
`;

test.each(['l', 'ls', 'cls', 'lmns', 's'])(
  'pages, symbols and what shapes them: -a%s',
  (letters) => {
    writeFileSync(join(folder, 'pages.s'), PAGES);
    const { ours, gnu } = bothListings('pages.s', letters);
    expect(ours).toEqual(gnu);
  },
);
